/// A port that the system picks for nobody else as long as this is held. It is bound and does not listen, so that no
/// connection comes to it; a listener that names it may have it meanwhile.
package final class ReservedPort: Sendable {
    /// With the port that was picked, if it was asked for as 0.
    package let address: SocketAddress
    private let descriptor: Int32

    package init(on address: SocketAddress) throws(LoopError) {
        descriptor = try BoundSocket.open(address, reusePort: true)
        self.address = BoundSocket.localAddress(of: descriptor) ?? address
    }

    deinit { BoundSocket.release(descriptor) }
}

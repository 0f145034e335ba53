import CLibuv

/// Accepts TCP connections on an address.
package final class TCPListener: LoopHandle {
    private let onAccept: (TCPConnection) -> Void
    private let onError: (LoopError) -> Void
    package private(set) var localAddress: SocketAddress

    private var tcp: UnsafeMutablePointer<uv_tcp_t> { memory.assumingMemoryBound(to: uv_tcp_t.self) }
    private var stream: UnsafeMutablePointer<uv_stream_t> { memory.assumingMemoryBound(to: uv_stream_t.self) }

    /// With `reusePort` several loops listen on one address and the kernel spreads the connections among them.
    package static func listen(
        on address: SocketAddress, loop: EventLoop, backlog: Int32 = 1024, reusePort: Bool = true,
        onAccept: @escaping (TCPConnection) -> Void, onError: @escaping (LoopError) -> Void
    ) throws(LoopError) -> TCPListener {
        let listener = try TCPListener(address: address, loop: loop, onAccept: onAccept, onError: onError)
        do throws(LoopError) {
            try listener.open(reusePort: reusePort, backlog: backlog)
        } catch {
            listener.close()
            throw error
        }
        return listener
    }

    private init(
        address: SocketAddress, loop: EventLoop,
        onAccept: @escaping (TCPConnection) -> Void, onError: @escaping (LoopError) -> Void
    ) throws(LoopError) {
        try loop.checkOpen()
        self.onAccept = onAccept
        self.onError = onError
        localAddress = address
        super.init(uv_tcp_t.self, loop: loop)
        try LoopError.check(uv_tcp_init(loop.uv, tcp))
        opened()
    }

    private func open(reusePort: Bool, backlog: Int32) throws(LoopError) {
        let socket = try BoundSocket.open(localAddress, reusePort: reusePort)
        do throws(LoopError) {
            try LoopError.check(uv_tcp_open(tcp, socket))
        } catch {
            BoundSocket.release(socket)
            throw error
        }
        try LoopError.check(
            uv_listen(stream, backlog) { stream, status in
                guard let stream else { return }
                LoopHandle.of(stream, as: TCPListener.self).accept(status)
            })
        if let bound = SocketAddress.asked({ uv_tcp_getsockname(tcp, $0, $1) }) { localAddress = bound }
    }

    /// libuv has accepted a descriptor, or tells why it could not. With no descriptors left it has already used its
    /// reserve one to accept and close the connection, so that the listener does not spin.
    private func accept(_ status: Int32) {
        if status < 0 {
            onError(LoopError(code: status))
            return
        }
        do throws(LoopError) {
            let connection = try TCPConnection(loop: loop)
            let result = uv_accept(stream, connection.stream)
            guard result == 0 else {
                connection.close()
                throw LoopError(code: result)
            }
            connection.disableNagle()
            onAccept(connection)
        } catch {
            onError(error)
        }
    }

    /// Accepts what waits in the kernel's queue at this moment, so that closing the listener right after resets nobody.
    package func acceptQueued() {
        guard !isClosing, let listening = descriptor else { return }
        while let accepted = BoundSocket.takeQueued(from: listening) {
            do throws(LoopError) {
                onAccept(try TCPConnection(adopting: accepted, loop: loop))
            } catch {
                onError(error)
            }
        }
    }
}

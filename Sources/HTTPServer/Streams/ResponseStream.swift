package import EventLoop

/// The writing end of a streamed answer. It lives on its connection's loop and holds nothing while nothing is sent.
package final class ResponseStream {
    /// What became of a piece.
    package enum SendResult: Hashable, Sendable {
        case sent
        /// The client is behind; the piece waits in our memory.
        case queued
        /// The client was too far behind and has been cut off.
        case overflow
        /// There is nobody to send to any more.
        case closed
    }

    package let loop: EventLoop
    /// Called once, as soon as the client is gone or the stream has ended, whoever ended it.
    package var onClose: (() -> Void)?
    /// Called when the server is about to stop: the place to say goodbye. Afterwards the stream is finished.
    package var onDrain: (() -> Void)?
    /// Its place in a `StreamGroup`.
    var groupIndex = 0
    weak var group: StreamGroup?

    /// Nil when the stream has ended.
    private var connection: HTTPConnection?

    init(_ connection: HTTPConnection) {
        self.connection = connection
        loop = connection.loop
    }

    package var isOpen: Bool { connection != nil }

    /// Bytes that wait for the client.
    package var unsentBytes: Int { connection?.unsentBytes ?? 0 }

    @discardableResult
    package func send(_ bytes: [UInt8]) -> SendResult { send(StreamFrame(bytes)) }

    @discardableResult
    package func send(_ frame: StreamFrame) -> SendResult {
        loop.preconditionCurrent()
        guard let connection else { return .closed }
        return connection.sendOnStream(frame)
    }

    /// Ends the answer; the connection goes on with the next request where it can.
    package func finish() {
        loop.preconditionCurrent()
        connection?.finishStream()
    }

    /// The connection has let go of the stream.
    func ended() {
        guard connection != nil else { return }
        connection = nil
        onDrain = nil
        group?.leave(self)
        let tell = onClose
        onClose = nil
        tell?()
    }
}

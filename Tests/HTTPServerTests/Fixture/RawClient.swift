import EventLoop
import TestSupport
import Testing

/// A client that sends exactly the bytes it is told to, and waits for what comes back.
///
/// `@unchecked Sendable`: its state is touched on its loop only, where every method goes first.
final class RawClient: TCPConnectionDelegate, @unchecked Sendable {
    private let loop: EventLoop
    private let tcp: TCPConnection
    private var received: [UInt8] = []
    private var isAtEnd = false
    private var error: LoopError?
    private let waiters: LoopWaiters

    private init(_ tcp: TCPConnection, _ loop: EventLoop) {
        self.tcp = tcp
        self.loop = loop
        waiters = LoopWaiters(loop)
    }

    static func connect(to address: SocketAddress, loop: EventLoop, reading: Bool = true) async throws -> RawClient {
        try await loop.run {
            let tcp = try await TCPConnection.connect(to: address, loop: loop)
            let client = RawClient(tcp, loop)
            tcp.delegate = client
            if reading { tcp.startReading() }
            return client
        }
    }

    // MARK: Doing

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }
    func send(_ bytes: [UInt8]) async throws { try await loop.submit { self.tcp.write(bytes) } }
    func finishWriting() async throws { try await loop.submit { self.tcp.finishWriting() } }
    func close() async throws { try await loop.submit { self.tcp.close() } }
    func reset() async throws { try await loop.submit { self.tcp.reset() } }
    func startReading() async throws { try await loop.submit { self.tcp.startReading() } }
    func stopReading() async throws { try await loop.submit { self.tcp.stopReading() } }
    func unsent() async throws -> Int { try await loop.submit { self.tcp.unsentBytes } }

    // MARK: Waiting

    /// The next answer, taken off what was received; fails when the connection ends before.
    func answer(
        toHead: Bool = false, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> RawAnswer {
        try await waiters.wait { self.isAtEnd || RawAnswer(self.received, toHead: toHead) != nil }
        let (answer, text) = try await loop.submit {
            let (answer, text) = (RawAnswer(self.received, toHead: toHead), self.receivedText)
            self.received.removeFirst(answer?.length ?? 0)
            return (answer, text)
        }
        // In the test's own task, or the issue would not name the test.
        return try #require(answer, "no answer, but \(text)", sourceLocation: sourceLocation)
    }

    /// The status of the next answer; nil when the connection ends without one.
    func status() async throws -> Int? {
        try await waiters.wait { self.isAtEnd || RawAnswer(self.received, toHead: false) != nil }
        let hasAnswer = try await loop.submit { RawAnswer(self.received, toHead: false) != nil }
        return hasAnswer ? try await answer().status : nil
    }

    /// Everything up to and with `text`.
    func text(through text: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> String {
        try await waiters.wait { self.isAtEnd || self.receivedText.contains(text) }
        let (taken, all) = try await loop.submit {
            let all = self.receivedText
            let taken = all.firstRange(of: text).map { String(all[..<$0.upperBound]) }
            self.received.removeFirst(taken?.utf8.count ?? 0)
            return (taken, all)
        }
        return try #require(taken, "only \(all)", sourceLocation: sourceLocation)
    }

    /// What is left once the server has ended the connection, in whatever way.
    func rest() async throws -> String {
        try await waiters.wait { self.isAtEnd }
        return try await loop.submit { self.receivedText }
    }

    /// Waits for the end; true when it was a reset rather than a FIN.
    func isReset() async throws -> Bool {
        try await waiters.wait { self.isAtEnd }
        return try await loop.submit { self.error != nil }
    }

    func untilReceived(_ bytes: Int) async throws {
        try await waiters.wait { self.received.count >= bytes || self.isAtEnd }
    }

    private var receivedText: String { String(decoding: received, as: UTF8.self) }

    // MARK: TCPConnectionDelegate

    func connectionReceived(_ bytes: UnsafeRawBufferPointer) {
        received.append(contentsOf: bytes)
        waiters.look()
    }

    func connectionReachedEnd() {
        isAtEnd = true
        waiters.look()
    }

    func connectionFlushed() {}

    func connectionClosed(_ error: LoopError?) {
        isAtEnd = true
        self.error = error
        waiters.look()
    }
}

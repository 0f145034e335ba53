import Testing

@testable import EventLoop

/// Two ends of one connection on one loop, and what each was told.
final class ConnectionPair {
    let client: TCPConnection
    let server: TCPConnection
    let clientEvents = ConnectionEvents()
    let serverEvents = ConnectionEvents()

    init(client: TCPConnection, server: TCPConnection) {
        self.client = client
        self.server = server
        client.delegate = clientEvents
        server.delegate = serverEvents
    }

    static func open(on loop: EventLoop) async throws -> ConnectionPair {
        let accepted = Accepted()
        let listener = try TCPListener.listen(
            on: .loopback(port: 0), loop: loop,
            onAccept: { accepted.connection = $0 },
            onError: { Issue.record($0) })
        let client = try await TCPConnection.connect(to: listener.localAddress, loop: loop)
        while accepted.connection == nil { await Task.yield() }
        listener.close()
        let server = try #require(accepted.connection)
        return ConnectionPair(client: client, server: server)
    }

    private final class Accepted {
        var connection: TCPConnection?
    }
}

/// Runs `body` on a loop with a fresh pair, and stops the loop.
func withPair(
    _ body: @escaping @Sendable (ConnectionPair) async throws -> Void,
    beforeReading: @escaping @Sendable (ConnectionPair) -> Void = { _ in }
) async throws {
    let loop = try EventLoop.start()
    try await loop.run {
        let pair = try await ConnectionPair.open(on: loop)
        beforeReading(pair)
        try await body(pair)
    }
    await loop.stop()
}

/// Remembers what a connection told, and lets a test wait for it.
final class ConnectionEvents: TCPConnectionDelegate {
    enum Happening: Equatable {
        case bytes(Int)
        case end, flushed, closed
    }

    private(set) var received: [UInt8] = []
    private(set) var closedCount = 0
    private(set) var error: LoopError?
    var onBytes: () -> Void = {}
    var onClose: () -> Void = {}
    private var reachedEnd = false
    private var flushed = false

    func connectionReceived(_ bytes: UnsafeRawBufferPointer) {
        received.append(contentsOf: bytes)
        onBytes()
    }

    func connectionReachedEnd() { reachedEnd = true }
    func connectionFlushed() { flushed = true }

    func connectionClosed(_ error: LoopError?) {
        closedCount += 1
        self.error = error
        onClose()
    }

    /// Lets the loop turn until it has happened; the test's own time limit bounds it.
    func wait(for happening: Happening) async {
        while !has(happening) { await Task.yield() }
    }

    private func has(_ happening: Happening) -> Bool {
        switch happening {
        case .bytes(let count): received.count >= count
        case .end: reachedEnd
        case .flushed: flushed
        case .closed: closedCount > 0
        }
    }
}

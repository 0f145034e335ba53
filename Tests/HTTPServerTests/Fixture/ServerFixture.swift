import EventLoop
import HTTPMessages
import HTTPServer
import TestSupport
import Testing

/// A server on a loop whose clock only a test moves, and a second loop with real time for its clients.
struct ServerFixture {
    let manual: ManualClock
    let loop: EventLoop
    let clients: EventLoop
    let server: HTTPServer

    /// Runs `body` with a fresh server and stops everything after it.
    static func run(
        options: ServerOptions = ServerOptions(), middleware: [Middleware] = [],
        onError: @escaping @Sendable (ResponderFailure) -> Void = { _ in },
        routes: (inout RouteTable) throws(RouterError) -> Void,
        _ body: (ServerFixture) async throws -> Void
    ) async throws {
        let application = try Application(middleware: middleware, onError: onError, routes: routes)
        let manual = ManualClock()
        let loop = try EventLoop.start(name: "server", clock: manual.clock)
        let clients = try EventLoop.start(name: "clients")
        do {
            let server = try await HTTPServer.start(
                on: loop, address: .loopback(port: 0), options: options, application: application)
            try await body(ServerFixture(manual: manual, loop: loop, clients: clients, server: server))
            await server.shutdownNow()
        } catch {
            await clients.stop()
            await loop.stop()
            throw error
        }
        await clients.stop()
        await loop.stop()
    }

    func connect() async throws -> RawClient {
        try await RawClient.connect(to: server.localAddress, loop: clients)
    }

    /// Waits until the server's counts are as `condition` wants them; each look lets the loop poll in between.
    func until(_ condition: @escaping @Sendable (ServerMetrics) -> Bool) async throws {
        while true {
            if condition(try await server.snapshot()) { return }
            // The suite's time limit cancels the test.
            try Task.checkCancellation()
            await loop.tick()
        }
    }

    /// Waits until the server has read so many bytes in all.
    func untilReceived(_ bytes: Int) async throws {
        try await until { $0.counters.receivedBytes >= UInt64(bytes) }
    }

    /// The loop has been told to drain when this returns.
    func beginDrain(_ plan: DrainPlan) -> Task<Void, Never> {
        Task.immediate { await server.drain(plan) }
    }

    func advance(_ interval: Duration) async {
        manual.advance(by: interval)
        // The loop is told of the jump before it is asked for a turn.
        await loop.tick()
    }
}

package import EventLoop
import HTTPMessages
package import HTTPServer

/// A running simulator: Stripe's API on a port of its own, the routes that steer it, and webhooks going out.
package final class Simulator: Sendable {
    private let server: HTTPServer
    private let loop: EventLoop
    private let engine: LoopBound<SimulatorEngine>

    /// Without a slash at the end: what `STRIPE_API_BASE` is set to.
    package let url: String

    private init(server: HTTPServer, loop: EventLoop, engine: LoopBound<SimulatorEngine>, url: String) {
        self.server = server
        self.loop = loop
        self.engine = engine
        self.url = url
    }

    /// Port 0 picks a free one. An empty `settings.publicURL` becomes the address it then listens on. All of it runs on
    /// that one loop. `moveClocks` is told when the test clock moves, before anything happens in its new time.
    package static func start(
        on loop: EventLoop, address: SocketAddress, settings: SimulatorSettings, seed: UInt64,
        options: ServerOptions = ServerOptions(), moveClocks: ClockMover? = nil, send: @escaping WebhookSender
    ) async throws -> Simulator {
        let world = SimulatedStripe(settings: settings, seed: seed)
        let engine = LoopBound(SimulatorEngine(world, loop: loop, moveClocks: moveClocks, send: send), on: loop)
        let application = try SimulatorRoutes(engine: engine).application()
        let server = try await HTTPServer.start(
            on: loop, address: address, options: options, application: application)
        let local = server.localAddress
        let host = local.ip.contains(":") ? "[\(local.ip)]" : local.ip
        let url = settings.publicURL.isEmpty ? "http://\(host):\(local.port)" : settings.publicURL
        try await loop.submit { engine.value.change { world, _ in world.settings.publicURL = url } }
        return Simulator(server: server, loop: loop, engine: engine, url: url)
    }

    /// From now on this server is told of everything, too.
    package func addWebhookTarget(_ target: WebhookTarget) async throws {
        let engine = engine
        try await loop.submit { engine.value.change { world, _ in world.addWebhookTarget(target) } }
    }

    /// Connections are closed at once; webhooks that were waiting are not sent.
    package func stop() async {
        await server.shutdownNow()
        let engine = engine
        await loop.run { engine.value.stop() }
    }
}

package import EventLoop

/// The same service on several loops and one port: the kernel spreads the connections among them.
package final class ServerGroup: Sendable {
    package let servers: [HTTPServer]

    private init(_ servers: [HTTPServer]) { self.servers = servers }

    /// `application` is called once per loop, on it, so that each may have its own database connections and streams.
    /// With port 0 the first loop picks, the others join it there.
    package static func start(
        on loops: [EventLoop], address: SocketAddress, options: ServerOptions = ServerOptions(),
        application: @escaping @Sendable (EventLoop) throws -> Application
    ) async throws -> ServerGroup {
        var servers: [HTTPServer] = []
        do {
            for loop in loops {
                let server = try await HTTPServer.start(
                    on: loop, address: address, options: options, joining: servers.first, application: application)
                servers.append(server)
            }
        } catch {
            for server in servers { await server.shutdownNow() }
            throw error
        }
        return ServerGroup(servers)
    }

    package var localAddress: SocketAddress? { servers.first?.localAddress }

    package func snapshot() async throws -> ServerMetrics {
        var sum = ServerMetrics()
        for server in servers { sum.add(try await server.snapshot()) }
        return sum
    }

    package func drain(_ plan: DrainPlan = DrainPlan()) async {
        await onEach { await $0.drain(plan) }
    }

    package func shutdownNow() async {
        await onEach { await $0.shutdownNow() }
    }

    private func onEach(_ body: @escaping @Sendable (HTTPServer) async -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            for server in servers { group.addTask { await body(server) } }
        }
    }
}

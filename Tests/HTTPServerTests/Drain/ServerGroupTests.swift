import EventLoop
import HTTPMessages
import HTTPServer
import Testing

@Suite(.timeLimit(.minutes(5))) struct ServerGroupTests {
    #if os(Linux)
        /// All of 127.0.0.0/8 is loopback.
        private static let ownLoopback = "127.17.4.2"
    #else
        private static let ownLoopback = "127.0.0.1"
    #endif

    @Test func allLoopsServeOnePort() async throws {
        let group = try EventLoopGroup.start(count: 3)
        let clients = try EventLoop.start()
        // Or another test could be given the port as soon as this one's servers have left it; and a process of another test
        // that names its port, by an address that is this one's alone.
        let own = try #require(SocketAddress(ip: Self.ownLoopback, port: 0))
        let reserved = try ReservedPort(on: own)
        let servers = try await ServerGroup.start(on: group.loops, address: reserved.address) { loop in
            try Application { routes in
                routes.get("/loop") { _, context in .text(context.loop === loop ? loop.name : "another loop") }
            }
        }
        #expect(Set(servers.servers.map(\.localAddress)).count == 1)
        let address = try #require(servers.localAddress)
        var names: Set<String> = []
        var used = 0
        // The kernel spreads by a hash; some hundred connections always reach all of three.
        while names.count < 3 && used < 500 {
            used += 1
            let client = try await RawClient.connect(to: address, loop: clients)
            try await client.send("GET /loop HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            names.insert(try await client.answer().body)
            try await client.close()
        }
        #expect(names.count == 3)
        #expect(!names.contains("another loop"))
        #expect(
            try await servers.snapshot().routes[.init(method: .get, route: "/loop")]?.statuses == [200: UInt64(used)])
        await servers.drain(DrainPlan(idleGrace: .zero))
        await #expect(throws: LoopError.self) { try await RawClient.connect(to: address, loop: clients) }
        withExtendedLifetime(reserved) {}
        await clients.stop()
        await group.stop()
    }

    /// Though with SO_REUSEPORT the kernel would let it join.
    @Test(arguments: [true, false])
    func aPortThatIsTakenStopsTheWholeGroup(reusePort: Bool) async throws {
        let group = try EventLoopGroup.start(count: 2)
        let taken = try await group.loops[0].submit {
            LoopBound(
                try TCPListener.listen(
                    on: .loopback(port: 0), loop: group.loops[0], reusePort: reusePort, onAccept: { $0.close() },
                    onError: { Issue.record($0) }), on: group.loops[0])
        }
        let address = try await group.loops[0].submit { taken.value.localAddress }
        await #expect(throws: LoopError.self) {
            try await ServerGroup.start(on: group.loops, address: address) { _ in try Application(routes: echoes) }
        }
        await group.stop()
    }
}

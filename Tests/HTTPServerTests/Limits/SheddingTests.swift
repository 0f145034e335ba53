import EventLoop
import HTTPMessages
import HTTPServer
import Testing

@Suite(.timeLimit(.minutes(5))) struct SheddingTests {
    private static let request = "GET /echo/1 HTTP/1.1\r\nHost: x\r\n\r\n"

    private static func options(maximum: Int, shedAtOnce: Int = 64) -> ServerOptions {
        var options = ServerOptions()
        options.maximumConnections = maximum
        options.shedAtOnce = shedAtOnce
        return options
    }

    @Test func connectionsAboveTheCapAreToldToComeBackLater() async throws {
        try await ServerFixture.run(options: Self.options(maximum: 2), routes: echoes) { fixture in
            let first = try await fixture.connect()
            let second = try await fixture.connect()
            try await fixture.until { $0.openConnections == 2 }
            let third = try await fixture.connect()
            let answer = try await third.answer()
            #expect(answer.status == 503)
            #expect(answer["Retry-After"] == "1")
            #expect(answer["Connection"] == "close")
            #expect(answer["X-Request-Id"] != nil)
            #expect(answer.body.contains(#""code":"too_many_connections""#))
            // A request that was on its way already does not turn the answer into a reset.
            try await third.send(Self.request)
            #expect(try await third.rest() == "")
            #expect(try await !third.isReset())

            try await second.send(Self.request)
            #expect(try await second.answer().body == "1")
            let metrics = try await fixture.server.snapshot()
            #expect(metrics.counters.shedConnections == 1)
            try await first.close()
            try await third.close()
            try await fixture.until { $0.openConnections == 1 }
            let fourth = try await fixture.connect()
            try await fourth.send(Self.request)
            #expect(try await fourth.answer().status == 200)
        }
    }

    @Test func aFloodIsResetWithoutCeremony() async throws {
        try await ServerFixture.run(options: Self.options(maximum: 1, shedAtOnce: 1), routes: echoes) { fixture in
            let first = try await fixture.connect()
            try await fixture.until { $0.openConnections == 1 }
            let second = try await fixture.connect()
            #expect(try await second.answer().status == 503)
            // The reset may be faster than the client.
            await #expect(throws: LoopError.connectionReset) {
                let third = try await fixture.connect()
                if try await third.isReset() { throw LoopError.connectionReset }
            }
            try await first.send(Self.request)
            #expect(try await first.answer().body == "1")
        }
    }

    @Test func theDefaultCapLeavesDescriptorsForOthers() {
        #expect(DescriptorLimit.connections(descriptors: 1024) == 896)
        #expect(DescriptorLimit.connections(descriptors: 20_000) == 18_976)
        #expect(DescriptorLimit.connections(descriptors: 100) == 50)
        #expect(DescriptorLimit.connections(descriptors: 1) == 1)
        #expect(DescriptorLimit.connections(descriptors: .max) < 1 << 20)
    }
}

import EventLoop
import HTTPMessages
import HTTPServer
import Testing

@Suite(.timeLimit(.minutes(5))) struct ObservationTests {
    @Test func theAccessLogTellsTheRouteAndNeverThePath() async throws {
        let records = Journal<AccessRecord>()
        var options = ServerOptions()
        options.hooks.onAnswer = { records.note($0) }
        let hall = Hall()
        try await ServerFixture.run(options: options, routes: hall.routes) { fixture in
            let client = try await fixture.connect()
            try await client.send("GET /echo/cs_secret HTTP/1.1\r\nHost: x\r\nX-Request-Id: r1\r\n\r\n")
            let answer = try await client.answer()
            try await client.send("GET /stream HTTP/1.1\r\nHost: x\r\nX-Request-Id: r2\r\n\r\n")
            _ = try await client.text(through: "hello\n\n\r\n")
            #expect(records.all.count == 1)
            await fixture.advance(.seconds(2))
            try await hall.each(fixture) { $0.finish() }
            _ = try await client.text(through: "0\r\n\r\n")
            try await client.send("\r\n\r\nnonsense\r\n\r\n")
            #expect(try await client.answer().status == 400)

            let first = try #require(records.all.first)
            #expect(first.route == "/echo/{word}")
            #expect(first.method == .get)
            #expect(first.status == .ok)
            #expect(first.bytes == answer.length)
            #expect(first.clientAddress == "127.0.0.1")
            #expect(records.all.map(\.requestID).prefix(2) == ["r1", "r2"])
            #expect(records.all.map(\.route) == ["/echo/{word}", "/stream", nil])
            #expect(records.all.map(\.status.code) == [200, 200, 400])
            #expect(records.all[1].duration == .seconds(2))
        }
    }

    @Test func requestsAreCountedByRouteAndStatus() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            for target in ["/echo/1", "/echo/2", "/nowhere", "/echo"] {
                try await client.send("GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n")
                _ = try await client.answer()
            }
            let metrics = try await fixture.server.snapshot()
            let echo = metrics.routes[.init(method: .get, route: "/echo/{word}")]
            #expect(echo?.statuses == [200: 2])
            #expect(echo?.durations.count == 2)
            #expect(metrics.routes[.init(method: nil, route: nil)]?.statuses == [404: 1, 405: 1])
            #expect(metrics.counters.acceptedConnections == 1)
            #expect(metrics.openConnections == 1)
        }
    }

    @Test func theHistogramPutsEachDurationInItsBucket() {
        var histogram = LatencyHistogram()
        for nanoseconds: UInt64 in [0, 100_000, 100_001, 3_000_000, 60_000_000_000] {
            histogram.record(nanoseconds: nanoseconds)
        }
        #expect(histogram.counts[0] == 2)
        #expect(histogram.counts[1] == 1)
        #expect(histogram.counts[5] == 1)
        #expect(histogram.counts[LatencyHistogram.bounds.count] == 1)
        #expect(histogram.sumNanoseconds == 60_003_200_001)
        var sum = histogram
        sum.add(histogram)
        #expect(sum.count == 10)
        #expect(LatencyHistogram.bounds == LatencyHistogram.bounds.sorted())
    }

    @Test(arguments: [
        ("abc-123", true), ("A.b_c~d:e/f+g=h@i", true), (String(repeating: "a", count: 128), true),
        (String(repeating: "a", count: 129), false), ("a b", false), ("a\"b", false), ("<script>", false),
        ("é", false), ("a{b}", false),
    ])
    func onlySaneRequestIdsAreTakenOver(id: String, isTaken: Bool) async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            try await client.send("GET /echo/1 HTTP/1.1\r\nHost: x\r\nX-Request-Id: \(id)\r\n\r\n")
            let given = try #require(try await client.answer()["X-Request-Id"])
            #expect((given == id) == isTaken)
            #expect(!given.isEmpty)
        }
    }

    @Test func mintedIdsDiffer() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            var ids: Set<String> = []
            for _ in 1...100 {
                try await client.send("GET /echo/1 HTTP/1.1\r\nHost: x\r\n\r\n")
                ids.insert(try #require(try await client.answer()["X-Request-Id"]))
            }
            #expect(ids.count == 100)
        }
    }
}

import EventLoop
import HTTPMessages
import HTTPServer
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct PipeliningTests {
    private static func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n" }

    @Test func answersComeInTheOrderOfTheRequestsThoughTheFirstIsSlow() async throws {
        let gate = Gate()
        let started = Journal<String>()
        try await ServerFixture.run(routes: { gated(&$0, gate, started) }) { fixture in
            let client = try await fixture.connect()
            try await client.send(Self.get("/slow") + Self.get("/fast/1") + Self.get("/fast/2"))
            await gate.untilArrived(1)
            await fixture.loop.tick()
            #expect(started.all == ["slow"])
            gate.open()
            #expect(try await client.answer().body == "slow")
            #expect(try await client.answer().body == "1")
            #expect(try await client.answer().body == "2")
            #expect(started.all == ["slow", "1", "2"])
        }
    }

    @Test func readingStopsWhileTooManyRequestsWait() async throws {
        let gate = Gate()
        let started = Journal<String>()
        var options = ServerOptions()
        options.connectionLimits.waitingRequests = 2
        try await ServerFixture.run(options: options, routes: { gated(&$0, gate, started) }) { fixture in
            let client = try await fixture.connect()
            let first = Self.get("/slow") + (1...5).map { Self.get("/fast/\($0)") }.joined()
            try await client.send(first)
            try await fixture.untilReceived(first.utf8.count)
            try await client.send((6...9).map { Self.get("/fast/\($0)") }.joined())
            for _ in 1...10 { await fixture.loop.tick() }
            #expect(try await fixture.server.snapshot().counters.receivedBytes == UInt64(first.utf8.count))
            gate.open()
            #expect(try await client.answer().body == "slow")
            for number in 1...9 { #expect(try await client.answer().body == "\(number)") }
        }
    }

    @Test func readingStopsWhileTheWaitingRequestsAreTooLarge() async throws {
        let gate = Gate()
        var options = ServerOptions()
        options.connectionLimits.waitingBytes = 50_000
        try await ServerFixture.run(options: options, routes: { gated(&$0, gate, Journal()) }) { fixture in
            let client = try await fixture.connect()
            let large =
                "POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n"
                + String(repeating: "b", count: 60_000)
            let first = Self.get("/slow") + large
            try await client.send(first)
            try await fixture.untilReceived(first.utf8.count)
            try await client.send(large + large)
            for _ in 1...10 { await fixture.loop.tick() }
            #expect(try await fixture.server.snapshot().counters.receivedBytes == UInt64(first.utf8.count))
            gate.open()
            #expect(try await client.answer().body == "slow")
            for _ in 1...3 { #expect(try await client.answer().body == "60000") }
        }
    }

    @Test func aClientThatDoesNotReadItsAnswersIsNotServedOn() async throws {
        let started = Journal<String>()
        try await ServerFixture.run(routes: { large(&$0, started) }) { fixture in
            let client = try await RawClient.connect(
                to: fixture.server.localAddress, loop: fixture.clients, reading: false)
            let requests = String(repeating: Self.get("/large"), count: 64)
            try await client.send(requests)
            try await fixture.untilReceived(requests.utf8.count)
            for _ in 1...10 { await fixture.loop.tick() }
            // What the kernel took on both sides, and one more than our own limit.
            #expect(started.all.count < 40)

            try await client.startReading()
            try await client.untilReceived(64 << 20)
            #expect(started.all.count == 64)
        }
    }

    @Test func nothingIsReadFromAClientThatDoesNotReadItsAnswers() async throws {
        let started = Journal<String>()
        try await ServerFixture.run(routes: { large(&$0, started) }) { fixture in
            let client = try await RawClient.connect(
                to: fixture.server.localAddress, loop: fixture.clients, reading: false)
            let requests = String(repeating: Self.get("/large"), count: 64)
            try await client.send(requests)
            try await fixture.untilReceived(requests.utf8.count)
            try await client.send(requests)
            for _ in 1...10 { await fixture.loop.tick() }
            #expect(try await fixture.server.snapshot().counters.receivedBytes == UInt64(requests.utf8.count))
        }
    }

    private func gated(_ routes: inout RouteTable, _ gate: Gate, _ started: Journal<String>) {
        routes.get("/slow") { _, _ in
            started.note("slow")
            try await gate.pass()
            return .text("slow")
        }
        routes.get("/fast/{number}") { request, _ in
            started.note(request.parameters["number"] ?? "")
            return .text(request.parameters["number"] ?? "")
        }
        routes.post("/length") { request, _ in .text("\(request.body.count)") }
    }

    private func large(_ routes: inout RouteTable, _ started: Journal<String>) {
        routes.get("/large") { _, _ in
            started.note("large")
            return .json([UInt8](repeating: 0x20, count: 1 << 20))
        }
    }
}

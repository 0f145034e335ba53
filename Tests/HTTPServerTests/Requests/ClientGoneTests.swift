import EventLoop
import HTTPMessages
import HTTPServer
import Testing

@Suite(.timeLimit(.minutes(5))) struct ClientGoneTests {
    private static let request = "GET /wait HTTP/1.1\r\nHost: x\r\n\r\n"

    @Test(arguments: [true, false])
    func theResponderIsCancelledAtOnce(byReset: Bool) async throws {
        let gate = Gate()
        let ends = Journal<String>()
        try await ServerFixture.run(routes: { waits(&$0, gate, ends) }) { fixture in
            let client = try await fixture.connect()
            try await client.send(Self.request + Self.request)
            await gate.untilArrived(1)
            if byReset { try await client.reset() } else { try await client.close() }
            try await fixture.until { $0.openConnections == 0 }
            // The task that was cancelled is told so on a turn of its own.
            await ends.untilNoted(1)
            // The request that waited behind it was never started.
            #expect(ends.all == ["cancelled"])
            let metrics = try await fixture.server.snapshot()
            #expect(metrics.counters.abandonedRequests == 1)
            #expect(metrics.runningRequests == 0)
        }
    }

    @Test func anAnswerThatComesTooLateDoesNoHarm() async throws {
        let gate = Gate()
        try await ServerFixture.run(
            routes: { routes in
                routes.get("/wait") { _, _ in
                    try? await gate.pass()
                    return .text("late")
                }
            },
            { fixture in
                let client = try await fixture.connect()
                try await client.send(Self.request)
                await gate.untilArrived(1)
                try await client.close()
                try await fixture.until { $0.openConnections == 0 && $0.runningRequests == 0 }
                let other = try await fixture.connect()
                try await other.send(Self.request)
                #expect(try await other.answer().body == "late")
            })
    }

    /// Tasks serve one request after another: the cancellation of one is not to be the next one's.
    @Test func whoComesAfterItIsNotCancelled() async throws {
        let gate = Gate()
        let ends = Journal<String>()
        try await ServerFixture.run(
            routes: { routes in
                waits(&routes, gate, ends)
                routes.get("/cancelled") { _, _ in .text("\(Task.isCancelled)") }
            },
            { fixture in
                let client = try await fixture.connect()
                try await client.send(Self.request)
                await gate.untilArrived(1)
                try await client.close()
                await ends.untilNoted(1)
                let other = try await fixture.connect()
                try await other.send("GET /cancelled HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try await other.answer().body == "false")
            })
    }

    @Test func aClientThatOnlyFinishesSendingGetsTheAnswersThatAreReady() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            let requests = (1...3).map { "GET /echo/\($0) HTTP/1.1\r\nHost: x\r\n\r\n" }.joined()
            try await client.send(requests)
            try await client.finishWriting()
            for number in 1...3 { #expect(try await client.answer().body == "\(number)") }
            #expect(try await client.rest() == "")
        }
    }

    @Test func aRequestCutShortEndsTheConnection() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            try await client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
            try await client.finishWriting()
            #expect(try await client.rest() == "")
        }
    }

    private func waits(_ routes: inout RouteTable, _ gate: Gate, _ ends: Journal<String>) {
        routes.get("/wait") { _, _ in
            do {
                try await gate.pass()
                ends.note("passed")
            } catch {
                ends.note("cancelled")
                throw error
            }
            return .text("done")
        }
    }
}

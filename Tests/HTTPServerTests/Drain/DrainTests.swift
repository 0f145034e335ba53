import EventLoop
import HTTPMessages
import HTTPServer
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct DrainTests {
    private static func plan(idleGrace: Duration = .zero) -> DrainPlan {
        DrainPlan(
            deadline: .seconds(25), streamWindow: .seconds(10), idleGrace: idleGrace, pickMoment: { $0 / 2 })
    }

    @Test func idleConnectionsCloseAtOnce() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            try await client.send("GET /echo/1 HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = try await client.answer()
            await fixture.server.drain(Self.plan())
            #expect(try await client.rest() == "")
            // The port is free again.
            await #expect(throws: LoopError.self) { try await fixture.connect() }
        }
    }

    @Test func aRequestOnItsWayFindsTheConnectionOpen() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            try await client.send("GET /echo/1 HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = try await client.answer()
            let drained = fixture.beginDrain(Self.plan(idleGrace: .milliseconds(100)))
            await fixture.loop.tick()
            try await client.send("GET /echo/2 HTTP/1.1\r\nHost: x\r\n\r\n")
            let last = try await client.answer()
            #expect(last.body == "2")
            #expect(last["Connection"] == "close")
            #expect(try await client.rest() == "")
            await drained.value
        }
    }

    /// The server was busy for all of the grace, and the request lay in the kernel.
    @Test func aRequestThatCameWithinTheGraceIsAnsweredByABusyServerToo() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            try await client.send("GET /echo/1 HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = try await client.answer()
            let drained = fixture.beginDrain(Self.plan(idleGrace: .milliseconds(100)))
            await fixture.loop.tick()
            let holder = Holder()
            fixture.loop.execute { holder.hold() }
            try await client.send("GET /echo/2 HTTP/1.1\r\nHost: x\r\n\r\n")
            fixture.manual.advance(by: .milliseconds(101))
            holder.release()
            #expect(try await client.answer().body == "2")
            #expect(try await client.rest() == "")
            await drained.value
        }
    }

    @Test func theGraceEnds() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            try await fixture.until { $0.openConnections == 1 }
            let drained = fixture.beginDrain(Self.plan(idleGrace: .milliseconds(100)))
            await fixture.loop.tick()
            await fixture.advance(.milliseconds(101))
            #expect(try await client.rest() == "")
            await drained.value
        }
    }

    @Test func whatRunsIsAnsweredAndSaysThatItIsTheLast() async throws {
        let gate = Gate()
        try await ServerFixture.run(routes: { slow(&$0, gate) }) { fixture in
            let client = try await fixture.connect()
            try await client.send(String(repeating: "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n", count: 2))
            await gate.untilArrived(1)
            let drained = fixture.beginDrain(Self.plan())
            await fixture.loop.tick()
            gate.open()
            #expect(try await client.answer()["Connection"] == nil)
            let last = try await client.answer()
            #expect(last.body == "slow")
            #expect(last["Connection"] == "close")
            #expect(try await client.rest() == "")
            await drained.value
        }
    }

    @Test func aRequestHalfReadIsReadToItsEndAndAnswered() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            let half = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab"
            try await client.send(half)
            try await fixture.untilReceived(half.utf8.count)
            let drained = fixture.beginDrain(Self.plan())
            await fixture.loop.tick()
            try await client.send("cd")
            let answer = try await client.answer()
            #expect(answer.body == "abcd")
            #expect(answer["Connection"] == "close")
            await drained.value
        }
    }

    /// The kernel had accepted them for us; closing the listener would have reset them.
    @Test func connectionsInTheAcceptQueueAreServed() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            // While the loop is held, clients queue up in the kernel.
            let holder = Holder()
            fixture.loop.execute { holder.hold() }
            var clients: [RawClient] = []
            for _ in 1...5 { clients.append(try await fixture.connect()) }
            for client in clients { try await client.send("GET /echo/1 HTTP/1.1\r\nHost: x\r\n\r\n") }
            let drained = fixture.beginDrain(Self.plan(idleGrace: .milliseconds(100)))
            holder.release()
            for client in clients {
                let answer = try await client.answer()
                #expect(answer.body == "1")
                #expect(answer["Connection"] == "close")
            }
            await drained.value
        }
    }

    @Test func streamsSayGoodbyeAtTheirMoment() async throws {
        let hall = Hall()
        try await ServerFixture.run(routes: hall.routes) { fixture in
            let client = try await fixture.connect()
            try await client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = try await client.text(through: "hello\n\n\r\n")
            try await hall.each(fixture) { stream in
                stream.onDrain = { [weak stream] in stream?.send(Array("bye\n".utf8)) }
            }
            let drained = fixture.beginDrain(Self.plan())
            await fixture.loop.tick()
            await fixture.advance(.milliseconds(4_900))
            #expect(try await fixture.server.snapshot().openStreams == 1)
            await fixture.advance(.milliseconds(200))
            #expect(try await client.rest() == "4\r\nbye\n\r\n0\r\n\r\n")
            #expect(hall.ended.all == ["closed"])
            await drained.value
        }
    }

    @Test func whatIsNotDoneByTheDeadlineIsCutOff() async throws {
        let gate = Gate()
        try await ServerFixture.run(routes: { slow(&$0, gate) }) { fixture in
            let client = try await fixture.connect()
            try await client.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
            await gate.untilArrived(1)
            let drained = fixture.beginDrain(Self.plan())
            await fixture.loop.tick()
            await fixture.advance(.seconds(26))
            #expect(try await client.isReset())
            await drained.value
        }
    }

    @Test func shuttingDownEndsADrainThatIsUnderWay() async throws {
        let gate = Gate()
        try await ServerFixture.run(routes: { slow(&$0, gate) }) { fixture in
            let client = try await fixture.connect()
            try await client.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
            await gate.untilArrived(1)
            let drained = fixture.beginDrain(Self.plan())
            await fixture.loop.tick()
            await fixture.server.shutdownNow()
            #expect(try await client.isReset())
            await drained.value
        }
    }

    private func slow(_ routes: inout RouteTable, _ gate: Gate) {
        routes.get("/slow") { _, _ in
            try await gate.pass()
            return .text("slow")
        }
    }
}

import EventLoop
import HTTPMessages
import HTTPServer
import Testing

/// Time passes only when the test says so.
@Suite(.timeLimit(.minutes(5))) struct DeadlineTests {
    @Test func aConnectionThatSaysNothingIsClosedAfterTenSeconds() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            try await fixture.until { $0.openConnections == 1 }
            await fixture.advance(.milliseconds(9_900))
            #expect(try await fixture.server.snapshot().openConnections == 1)
            await fixture.advance(.milliseconds(200))
            #expect(try await client.rest() == "")
        }
    }

    @Test func aHeadThatDripsInGetsTenSecondsInAll() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            var sent = 0
            for byte in "GET /echo".utf8 {
                try await client.send([byte])
                sent += 1
                try await fixture.untilReceived(sent)
                await fixture.advance(.seconds(1))
            }
            #expect(try await fixture.server.snapshot().counters.lateClients == 0)
            await fixture.advance(.milliseconds(1_100))
            let answer = try await client.answer()
            #expect(answer.status == 408)
            #expect(answer["Connection"] == "close")
            #expect(try await client.rest() == "")
            #expect(try await fixture.server.snapshot().counters.lateClients == 1)
        }
    }

    @Test func theNextHeadHasItsOwnTenSeconds() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            let whole = "GET /echo/1 HTTP/1.1\r\nHost: x\r\n\r\n"
            try await client.send(whole)
            #expect(try await client.answer().body == "1")
            await fixture.advance(.seconds(60))
            try await client.send("GET ")
            try await fixture.untilReceived(whole.utf8.count + 4)
            await fixture.advance(.seconds(9))
            #expect(try await fixture.server.snapshot().counters.lateClients == 0)
            await fixture.advance(.seconds(2))
            #expect(try await client.answer().status == 408)
        }
    }

    @Test func aBodyThatDripsInIsTooSlowAfterTheGrace() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            let head = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
            try await client.send(head)
            try await fixture.untilReceived(head.utf8.count)
            for second in 1...4 {
                await fixture.advance(.seconds(1))
                try await client.send("x")
                try await fixture.untilReceived(head.utf8.count + second)
            }
            #expect(try await fixture.server.snapshot().counters.lateClients == 0)
            await fixture.advance(.milliseconds(1_100))
            #expect(try await client.answer().status == 408)
            #expect(try await client.rest() == "")
        }
    }

    /// Above the minimum rate, but not done in time.
    @Test func aBodyHasThirtySecondsInAll() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            let head = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n"
            try await client.send(head)
            for second in 1...29 {
                try await client.send([UInt8](repeating: 0x78, count: 1500))
                try await fixture.untilReceived(head.utf8.count + second * 1500)
                await fixture.advance(.seconds(1))
            }
            #expect(try await fixture.server.snapshot().counters.lateClients == 0)
            await fixture.advance(.milliseconds(1_100))
            #expect(try await client.answer().status == 408)
        }
    }

    @Test func aSteadyBodyArrives() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            let head = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 30000\r\n\r\n"
            try await client.send(head)
            for second in 1...20 {
                try await client.send([UInt8](repeating: 0x78, count: 1500))
                try await fixture.untilReceived(head.utf8.count + second * 1500)
                await fixture.advance(.seconds(1))
            }
            #expect(try await client.answer().body.utf8.count == 30_000)
        }
    }

    @Test func anIdleConnectionIsClosedAfterSeventyFiveSeconds() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            try await client.send("GET /echo/1 HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await client.answer().body == "1")
            await fixture.advance(.seconds(74))
            #expect(try await fixture.server.snapshot().openConnections == 1)
            await fixture.advance(.seconds(2))
            #expect(try await client.rest() == "")
            #expect(try await fixture.server.snapshot().counters.lateClients == 0)
        }
    }

    @Test func aSlowResponderIsNotTheClientsFault() async throws {
        let gate = Gate()
        try await ServerFixture.run(
            routes: { routes in
                routes.get("/slow") { _, _ in
                    try await gate.pass()
                    return .text("slow")
                }
            },
            { fixture in
                let client = try await fixture.connect()
                try await client.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
                await gate.untilArrived(1)
                for _ in 1...10 { await fixture.advance(.seconds(100)) }
                gate.open()
                #expect(try await client.answer().body == "slow")
            })
    }

    @Test func aClientThatTakesNothingOfItsAnswersIsReset() async throws {
        try await ServerFixture.run(
            routes: { routes in
                routes.get("/large") { _, _ in .json([UInt8](repeating: 0x20, count: 32 << 20)) }
            },
            { fixture in
                let client = try await RawClient.connect(
                    to: fixture.server.localAddress, loop: fixture.clients, reading: false)
                let request = "GET /large HTTP/1.1\r\nHost: x\r\n\r\n"
                try await client.send(request)
                try await fixture.until { $0.counters.sentBytes > 32 << 20 }
                await fixture.advance(.seconds(29))
                #expect(try await fixture.server.snapshot().openConnections == 1)
                // What the kernel still moves counts as progress.
                while try await fixture.server.snapshot().openConnections > 0 {
                    await fixture.advance(.seconds(31))
                    try Task.checkCancellation()
                }
                #expect(try await fixture.server.snapshot().counters.lateClients == 1)
            })
    }
}

import EventLoop
import HTTPMessages
import HTTPServer
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct RefusedRequestsTests {
    /// The whole table of the parser, through a socket: each refusal reaches the client as the error body, with an id,
    /// and then the connection ends without a reset.
    @Test func everyMalformedRequestGetsItsAnswerAndTheConnectionEnds() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            var refused = 0
            for sample in RequestSample.all {
                guard case .refused(let status, let whole) = sample.outcome else { continue }
                refused += 1
                let client = try await fixture.connect()
                try await client.send(sample.bytes)
                for _ in 0..<whole { _ = try await client.answer() }
                let answer = try await client.answer()
                #expect(answer.status == status, "\(sample)")
                #expect(answer["Connection"] == "close", "\(sample)")
                #expect(answer["Content-Type"] == "application/json", "\(sample)")
                let id = try #require(answer["X-Request-Id"], "\(sample)")
                #expect(answer.body.contains(#""requestId":"\#(id)""#), "\(sample)")
                #expect(answer.body.contains(#""statusCode":\#(status)"#), "\(sample)")
                #expect(try await client.rest() == "", "\(sample)")
                #expect(try await !client.isReset(), "\(sample)")
                try await client.close()
            }
            #expect(refused > 100)
            #expect(try await fixture.server.snapshot().counters.malformedRequests == UInt64(refused))
        }
    }

    @Test func requestsBeforeTheMalformedOneAreAnsweredFirst() async throws {
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
                try await client.send(
                    "GET /slow HTTP/1.1\r\nHost: x\r\n\r\nnonsense\r\n\r\nGET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
                await gate.untilArrived(1)
                gate.open()
                let first = try await client.answer()
                #expect(first.body == "slow")
                #expect(try await client.answer().status == 400)
                #expect(try await client.rest() == "")
            })
    }

    @Test func aBodyThatIsDeclaredTooLargeIsRefusedAtOnceAndNotKept() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            try await client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\n")
            #expect(try await client.answer().status == 413)
            // The client sends on; it is read for a while, so that the answer is not lost, but not for ever.
            try await client.send([UInt8](repeating: 0x61, count: 16 << 20))
            try await fixture.until { $0.openConnections == 0 }
            let received = try await fixture.server.snapshot().counters.receivedBytes
            #expect(received < 2 << 20)
        }
    }

    @Test func aChunkedBodyIsCutAtTheLimit() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            try await client.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = "4000\r\n" + String(repeating: "x", count: 0x4000) + "\r\n"
            for _ in 1...5 { try await client.send(chunk) }
            #expect(try await client.answer().status == 413)
        }
    }

    @Test func tenThousandHeaderLinesAreRefused() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            try await client.send(
                "GET / HTTP/1.1\r\nHost: x\r\n" + (1...10_000).map { "X-\($0): y\r\n" }.joined() + "\r\n")
            #expect(try await client.answer().status == 431)
            #expect(try await client.rest() == "")
        }
    }

    @Test func aRefusedClientThatStaysIsLetGoAfterAWhile() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            try await client.send("nonsense\r\n\r\n")
            #expect(try await client.answer().status == 400)
            #expect(try await client.rest() == "")
            try await fixture.until { $0.openConnections == 1 }
            await fixture.advance(.seconds(4))
            try await fixture.until { $0.openConnections == 0 }
        }
    }
}

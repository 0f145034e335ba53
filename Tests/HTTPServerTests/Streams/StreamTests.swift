import EventLoop
import HTTPMessages
import HTTPServer
import Testing

@Suite(.timeLimit(.minutes(5))) struct StreamTests {
    private static let request = "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n"

    @Test func piecesArriveAsChunksAndTheConnectionGoesOn() async throws {
        let hall = Hall()
        try await ServerFixture.run(routes: hall.routes) { fixture in
            let client = try await fixture.connect()
            try await client.send(Self.request)
            let head = try await client.text(through: "\r\n\r\n")
            #expect(head.contains("Transfer-Encoding: chunked"))
            #expect(head.contains("X-Request-Id: "))
            #expect(try await client.text(through: "hello\n\n\r\n") == "d\r\ndata: hello\n\n\r\n")
            try await hall.each(fixture) { #expect($0.send(Array("data: 1\n\n".utf8)) == .sent) }
            #expect(try await client.text(through: "\n\n\r\n") == "9\r\ndata: 1\n\n\r\n")
            #expect(try await fixture.server.snapshot().openStreams == 1)
            try await hall.each(fixture) { $0.finish() }
            #expect(try await client.text(through: "0\r\n\r\n") == "0\r\n\r\n")
            #expect(try await fixture.server.snapshot().openStreams == 0)
            #expect(hall.ended.all == ["closed"])

            try await client.send("GET /echo/2 HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await client.answer().body == "2")
        }
    }

    @Test func anOldClientGetsTheBareBytesUntilTheConnectionEnds() async throws {
        let hall = Hall()
        try await ServerFixture.run(routes: hall.routes) { fixture in
            let client = try await fixture.connect()
            try await client.send("GET /stream HTTP/1.0\r\n\r\n")
            let head = try await client.text(through: "\r\n\r\n")
            #expect(!head.contains("chunked"))
            #expect(head.contains("Connection: close"))
            try await hall.each(fixture) { $0.send(Array("data: 1\n\n".utf8)) }
            try await hall.each(fixture) { $0.finish() }
            #expect(try await client.rest() == "data: hello\n\ndata: 1\n\n")
        }
    }

    @Test func headGetsTheHeadAndNoStream() async throws {
        let hall = Hall()
        try await ServerFixture.run(routes: hall.routes) { fixture in
            let client = try await fixture.connect()
            try await client.send("HEAD /stream HTTP/1.1\r\nHost: x\r\n\r\nGET /echo/2 HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await client.answer(toHead: true).status == 200)
            #expect(try await client.answer().body == "2")
            #expect(hall.count == 0)
        }
    }

    @Test(arguments: [true, false])
    func theOwnerHearsAtOnceThatTheClientHasGone(byReset: Bool) async throws {
        let hall = Hall()
        try await ServerFixture.run(routes: hall.routes) { fixture in
            let client = try await fixture.connect()
            try await client.send(Self.request)
            _ = try await client.text(through: "hello\n\n")
            if byReset { try await client.reset() } else { try await client.close() }
            try await fixture.until { $0.openStreams == 0 && $0.openConnections == 0 }
            #expect(hall.ended.all == ["closed"])
            try await hall.each(fixture) { #expect($0.send([1]) == .closed) }
        }
    }

    /// Its responder did not heed the cancellation.
    @Test func noStreamIsStartedForAClientThatHasGoneMeanwhile() async throws {
        let gate = Gate()
        let starts = Journal<String>()
        try await ServerFixture.run(
            routes: { routes in
                routes.get("/stream") { _, _ in
                    try? await gate.pass()
                    return .stream(.serverSentEvents { _ in starts.note("started") })
                }
            },
            { fixture in
                let client = try await fixture.connect()
                try await client.send(Self.request)
                await gate.untilArrived(1)
                try await client.finishWriting()
                #expect(try await client.rest() == "")
                #expect(starts.all == [])
                #expect(try await fixture.server.snapshot().openStreams == 0)
            })
    }

    @Test func aRequestBehindAStreamIsAnsweredAfterIt() async throws {
        let hall = Hall()
        try await ServerFixture.run(routes: hall.routes) { fixture in
            let client = try await fixture.connect()
            try await client.send(Self.request + "GET /echo/2 HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = try await client.text(through: "hello\n\n\r\n")
            try await client.send("GET /echo/3 HTTP/1.1\r\nHost: x\r\n\r\n")
            try await hall.each(fixture) { $0.finish() }
            #expect(try await client.text(through: "0\r\n\r\n") == "0\r\n\r\n")
            #expect(try await client.answer().body == "2")
            #expect(try await client.answer().body == "3")
        }
    }

    @Test func aClientThatSendsOnAndOnBehindAStreamIsCutOff() async throws {
        let hall = Hall()
        try await ServerFixture.run(routes: hall.routes) { fixture in
            let client = try await fixture.connect()
            try await client.send(Self.request)
            _ = try await client.text(through: "hello\n\n\r\n")
            try await client.send([UInt8](repeating: 0x41, count: 20_000))
            #expect(try await client.isReset())
            #expect(hall.ended.all == ["closed"])
        }
    }

    @Test func aSlowReaderIsCutOffWhenTooMuchWaitsForIt() async throws {
        let hall = Hall()
        try await ServerFixture.run(routes: hall.routes) { fixture in
            let client = try await fixture.connect()
            try await client.send(Self.request)
            _ = try await client.text(through: "hello\n\n\r\n")
            try await client.stopReading()
            let piece = StreamFrame([UInt8](repeating: 0x2e, count: 60_000))
            try await hall.each(fixture) { stream in
                var results: [ResponseStream.SendResult] = []
                repeat { results.append(stream.send(piece)) } while results.count < 10_000 && stream.isOpen
                #expect(results.first == .sent)
                #expect(results.last == .overflow)
                #expect(results.dropLast().last == .queued)
                #expect(stream.send(piece) == .closed)
            }
            let metrics = try await fixture.server.snapshot()
            #expect(metrics.counters.overflowedStreams == 1)
            #expect(metrics.openStreams == 0)
            #expect(hall.ended.all == ["closed"])
        }
    }

    @Test func aReaderThatTakesNothingForHalfAMinuteIsCutOff() async throws {
        let hall = Hall()
        try await ServerFixture.run(routes: hall.routes) { fixture in
            let client = try await fixture.connect()
            try await client.send(Self.request)
            _ = try await client.text(through: "hello\n\n\r\n")
            try await client.stopReading()
            let piece = StreamFrame([UInt8](repeating: 0x2e, count: 10_000))
            // The kernel may find room for what seemed too much; once it has none left, half a minute is enough.
            while try await fixture.server.snapshot().openStreams > 0 {
                try await hall.each(fixture) { stream in
                    while stream.unsentBytes == 0, stream.send(piece) == .sent {}
                }
                await fixture.advance(.seconds(31))
                try Task.checkCancellation()
            }
            #expect(try await fixture.server.snapshot().counters.lateClients == 1)
            #expect(hall.ended.all == ["closed"])
        }
    }

    @Test func anIdleStreamMayStayForEver() async throws {
        let hall = Hall()
        try await ServerFixture.run(routes: hall.routes) { fixture in
            let client = try await fixture.connect()
            try await client.send(Self.request)
            _ = try await client.text(through: "hello\n\n\r\n")
            for _ in 1...20 { await fixture.advance(.seconds(600)) }
            try await hall.each(fixture) { #expect($0.send(Array("data: 1\n\n".utf8)) == .sent) }
            #expect(try await client.text(through: "\n\n\r\n") == "9\r\ndata: 1\n\n\r\n")
        }
    }
}

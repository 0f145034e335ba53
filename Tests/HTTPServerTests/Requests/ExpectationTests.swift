import HTTPMessages
import HTTPServer
import Testing

@Suite(.timeLimit(.minutes(5))) struct ExpectationTests {
    private static func post(length: Int) -> String {
        "POST /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: \(length)\r\n\r\n"
    }

    @Test func aClientThatAsksIsToldToGoOn() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            try await client.send(Self.post(length: 2))
            #expect(try await client.text(through: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            try await client.send("ok")
            #expect(try await client.answer().body == "ok")
        }
    }

    @Test func aClientThatAsksForTooMuchIsRefusedWithoutBeingToldToGoOn() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            try await client.send(Self.post(length: 1_000_000))
            #expect(try await client.answer().status == 413)
        }
    }

    @Test func aClientThatDoesNotWaitIsNotTold() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            try await client.send("GET /echo/1 HTTP/1.1\r\nHost: x\r\n\r\n" + Self.post(length: 2) + "ok")
            #expect(try await client.answer().body == "1")
            let next = try await client.answer()
            // Whether it is told depends on whether its body was there already; the answer comes in any case.
            #expect(next.status == 100 ? try await client.answer().body == "ok" : next.body == "ok")
        }
    }

    @Test func leaveToGoOnWaitsForTheAnswersInFront() async throws {
        let gate = Gate()
        try await ServerFixture.run(
            routes: { routes in
                echoes(&routes)
                routes.get("/slow") { _, _ in
                    try await gate.pass()
                    return .text("slow")
                }
            },
            { fixture in
                let client = try await fixture.connect()
                let requests = "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n" + Self.post(length: 2)
                try await client.send(requests)
                try await fixture.untilReceived(requests.utf8.count)
                gate.open()
                #expect(try await client.answer().body == "slow")
                #expect(try await client.answer().status == 100)
                try await client.send("ok")
                #expect(try await client.answer().body == "ok")
            })
    }
}

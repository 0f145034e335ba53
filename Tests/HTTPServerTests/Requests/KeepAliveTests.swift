import EventLoop
import HTTPMessages
import HTTPServer
import Testing

@Suite(.timeLimit(.minutes(5))) struct KeepAliveTests {
    @Test func oneConnectionServesManyRequests() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            for number in 1...3 {
                try await client.send("GET /echo/\(number) HTTP/1.1\r\nHost: x\r\n\r\n")
                let answer = try await client.answer()
                #expect(answer.status == 200)
                #expect(answer.body == "\(number)")
                #expect(answer["Connection"] == nil)
                #expect(answer["Date"] == "Fri, 15 Jan 2027 08:00:00 GMT")
            }
        }
    }

    @Test func aBodyIsDeliveredWhateverPiecesItComesIn() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            for byte in "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello".utf8 {
                try await client.send([byte])
            }
            #expect(try await client.answer().body == "hello")
            try await client.send(
                "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
            #expect(try await client.answer().body == "abcde")
        }
    }

    @Test(arguments: [
        ("GET /echo/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "close"),
        ("GET /echo/1 HTTP/1.0\r\n\r\n", "close"),
    ])
    func theConnectionClosesWhenTheClientSaysSo(request: String, connection: String) async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            try await client.send(request)
            let answer = try await client.answer()
            #expect(answer.status == 200)
            #expect(answer["Connection"] == connection)
            #expect(try await client.rest() == "")
        }
    }

    @Test func headIsAnsweredLikeGetWithoutTheBody() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            try await client.send("HEAD /echo/12345 HTTP/1.1\r\nHost: x\r\n\r\nGET /echo/2 HTTP/1.1\r\nHost: x\r\n\r\n")
            let head = try await client.answer(toHead: true)
            #expect(head.status == 200)
            #expect(head["Content-Length"] == "5")
            #expect(try await client.answer().body == "2")
        }
    }

    @Test func whatNoRouteMatchesSaysSo() async throws {
        try await ServerFixture.run(routes: echoes) { fixture in
            let client = try await fixture.connect()
            try await client.send("GET /nowhere HTTP/1.1\r\nHost: x\r\nX-Request-Id: mine\r\n\r\n")
            let missing = try await client.answer()
            #expect(missing.status == 404)
            #expect(missing["X-Request-Id"] == "mine")
            #expect(missing.body.contains(#""requestId":"mine""#))
            try await client.send("DELETE /echo HTTP/1.1\r\nHost: x\r\n\r\n")
            let refused = try await client.answer()
            #expect(refused.status == 405)
            #expect(refused["Allow"] == "OPTIONS, POST")
            try await client.send("OPTIONS /echo HTTP/1.1\r\nHost: x\r\n\r\n")
            let options = try await client.answer()
            #expect(options.status == 204)
            #expect(options["Allow"] == "OPTIONS, POST")
        }
    }
}

/// Routes that answer what they were given.
func echoes(_ routes: inout RouteTable) {
    routes.get("/echo/{word}") { request, _ in .text(request.parameters["word"] ?? "") }
    routes.post("/echo") { request, _ in .text(String(decoding: request.body, as: UTF8.self)) }
}

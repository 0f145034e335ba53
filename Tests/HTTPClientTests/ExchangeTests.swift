import EventLoop
import HTTPClient
import HTTPMessages
import Testing

@Suite("Exchanges", .timeLimit(.minutes(5)))
struct ExchangeTests {
    @Test("a GET and its answer")
    func get() async throws {
        try await ClientFixture.run(script: { request in
            request.answer("200 Fine", ["X-Thing:  one ", "x-thing: two", "Empty:"], body: "hello")
        }) { fixture in
            let response = try await fixture.get("/path?q=1")
            #expect(response.status == .ok)
            #expect(response.headers.values(of: "X-Thing") == ["one", "two"])
            #expect(response.headers["Empty"] == "")
            #expect(response.body == Array("hello".utf8))
            #expect(response.address?.description == "127.0.0.1:\(fixture.server.port)")
            #expect(!response.reusedConnection)
            let request = try #require(fixture.server.requests.first)
            #expect(request.line == "GET /path?q=1 HTTP/1.1")
            #expect(request.header("Host") == "127.0.0.1:\(fixture.server.port)")
            #expect(request.header("User-Agent") == "till")
            #expect(request.header("Content-Length") == nil)
            #expect(request.header("Content-Type") == nil)
        }
    }

    @Test("every byte of a body arrives, with the caller's headers and nothing invented")
    func post() async throws {
        try await ClientFixture.run { fixture in
            let body = (0..<2_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            let response = try await fixture.client.send(
                ClientRequest(
                    .post, fixture.server.url(), headers: ["Content-Type": "application/json", "X-Empty": ""],
                    body: body))
            #expect(response.status == .ok)
            let request = try #require(fixture.server.requests.first)
            #expect(request.line == "POST / HTTP/1.1")
            #expect(request.body == body)
            #expect(request.header("Content-Type") == "application/json")
            #expect(request.header("X-Empty") == "")
            #expect(request.header("Expect") == nil)
        }
    }

    @Test(
        "methods are sent as they are, with a length exactly when they have a body",
        arguments: [
            (HTTPMethod.post, "", "0"), (.put, "", "0"), (.patch, "", "0"), (.post, "x", "1"), (.put, "xy", "2"),
            (.patch, "x", "1"), (.delete, "", nil), (.delete, "x", "1"), (.options, "", nil),
            (HTTPMethod("PURGE"), "", nil),
        ] as [(HTTPMethod, String, String?)])
    func methods(method: HTTPMethod, body: String, length: String?) async throws {
        try await ClientFixture.run { fixture in
            _ = try await fixture.client.send(ClientRequest(method, fixture.server.url("/m"), body: Array(body.utf8)))
            let request = try #require(fixture.server.requests.first)
            #expect(request.line == "\(method) /m HTTP/1.1")
            #expect(request.header("Content-Length") == length)
            #expect(request.header("Content-Type") == nil, "nobody chose one")
            #expect(request.body == Array(body.utf8))
        }
    }

    @Test("the answer to HEAD has a length and no body")
    func head() async throws {
        try await ClientFixture.run(script: { $0.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n") }) {
            fixture in
            let response = try await fixture.client.send(ClientRequest(.head, fixture.server.url()))
            #expect(response.headers["Content-Length"] == "1000")
            #expect(response.body.isEmpty)
        }
    }

    @Test("an error's status is an answer", arguments: [400, 401, 404, 409, 429, 500, 503])
    func statuses(code: Int) async throws {
        try await ClientFixture.run(script: { $0.answer("\(code) No", body: "why") }) { fixture in
            let response = try await fixture.get()
            #expect(response.status.code == code)
            #expect(response.body == Array("why".utf8))
        }
    }

    @Test("interim answers are skipped, their headers with them")
    func interim() async throws {
        try await ClientFixture.run(script: { request in
            request.write("HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n")
            request.answer("201 Created", ["Location: /1"])
        }) { fixture in
            let response = try await fixture.get()
            #expect(response.status == .created)
            #expect(response.headers["Link"] == nil)
            #expect(response.headers["Location"] == "/1")
        }
    }

    @Test("chunks are joined, trailers dropped")
    func chunked() async throws {
        try await ClientFixture.run(script: { request in
            request.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
            request.write("6\r\n world\r\n0\r\nX-Trailer: late\r\n\r\n")
        }) { fixture in
            let response = try await fixture.get()
            #expect(response.body == Array("hello world".utf8))
            #expect(response.headers["X-Trailer"] == nil)
        }
    }

    @Test("an answer without a length ends with its connection")
    func untilClose() async throws {
        try await ClientFixture.run(script: { request in
            request.write("HTTP/1.1 200 OK\r\n\r\nall of it")
            request.finish()
        }) { fixture in
            let response1 = try await fixture.get()
            #expect(response1.body == Array("all of it".utf8))
        }
    }

    @Test("the second request goes over the first one's connection")
    func reuse() async throws {
        try await ClientFixture.run(script: { $0.answer(body: "same") }) { fixture in
            let response2 = try await fixture.get()
            #expect(!response2.reusedConnection)
            let second = try await fixture.client.send(ClientRequest(.post, fixture.server.url(), body: [1]))
            #expect(second.reusedConnection)
            #expect(second.address?.port == fixture.server.port)
            let response3 = try await fixture.get()
            #expect(response3.reusedConnection)
            #expect(fixture.server.connectionCount == 1)
        }
    }

    @Test("a connection the server closes after its answer is not used again")
    func serverCloses() async throws {
        try await ClientFixture.run(script: { request in
            request.answer("200 OK", ["Connection: close"])
            request.finish()
        }) { fixture in
            for _ in 0..<3 {
                let response = try await fixture.get()
                #expect(!response.reusedConnection)
            }
            #expect(fixture.server.connectionCount == 3)
        }
    }

    @Test("nothing of one request is left in the next")
    func isolation() async throws {
        try await ClientFixture.run { fixture in
            var first = ClientRequest(
                .patch, fixture.server.url(), headers: ["Authorization": "Bearer canary"], body: [1])
            first.maximumResponseBytes = 1
            _ = try await fixture.client.send(first)
            _ = try await fixture.get()
            let second = try #require(fixture.server.requests.last)
            #expect(second.line.hasPrefix("GET "))
            #expect(second.header("Authorization") == nil)
            #expect(second.header("Content-Length") == nil)
        }
    }

    @Test("many requests at once share what connections there may be")
    func concurrency() async throws {
        var options = HTTPClientOptions()
        options.maximumConnectionsPerHost = 8
        try await ClientFixture.run(options: options, script: { $0.answer(body: $0.line) }) { fixture in
            let (client, url) = (fixture.client, fixture.server.url("/"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        let response = try await client.send(ClientRequest(.get, url + "\(number)"))
                        #expect(response.body == Array("GET /\(number) HTTP/1.1".utf8))
                    }
                }
                try await group.waitForAll()
            }
            #expect(fixture.server.requests.count == 300)
            #expect(fixture.server.connectionCount <= 8)
        }
    }

    @Test("a request may come from another thread")
    func otherThread() async throws {
        let loop = try EventLoop.start()
        let server = try await loop.submit { LoopBound(try ScriptedServer(loop: loop) { $0.answer() }, on: loop) }
        let client = try await loop.submit { try HTTPClient(loop: loop) }
        let url = try await loop.submit { server.value.url() }
        let response4 = try await client.send(ClientRequest(.get, url))
        #expect(response4.status == .ok)
        await client.shutDown()
        try await loop.submit { server.value.stop() }
        await loop.stop()
    }
}

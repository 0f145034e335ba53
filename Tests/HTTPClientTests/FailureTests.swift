import EventLoop
import HTTPClient
import HTTPMessages
import Testing

@Suite("Failures", .timeLimit(.minutes(5)))
struct FailureTests {
    @Test("nobody listens: not sent")
    func refusedConnection() async throws {
        try await ClientFixture.run { fixture in
            let url = fixture.server.url()
            fixture.server.stopListening()
            let error = try await fixture.failure(ClientRequest(.post, url))
            #expect(error.reason == .connectFailed)
            #expect(error.outcome == .notSent)
        }
    }

    @Test("no such host: not sent")
    func unknownHost() async throws {
        try await ClientFixture.run { fixture in
            let error = try await fixture.failure(ClientRequest(.post, "http://nonexistent.invalid/"))
            #expect(error.reason == .resolveFailed)
            #expect(error.outcome == .notSent)
        }
    }

    @Test("cut off before any byte of the answer: outcome unknown")
    func cutBeforeAnswer() async throws {
        for cut in [{ $0.close() }, { $0.reset() }] as [@Sendable (ServedRequest) -> Void] {
            try await ClientFixture.run(script: cut) { fixture in
                for method in [HTTPMethod.get, .post] {
                    let error = try await fixture.failure(ClientRequest(method, fixture.server.url()))
                    #expect(error.reason == .connectionLost)
                    #expect(error.outcome == .unknown)
                    #expect(error.status == nil)
                }
                #expect(fixture.server.requests.count == 2, "sent once each")
            }
        }
    }

    @Test(
        "cut off within the answer: outcome unknown, with the status if it came",
        arguments: [
            ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345", 200),
            ("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n123", 201),
            ("HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n", 500),
        ])
    func cutWithinAnswer(answer: String, status: Int) async throws {
        try await ClientFixture.run(script: {
            $0.write(answer)
            $0.finish()
        }) { fixture in
            let error = try await fixture.failure(ClientRequest(.post, fixture.server.url(), body: [1]))
            #expect(error.reason == .connectionLost)
            #expect(error.outcome == .unknown)
            #expect(error.status == status)
        }
    }

    @Test(
        "what is not HTTP/1 is refused",
        arguments: [
            "SSH-2.0-server\r\n\r\n", "hello", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        ])
    func garbage(answer: String) async throws {
        try await ClientFixture.run(script: {
            $0.write(answer)
            $0.finish()
        }) { fixture in
            let error = try await fixture.failure(ClientRequest(.get, fixture.server.url()))
            #expect([.malformedResponse, .connectionLost, .responseTooLarge].contains(error.reason), "\(error)")
            #expect(error.outcome == .unknown)
        }
    }

    @Test("a reused connection that dies: GET is sent again, POST is not")
    func staleConnection() async throws {
        // The first connection answers once, then takes a request and closes without a word.
        try await ClientFixture.run(script: { request in
            let isDead = request.connection == 1 && request.line.contains("/second")
            if isDead { request.close() } else { request.answer() }
        }) { fixture in
            _ = try await fixture.get("/first")
            let post = try await fixture.failure(ClientRequest(.post, fixture.server.url("/second"), body: [1]))
            #expect(post.reason == .connectionLost)
            #expect(post.outcome == .unknown)
            #expect(fixture.server.requests.count == 2)
        }
        for isPost in [false, true] {
            try await ClientFixture.run(script: { request in
                let isDead = request.connection == 1 && request.line.contains("/second")
                if isDead { request.close() } else { request.answer(body: "\(request.body)") }
            }) { fixture in
                _ = try await fixture.get("/first")
                var request = ClientRequest(
                    isPost ? .post : .get, fixture.server.url("/second"), body: isPost ? [7] : [])
                request.isIdempotent = isPost ? true : nil
                let response = try await fixture.client.send(request)
                #expect(response.body == Array((isPost ? "[7]" : "[]").utf8))
                #expect(fixture.server.requests.map(\.connection) == [1, 1, 2])
            }
        }
    }

    @Test("an answer may be as long as allowed and not a byte longer", arguments: [true, false])
    func bodyLimit(declaresLength: Bool) async throws {
        try await ClientFixture.run(script: { request in
            let count = request.line.contains("/fits") ? 1000 : 1001
            let body = String(repeating: "x", count: count)
            if declaresLength { return request.answer(body: body) }
            request.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for character in body { request.write("1\r\n\(character)\r\n") }
            request.write("0\r\n\r\n")
        }) { fixture in
            var request = ClientRequest(.get, fixture.server.url("/fits"))
            request.maximumResponseBytes = 1000
            let response1 = try await fixture.client.send(request)
            #expect(response1.body.count == 1000)
            request.url = fixture.server.url("/long")
            let error = try await fixture.failure(request)
            #expect(error.reason == .responseTooLarge)
            #expect(error.outcome == .unknown)
            #expect(error.status == 200)
        }
    }

    @Test("an endless answer is cut off at the limit")
    func endless() async throws {
        try await ClientFixture.run(script: { request in
            request.write("HTTP/1.1 200 OK\r\n\r\n")
            request.write([UInt8](repeating: 0, count: 20_000_000))
        }) { fixture in
            let error = try await fixture.failure(ClientRequest(.get, fixture.server.url()))
            #expect(error.reason == .responseTooLarge)
            await fixture.server.wait { $0.closedCount == 1 }
        }
    }

    @Test("an endless head is cut off at the limit")
    func endlessHead() async throws {
        try await ClientFixture.run(script: { request in
            request.write("HTTP/1.1 200 OK\r\n")
            for number in 0..<2000 { request.write("X-\(number): \(String(repeating: "y", count: 100))\r\n") }
        }) { fixture in
            let error = try await fixture.failure(ClientRequest(.get, fixture.server.url()))
            #expect(error.reason == .responseTooLarge)
            await fixture.server.wait { $0.closedCount == 1 }
        }
    }

    @Test(
        "requests that would be read otherwise than they look are not sent",
        arguments: [
            "", "/path", "example.com", "ftp://127.0.0.1/", "file:///etc/passwd", "http://user:secret@127.0.0.1/",
            "http://127.0.0.1/a b", "http://127.0.0.1/\r\nX: y", "http://127.0.0.1/\u{0}", "http://127.0.0.1/é",
            "http://",
            "gopher://127.0.0.1/", "http://127.0.0.1:99999/",
        ])
    func badURLs(url: String) async throws {
        try await ClientFixture.run { fixture in
            let error = try await fixture.failure(ClientRequest(.get, url))
            if case .invalidRequest = error.reason {} else { Issue.record("\(url): \(error)") }
            #expect(error.outcome == .notSent)
            #expect(!error.detail.contains("secret"))
        }
    }

    @Test("headers that contradict the request are refused; line ends in values cannot make lines")
    func badHeaders() async throws {
        try await ClientFixture.run { fixture in
            for name in ["Host", "content-length", "Transfer-Encoding", "Connection", "Expect"] {
                let field = try #require(HTTPFieldName(name))
                let error = try await fixture.failure(ClientRequest(.post, fixture.server.url(), headers: [field: "1"]))
                if case .invalidRequest = error.reason {} else { Issue.record("\(name): \(error)") }
            }
            let getWithBody = try await fixture.failure(ClientRequest(.get, fixture.server.url(), body: [1]))
            #expect(getWithBody.outcome == .notSent)
            let badMethod = try await fixture.failure(ClientRequest(HTTPMethod("A B"), fixture.server.url()))
            #expect(badMethod.outcome == .notSent)
            #expect(fixture.server.connectionCount == 0)
            _ = try await fixture.client.send(
                ClientRequest(.get, fixture.server.url(), headers: ["X-Name": "a\r\nX-Forged: b"]))
            #expect(fixture.server.requests.last?.header("X-Forged") == nil)
        }
    }
}

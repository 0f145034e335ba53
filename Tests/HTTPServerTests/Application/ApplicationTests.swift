import EventLoop
import HTTPMessages
import HTTPServer
import Testing

@Suite(.timeLimit(.minutes(5))) struct ApplicationTests {
    /// What a responder or a library under it might throw.
    private struct Unforeseen: Error, CustomStringConvertible {
        let description = "password=hunter2 at db.internal"
    }

    @Test func whatResponderThrowsIsAnsweredSafely() async throws {
        let failures = Journal<ResponderFailure>()
        try await ServerFixture.run(
            onError: failures.note,
            routes: { routes in
                routes.get("/unforeseen") { _, _ in throw Unforeseen() }
                routes.get("/foreseen/{id}") { _, _ in throw APIError.rateLimited(retryAfterSeconds: 7) }
            },
            { fixture in
                let client = try await fixture.connect()
                try await client.send("GET /unforeseen HTTP/1.1\r\nHost: x\r\nX-Request-Id: r1\r\n\r\n")
                let unforeseen = try await client.answer()
                #expect(unforeseen.status == 500)
                #expect(!unforeseen.body.contains("hunter2"))
                #expect(unforeseen.body.contains(#""requestId":"r1""#))
                try await client.send("GET /foreseen/secret HTTP/1.1\r\nHost: x\r\nX-Request-Id: r2\r\n\r\n")
                let foreseen = try await client.answer()
                #expect(foreseen.status == 429)
                #expect(foreseen["Retry-After"] == "7")

                #expect(failures.all.map(\.requestID) == ["r1", "r2"])
                #expect(failures.all.map(\.route) == ["/unforeseen", "/foreseen/{id}"])
                #expect("\(failures.all[0].error)".contains("hunter2"))
            })
    }

    @Test func middlewareStandsBeforeEverythingInOrder() async throws {
        let seen = Journal<String>()
        func note(_ name: String) -> Middleware {
            Middleware { request, context in
                seen.note("\(name): \(request.method) \(context.route ?? "-")")
                return nil
            }
        }
        try await ServerFixture.run(middleware: [note("outer"), note("inner")], routes: echoes) { fixture in
            let client = try await fixture.connect()
            try await client.send("GET /echo/1 HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await client.answer().status == 200)
            try await client.send("OPTIONS /echo HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await client.answer().status == 204)
            #expect(
                seen.all == [
                    "outer: GET /echo/{word}", "inner: GET /echo/{word}", "outer: OPTIONS -", "inner: OPTIONS -",
                ])
        }
    }

    @Test func middlewareMayAnswerInsteadOfEverybodyBehind() async throws {
        let seen = Journal<String>()
        let early = Middleware { request, _ in
            let early: Responder = { _, _ in .text("early") }
            return request.head.contains("X-Early") ? early : nil
        }
        let behind = Middleware { _, _ in
            seen.note("behind")
            return nil
        }
        try await ServerFixture.run(middleware: [early, behind], routes: echoes) { fixture in
            let client = try await fixture.connect()
            try await client.send("GET /echo/1 HTTP/1.1\r\nHost: x\r\nX-Early: 1\r\n\r\n")
            #expect(try await client.answer().body == "early")
            #expect(seen.all.isEmpty)
            try await client.send("GET /echo/1 HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await client.answer().status == 200)
            #expect(seen.all == ["behind"])
        }
    }

    @Test func middlewareTranslatesErrorsFromTheInsideOut() async throws {
        struct Inner: Error {}
        let outer = Middleware(translate: { $0 is Inner ? APIError.requestTimeout : $0 })
        let inner = Middleware(
            divert: { request, _ in
                if request.path == "/early" { throw Unforeseen() }
                return nil
            }, translate: { $0 is Unforeseen ? Inner() : $0 })
        try await ServerFixture.run(
            middleware: [outer, inner],
            routes: { table throws(RouterError) in
                table.get("/late") { _, _ in throw Unforeseen() }
                table.get("/early") { _, _ in .text("never") }
            },
            { fixture in
                let client = try await fixture.connect()
                for path in ["/late", "/early"] {
                    try await client.send("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
                    #expect(try await client.answer().status == 408)
                }
            })
    }

    @Test func twoRoutesForOnePathAreRefusedAtStart() {
        #expect(throws: RouterError.self) {
            try Application { routes in
                routes.get("/a/{b}") { _, _ in .text("1") }
                routes.get("/a/{c}") { _, _ in .text("2") }
            }
        }
    }

    @Test func anApplicationAnswersWithoutASocket() async throws {
        let loop = try EventLoop.start()
        let application = try Application(routes: echoes)
        let client = InProcessClient(application, on: loop)
        let reply = await client.send(.post, "/echo", headers: ["X-Request-Id": "mine"], body: Array("hi".utf8))
        guard case .response(let response) = reply else {
            Issue.record("a stream")
            return
        }
        #expect(response.status == .ok)
        #expect(response.headers["X-Request-Id"] == "mine")
        #expect(response.body == Array("hi".utf8))
        #expect(await client.send(.get, "/nowhere").status == .notFound)
        #expect(await client.send(.get, "/\u{1}").status == .badRequest)
        #expect(application.routes.map(\.pattern) == ["/echo/{word}", "/echo"])
        await loop.stop()
    }
}

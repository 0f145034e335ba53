import EventLoop
import HTTPClient
import HTTPMessages
import Testing

@Suite("Redirects", .timeLimit(.minutes(5)))
struct RedirectTests {
    private static let script: @Sendable (ServedRequest) -> Void = { request in
        if request.line.contains("/end") { return request.answer("200 OK", ["X-End: yes"], body: "end") }
        if request.line.contains("/loop") { return request.answer("302 Found", ["Location: /loop", "X-Hop: yes"]) }
        if request.line.contains("/file") { return request.answer("302 Found", ["Location: file:///etc/hostname"]) }
        request.answer("302 Found", ["Location: /end", "X-Hop: yes"], body: "moved")
    }

    @Test("are not followed unless asked")
    func notFollowed() async throws {
        try await ClientFixture.run(script: Self.script) { fixture in
            let response = try await fixture.get()
            #expect(response.status.code == 302)
            #expect(response.headers["Location"] == "/end")
            #expect(response.body == Array("moved".utf8))
            #expect(fixture.server.requests.count == 1)
        }
    }

    @Test("are followed when asked; only the last answer counts")
    func followed() async throws {
        try await ClientFixture.run(script: Self.script) { fixture in
            var request = ClientRequest(.get, fixture.server.url())
            request.followRedirects = 1
            let response = try await fixture.client.send(request)
            #expect(response.status == .ok)
            #expect(response.headers["X-End"] == "yes")
            #expect(response.headers["X-Hop"] == nil)
            #expect(response.body == Array("end".utf8))
        }
    }

    @Test("are followed only so often")
    func limit() async throws {
        try await ClientFixture.run(script: Self.script) { fixture in
            var request = ClientRequest(.get, fixture.server.url("/loop"))
            request.followRedirects = 3
            let error = try await fixture.failure(request)
            #expect(error.reason == .tooManyRedirects)
            #expect(fixture.server.requests.count == 4)
        }
    }

    @Test("of a POST are an answer, never followed")
    func post() async throws {
        try await ClientFixture.run(script: Self.script) { fixture in
            var request = ClientRequest(.post, fixture.server.url(), body: [1])
            request.followRedirects = 5
            let response1 = try await fixture.client.send(request)
            #expect(response1.status.code == 302)
            #expect(fixture.server.requests.count == 1)
        }
    }

    @Test("never lead out of HTTP")
    func otherScheme() async throws {
        try await ClientFixture.run(script: Self.script) { fixture in
            var request = ClientRequest(.get, fixture.server.url("/file"))
            request.followRedirects = 5
            let error2 = try await fixture.failure(request)
            #expect(error2.reason == .malformedResponse)
        }
    }

    @Test("to another server do not take the credentials along")
    func credentials() async throws {
        try await ClientFixture.run { fixture in
            let location = fixture.server.url("/end")
            let first = try ScriptedServer(loop: fixture.loop) { $0.answer("302 Found", ["Location: \(location)"]) }
            defer { first.stop() }
            var request = ClientRequest(.get, first.url(), headers: ["Authorization": "Bearer canary"])
            request.followRedirects = 1
            let response3 = try await fixture.client.send(request)
            #expect(response3.status == .ok)
            #expect(first.requests.first?.header("Authorization") == "Bearer canary")
            #expect(fixture.server.requests.first?.header("Authorization") == nil)
        }
    }
}

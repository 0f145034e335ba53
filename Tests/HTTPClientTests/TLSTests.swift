import EventLoop
import HTTPClient
import HTTPMessages
import Testing

@Suite("TLS", .timeLimit(.minutes(5)))
struct TLSTests {
    @Test("a certificate of an authority nobody trusts: not sent")
    func untrusted() async throws {
        try await ClientFixture.run { fixture in
            let server = try await TLSServer.start(loop: fixture.loop)
            defer { server.stop() }
            let error = try await fixture.failure(ClientRequest(.post, server.url("127.0.0.1"), body: [1]))
            #expect(error.reason == .tlsFailed)
            #expect(error.outcome == .notSent)
        }
    }

    @Test("trusted for its address, but for no other name")
    func trusted() async throws {
        try await ClientFixture.run { fixture in
            let server = try await TLSServer.start(loop: fixture.loop)
            defer { server.stop() }
            var options = HTTPClientOptions()
            options.certificateAuthorityFile = server.certificateFile
            let client = try HTTPClient(loop: fixture.loop, options: options)
            let response = try await client.send(ClientRequest(.get, server.url("127.0.0.1")))
            #expect(response.status == .ok)
            let error = await #expect(throws: HTTPClientError.self) {
                try await client.send(ClientRequest(.get, server.url("localhost")))
            }
            #expect(error?.reason == .tlsFailed)
            #expect(error?.outcome == .notSent)
            await client.shutDown()
        }
    }

    @Test("a server that hangs up on the handshake: not sent")
    func plain() async throws {
        try await ClientFixture.run { fixture in
            let plain = try ScriptedServer(loop: fixture.loop) { _ in }
            let (client, request) = (fixture.client, ClientRequest(.post, "https://127.0.0.1:\(plain.port)/"))
            let task = Task.immediate { try await client.send(request) }
            await plain.wait { $0.connectionCount == 1 }
            plain.stop()
            let error = await #expect(throws: HTTPClientError.self) { try await task.value }
            #expect(error?.reason == .tlsFailed)
            #expect(error?.outcome == .notSent)
        }
    }

    @Test("a server that never answers the handshake: not sent, and not waited for longer than for a connection")
    func silence() async throws {
        let clock = ManualClock()
        try await ClientFixture.run(clock: clock.clock) { fixture in
            let silent = try ScriptedServer(loop: fixture.loop) { _ in }
            defer { silent.stop() }
            let (client, request) = (fixture.client, ClientRequest(.post, "https://127.0.0.1:\(silent.port)/"))
            let task = Task.immediate { try await client.send(request) }
            await silent.wait { $0.connectionCount == 1 }
            await Task.detached { clock.advance(by: .seconds(10)) }.value
            let error = await #expect(throws: HTTPClientError.self) { try await task.value }
            #expect(error?.reason == .connectTimedOut)
            #expect(error?.outcome == .notSent)
            await silent.wait { $0.closedCount == 1 }
        }
    }

    @Test("a file of authorities that is not there is told, not ignored")
    func missingFile() async throws {
        var options = HTTPClientOptions()
        options.certificateAuthorityFile = "/nonexistent/authorities.pem"
        try await ClientFixture.run(options: options) { fixture in
            let server = try await TLSServer.start(loop: fixture.loop)
            defer { server.stop() }
            let error = try await fixture.failure(ClientRequest(.get, server.url("127.0.0.1")))
            #expect(error.reason == .tlsFailed)
            #expect(error.outcome == .notSent)
        }
    }
}

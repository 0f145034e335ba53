import EventLoop
import HTTPClient
import HTTPMessages
import Testing

@Suite("Approval of addresses", .timeLimit(.minutes(5)))
struct AddressApprovalTests {
    @Test("a refused address is never connected to")
    func refused() async throws {
        try await ClientFixture.run { fixture in
            for host in ["127.0.0.1", "localhost"] {
                var request = ClientRequest(.post, "http://\(host):\(fixture.server.port)/")
                request.approveAddress = { _ in false }
                let error = try await fixture.failure(request)
                guard case .addressRefused(let address) = error.reason else {
                    Issue.record("\(error)")
                    continue
                }
                #expect(["127.0.0.1", "::1"].contains(address.ip))
                #expect(address.port == fixture.server.port)
                #expect(error.outcome == .notSent)
            }
            #expect(fixture.server.connectionCount == 0)
        }
    }

    @Test("an approved one is, and the hook saw the address that answered")
    func approved() async throws {
        try await ClientFixture.run { fixture in
            var request = ClientRequest(.get, fixture.server.url())
            request.approveAddress = { $0.ip == "127.0.0.1" }
            let response1 = try await fixture.client.send(request)
            #expect(response1.status == .ok)
        }
    }

    @Test("of a host's addresses the next one is tried after a refusal")
    func nextAddress() async throws {
        try await ClientFixture.run { fixture in
            var request = ClientRequest(.get, "http://localhost:\(fixture.server.port)/")
            request.approveAddress = { !$0.isIPv6 }
            let response = try await fixture.client.send(request)
            #expect(response.address == .loopback(port: fixture.server.port))
        }
    }

    @Test("a connection that others opened is not used past a refusal")
    func reused() async throws {
        try await ClientFixture.run { fixture in
            _ = try await fixture.get()
            var request = ClientRequest(.post, fixture.server.url())
            request.approveAddress = { _ in false }
            let error = try await fixture.failure(request)
            #expect(error.reason == .addressRefused(.loopback(port: fixture.server.port)))
            #expect(error.outcome == .notSent)
            #expect(fixture.server.requests.count == 1)
            let response2 = try await fixture.get()
            #expect(response2.status == .ok)
        }
    }

    @Test("each hop of a redirect is asked for")
    func redirectHop() async throws {
        try await ClientFixture.run { fixture in
            let other = try ScriptedServer(loop: fixture.loop) { $0.answer() }
            defer { other.stop() }
            let (allowed, location) = (fixture.server.port, other.url("/inside"))
            let first = try ScriptedServer(loop: fixture.loop) { $0.answer("302 Found", ["Location: \(location)"]) }
            defer { first.stop() }
            let firstPort = first.port
            var request = ClientRequest(.get, first.url())
            request.followRedirects = 3
            request.approveAddress = { [allowed, firstPort].contains($0.port) }
            let error = try await fixture.failure(request)
            #expect(error.reason == .addressRefused(.loopback(port: other.port)))
            #expect(other.connectionCount == 0)
            #expect(first.requests.count == 1)
        }
    }
}

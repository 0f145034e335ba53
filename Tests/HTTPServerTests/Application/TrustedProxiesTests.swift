import EventLoop
import HTTPMessages
import HTTPServer
import Testing

@Suite(.timeLimit(.minutes(5))) struct TrustedProxiesTests {
    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("0.0.0.0/0", "203.0.113.9", true),
        ("192.168.1.128/25", "192.168.1.200", true), ("192.168.1.128/25", "192.168.1.100", false),
        ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "127.0.0.2", false),
        ("2001:db8::/32", "2001:db8:1::1", true), ("2001:db8::/32", "2001:db9::1", false),
        ("2001:db8::/33", "2001:db8:8000::1", false), ("::1", "::1", true), ("::/0", "10.0.0.1", false),
        ("10.0.0.0/8", "::ffff:10.1.2.3", true), ("::ffff:10.0.0.1", "10.0.0.1", true),
    ])
    func rangesHoldTheirAddresses(range: String, address: String, isInside: Bool) throws {
        let range = try #require(AddressRange(range))
        let address = try #require(SocketAddress(ip: address, port: 1))
        #expect(range.contains(address) == isInside)
    }

    @Test(arguments: [
        "", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0/8", "10.0.0.0/8/8", "host/8",
        "2001:db8::/129", "10.0.0.0/ 8", "10.0.0.256",
    ])
    func whatIsNoRangeIsRefused(text: String) {
        #expect(AddressRange(text) == nil)
    }

    @Test(arguments: [
        (["127.0.0.0/8"], ["203.0.113.7"], "203.0.113.7"),
        // Whoever the client claims to be, only what our own proxies wrote counts.
        (["127.0.0.0/8"], ["6.6.6.6, 203.0.113.7"], "203.0.113.7"),
        (["127.0.0.0/8", "10.0.0.0/8"], ["6.6.6.6, 203.0.113.7, 10.0.0.2"], "203.0.113.7"),
        (["127.0.0.0/8", "10.0.0.0/8"], ["6.6.6.6,203.0.113.7", "10.0.0.2"], "203.0.113.7"),
        (["127.0.0.0/8"], ["203.0.113.7:5000"], "203.0.113.7"),
        (["127.0.0.0/8"], ["[2001:db8::7]:5000"], "2001:db8::7"),
        (["127.0.0.0/8"], ["2001:db8::7"], "2001:db8::7"),
        (["127.0.0.0/8"], ["unknown"], "127.0.0.1"),
        (["127.0.0.0/8"], [], "127.0.0.1"),
        (["10.0.0.0/8"], ["203.0.113.7"], "127.0.0.1"),
        ([], ["203.0.113.7"], "127.0.0.1"),
    ])
    func theClientsAddressIsTheNearestThatNobodyOfOursVouchesFor(
        ranges: [String], forwarded: [String], client: String
    ) async throws {
        var options = ServerOptions()
        options.trustedProxies = TrustedProxies(ranges.compactMap(AddressRange.init))
        try await ServerFixture.run(
            options: options, routes: { $0.get("/") { request, _ in .text(request.clientAddress) } },
            { fixture in
                let connection = try await fixture.connect()
                let lines = forwarded.map { "X-Forwarded-For: \($0)\r\n" }.joined()
                try await connection.send("GET / HTTP/1.1\r\nHost: x\r\n\(lines)\r\n")
                #expect(try await connection.answer().body == client)
            })
    }
}

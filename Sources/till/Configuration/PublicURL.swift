import EventLoop

/// The beginning of every URL that the service hands out.
enum PublicURL {
    private static let advice = "give scheme and host only, like https://pay.example.com"

    /// Checks `text`, and drops a slash at its end.
    static func parse(_ text: String) throws(Expectation) -> String {
        guard let scheme = ["https://", "http://"].first(where: { text.lowercased().hasPrefix($0) }) else {
            throw Expectation(advice: advice)
        }
        var rest = text.dropFirst(scheme.count)
        while rest.last == "/" { rest.removeLast() }
        let isPlain = rest.utf8.allSatisfy { byte in
            byte > UInt8(ascii: " ") && byte < 0x7F && !"?#@\\\"<>".utf8.contains(byte)
        }
        let host = rest.prefix { $0 != "/" }
        guard isPlain, !host.isEmpty, host.first != ":" else { throw Expectation(advice: advice) }
        return scheme + rest
    }

    /// Whether a URL that `parse` let through leads to this machine.
    static func isLoopback(_ url: String) -> Bool {
        guard let start = url.firstRange(of: "://")?.upperBound else { return false }
        let authority = url[start...].prefix { $0 != "/" }.lowercased()
        let host = authority.first == "[" ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        if host == "localhost" || host == "[::1]" { return true }
        return host.hasPrefix("127.") && SocketAddress(ip: String(host), port: 0) != nil
    }
}

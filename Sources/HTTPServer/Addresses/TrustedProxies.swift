package import EventLoop
package import HTTPMessages

/// Whose word about the client's address is taken: `X-Forwarded-For` counts as far as these proxies wrote it.
package struct TrustedProxies: Hashable, Sendable {
    package let ranges: [AddressRange]

    package init(_ ranges: [AddressRange] = []) { self.ranges = ranges }

    package static let none = TrustedProxies()

    package func trusts(_ address: SocketAddress) -> Bool { ranges.contains { $0.contains(address) } }

    /// The nearest address on the way that is not one of ours. Each proxy appends the address it was called from, so
    /// that the list is read from its end, up to the first entry that no trusted proxy vouches for.
    package func clientAddress(peer: String, isTrusted: Bool, _ head: RequestHead) -> String {
        guard isTrusted else { return peer }
        var client = peer
        let entries = head.values(of: "X-Forwarded-For").flatMap { $0.split(separator: ",") }
        for entry in entries.reversed() {
            guard let text = Self.address(in: entry), let bytes = IPBytes.parse(text) else { return client }
            client = text
            if !ranges.contains(where: { $0.contains(bytes) }) { return client }
        }
        return client
    }

    /// Some proxies write a port, and brackets around IPv6.
    private static func address(in entry: Substring) -> String? {
        let text = entry.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
        if text.hasPrefix("[") { return text.dropFirst().split(separator: "]").first.map(String.init) }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 ? String(parts[0]) : String(text)
    }
}

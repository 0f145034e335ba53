#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A numeric IPv4 or IPv6 address, as its bytes in network order.
struct InternetAddress: Hashable, Sendable {
    let bytes: [UInt8]
    var isVersion6: Bool { bytes.count == 16 }

    init?(_ text: String) {
        let family = text.contains(":") ? AF_INET6 : AF_INET
        var bytes = [UInt8](repeating: 0, count: family == AF_INET6 ? 16 : 4)
        guard inet_pton(family, text, &bytes) == 1 else { return nil }
        self.bytes = bytes
    }
}

/// A block of addresses in CIDR notation: `10.0.0.0/8`, `2001:db8::/32`, or one address.
struct AddressRange: Hashable, Sendable, CustomStringConvertible {
    let description: String
    private let network: InternetAddress
    private let bits: Int

    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let network = InternetAddress(parts[0]) else { return nil }
        let width = network.bytes.count * 8
        if parts.count == 2 {
            guard let bits = Int(parts[1]), (0...width).contains(bits), parts[1].first != "+" else { return nil }
            self.bits = bits
        } else {
            bits = width
        }
        self.network = network
        description = text
    }

    func contains(_ address: InternetAddress) -> Bool {
        guard address.bytes.count == network.bytes.count else { return false }
        for (index, byte) in network.bytes.enumerated() {
            let bitsHere = min(8, max(0, bits - index * 8))
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> bitsHere)
            if byte & mask != address.bytes[index] & mask { return false }
        }
        return true
    }

    static func parseList(_ text: String) throws(Expectation) -> [AddressRange] {
        var ranges: [AddressRange] = []
        for part in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
            guard let range = AddressRange(String(part)) else {
                throw Expectation(advice: "“\(part)” is no address or block; give some like 10.0.0.0/8, 2001:db8::/32")
            }
            ranges.append(range)
        }
        return ranges
    }
}

package import EventLoop

/// A block of IP addresses as CIDR writes it, such as `10.0.0.0/8` or `2001:db8::/32`; an address alone is a block of one.
package struct AddressRange: Hashable, Sendable, CustomStringConvertible {
    private let address: [UInt8]
    private let prefixBits: Int
    package let description: String

    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPBytes.parse(String(first)) else { return nil }
        var bits = address.count * 8
        if parts.count == 2 {
            guard let given = Self.decimal(parts[1]), given <= bits else { return nil }
            bits = given
        }
        self.address = address
        prefixBits = bits
        description = text
    }

    package func contains(_ address: SocketAddress) -> Bool { contains(IPBytes.canonical(address.bytes)) }

    func contains(_ other: [UInt8]) -> Bool {
        guard other.count == address.count else { return false }
        let whole = prefixBits / 8
        for index in 0..<whole where other[index] != address[index] { return false }
        let rest = prefixBits % 8
        return rest == 0 || (other[whole] ^ address[whole]) >> (8 - rest) == 0
    }

    /// Digits only: `Int` would take a sign.
    private static func decimal(_ text: Substring) -> Int? {
        guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(text)
    }
}

/// IP addresses as bytes: 4, or 16 where it is not an IPv4 address in IPv6 clothes.
enum IPBytes {
    static func parse(_ text: String) -> [UInt8]? {
        SocketAddress(ip: text, port: 0).map { canonical($0.bytes) }
    }

    static func canonical(_ bytes: [UInt8]) -> [UInt8] {
        let isMapped = bytes.count == 16 && bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 255 && bytes[11] == 255
        return isMapped ? Array(bytes[12...]) : bytes
    }
}

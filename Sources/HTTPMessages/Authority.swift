/// Checks `host[:port]` as it stands in Host and in absolute targets.
enum Authority {
    /// No empty host, no user, no zone; a port of at most 65535.
    static func isValid(_ extent: Extent, of block: Span<UInt8>) -> Bool {
        guard !extent.isEmpty, extent.count <= 262 else { return false }
        let hostEnd =
            block[Int(extent.start)] == UInt8(ascii: "[")
            ? endOfAddress(extent, of: block) : endOfName(extent, of: block)
        guard let hostEnd else { return false }
        if hostEnd == Int(extent.end) { return true }
        return block[hostEnd] == ASCII.colon && isPort(Extent(hostEnd + 1, Int(extent.end)), of: block)
    }

    private static func endOfName(_ extent: Extent, of block: Span<UInt8>) -> Int? {
        var index = Int(extent.start)
        while index < Int(extent.end), ByteSet.hostName.contains(block[index]) { index &+= 1 }
        return index > Int(extent.start) ? index : nil
    }

    /// `[IPv6]`: the characters of one, with at least two colons; whether it is assigned is not ours to know.
    private static func endOfAddress(_ extent: Extent, of block: Span<UInt8>) -> Int? {
        var colons = 0
        for index in extent.range.dropFirst() {
            switch block[index] {
            case UInt8(ascii: "]"): return colons >= 2 ? index + 1 : nil
            case ASCII.colon: colons += 1
            case UInt8(ascii: "."): break
            case let byte where byte.hexValue != nil: break
            default: return nil
            }
        }
        return nil
    }

    /// RFC 3986 lets the digits be missing after the colon.
    private static func isPort(_ extent: Extent, of block: Span<UInt8>) -> Bool {
        guard extent.count <= 5 else { return false }
        var port = 0
        for index in extent.range {
            guard block[index].isDigit else { return false }
            port = port * 10 + Int(block[index] - ASCII.zero)
        }
        return port <= 65_535
    }
}

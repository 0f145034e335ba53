/// A NOTIFY channel: a name that needs no quoting and cannot smuggle anything into a LISTEN, which takes no parameters.
package struct PostgresChannel: Hashable, Sendable, CustomStringConvertible {
    package let name: String

    /// Lower-case letters, digits and underscores, at most 63, not starting with a digit.
    package init?(_ name: String) {
        let isPlain = name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        let startsWithDigit = name.utf8.first.map { $0 <= UInt8(ascii: "9") } ?? true
        guard isPlain, !startsWithDigit, name.utf8.count <= 63 else { return nil }
        self.name = name
    }

    package var description: String { name }
}

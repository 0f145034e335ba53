/// The name of a header field, known to be a token, compared without regard to case.
package struct HTTPFieldName: Sendable {
    package let name: String

    /// A name known only at run time; nil unless it is a token.
    package init?(_ name: String) {
        guard Self.isToken(name) else { return nil }
        self.name = name
    }

    static func isToken(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { ByteSet.token.contains($0) }
    }

    static func areEqual(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        return zip(left.utf8, right.utf8).allSatisfy { $0 == $1 || $0.asciiLowercased == $1.asciiLowercased }
    }
}

extension HTTPFieldName: ExpressibleByStringLiteral {
    /// A literal is the programmer's own, so a wrong one is a bug for the tests to find, not an attack.
    package init(stringLiteral name: String) {
        assert(Self.isToken(name), "not a field name: \(name)")
        self.name = name
    }
}

extension HTTPFieldName: Hashable {
    package static func == (left: HTTPFieldName, right: HTTPFieldName) -> Bool { areEqual(left.name, right.name) }

    package func hash(into hasher: inout Hasher) {
        for byte in name.utf8 { hasher.combine(byte.asciiLowercased) }
    }
}

extension HTTPFieldName: CustomStringConvertible {
    package var description: String { name }
}

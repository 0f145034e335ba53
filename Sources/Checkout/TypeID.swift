/// A UUID that says what it identifies, as the public TypeID specification spells it: `prefix_` and 26 characters.
package struct TypeID: Hashable, Sendable {
    private static let maximumPrefixLength = 63

    package let prefix: String
    package let id: UniqueID

    /// `nil` for a prefix outside the specification: up to 63 of `a`–`z` and `_`, neither starting nor ending with `_`.
    package init?(prefix: String, id: UniqueID) {
        guard Self.isValid(prefix: prefix.utf8) else { return nil }
        self.prefix = prefix
        self.id = id
    }

    private static func isValid(prefix: some BidirectionalCollection<UInt8>) -> Bool {
        let underscore = UInt8(ascii: "_")
        return prefix.count <= maximumPrefixLength && prefix.first != underscore && prefix.last != underscore
            && prefix.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == underscore }
    }
}

extension TypeID: LosslessStringConvertible {
    /// Strict: one spelling for each id, so upper case, look-alike letters and an empty prefix's `_` are refused.
    package init?(_ text: String) {
        let utf8 = text.utf8
        let suffix = Array(utf8.suffix(TypeIDSuffix.characterCount))
        guard let id = suffix.withUnsafeBufferPointer({ TypeIDSuffix.read($0) }) else { return nil }
        var prefix = utf8.dropLast(TypeIDSuffix.characterCount)
        if !prefix.isEmpty {
            guard prefix.popLast() == UInt8(ascii: "_"), !prefix.isEmpty else { return nil }
        }
        guard Self.isValid(prefix: prefix) else { return nil }
        self.prefix = String(decoding: prefix, as: UTF8.self)
        self.id = id
    }

    package var description: String {
        let suffix = String(unsafeUninitializedCapacity: TypeIDSuffix.characterCount) { output in
            TypeIDSuffix.write(id.bits, to: output)
            return TypeIDSuffix.characterCount
        }
        return prefix.isEmpty ? suffix : "\(prefix)_\(suffix)"
    }
}

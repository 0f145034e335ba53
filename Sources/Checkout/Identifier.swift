/// What an identifier identifies; only ever used as a type.
package protocol IdentifierKind {
    /// What the id starts with on the wire, with its underscore: `cs_`.
    static var prefix: String { get }
}

/// An id that cannot be mistaken for another kind's: a UUID inside, a TypeID on the wire.
package struct Identifier<Kind: IdentifierKind>: Hashable, Comparable, Sendable {
    package let id: UniqueID

    package init(_ id: UniqueID) { self.id = id }

    package static func < (left: Self, right: Self) -> Bool { left.id < right.id }
}

extension Identifier: LosslessStringConvertible {
    /// `nil` for anything but this kind's prefix and 26 characters that spell a UUID.
    package init?(_ text: String) {
        guard let id = TypeIDSuffix.read(text, prefix: Kind.prefix) else { return nil }
        self.init(id)
    }

    package var description: String {
        let prefix = Kind.prefix.utf8
        return String(unsafeUninitializedCapacity: prefix.count + TypeIDSuffix.characterCount) { output in
            _ = output.initialize(fromContentsOf: prefix)
            TypeIDSuffix.write(id.bits, to: UnsafeMutableBufferPointer(rebasing: output[prefix.count...]))
            return prefix.count + TypeIDSuffix.characterCount
        }
    }
}

extension Identifier: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let identifier = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a \(Kind.prefix)… id")
        }
        self = identifier
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

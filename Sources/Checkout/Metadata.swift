/// The merchant's own key-value pairs: a small map of texts, checked when it is made.
package struct Metadata: Hashable, Sendable {
    package static let maximumKeyCount = 50
    /// Characters are Unicode scalars, as PostgreSQL counts them: a limit in graphemes would not bound anything.
    package static let maximumKeyCharacterCount = 40
    package static let maximumValueCharacterCount = 500

    package static let empty = Metadata(checked: [:])

    package let values: [String: String]

    private init(checked values: [String: String]) { self.values = values }

    package init(_ values: [String: String]) throws(MetadataError) {
        guard values.count <= Self.maximumKeyCount else { throw .tooManyKeys(values.count) }
        // In order, so that the same wrong map is always refused for the same reason.
        for key in values.keys.sorted() { try Self.check(key: key, value: values[key] ?? "") }
        self.init(checked: values)
    }

    package subscript(key: String) -> String? { values[key] }

    private static func check(key: String, value: String) throws(MetadataError) {
        guard !key.isEmpty else { throw .emptyKey }
        guard key.unicodeScalars.count <= maximumKeyCharacterCount else { throw .keyTooLong(key) }
        guard value.unicodeScalars.count <= maximumValueCharacterCount else { throw .valueTooLong(key: key) }
        // PostgreSQL can store every character but this one.
        guard !key.utf8.contains(0) else { throw .nulCharacter(key: key) }
        guard !value.utf8.contains(0) else { throw .nulCharacter(key: key) }
    }
}

/// Why a map is no metadata; the key is the caller's own and may be told back, the value is not.
package enum MetadataError: Error, Hashable, Sendable {
    case tooManyKeys(Int)
    case emptyKey
    case keyTooLong(String)
    case valueTooLong(key: String)
    case nulCharacter(key: String)
}

extension Metadata: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let values = try container.decode([String: String].self)
        do throws(MetadataError) {
            try self.init(values)
        } catch {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "metadata: \(error)")
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values)
    }
}

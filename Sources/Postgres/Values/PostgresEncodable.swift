/// A value that can be a parameter of a statement; it always travels in binary form.
package protocol PostgresEncodable: Sendable {
    static var postgresType: PostgresType { get }
    /// A NULL has a type but no bytes.
    var isPostgresNull: Bool { get }
    func encode(into writer: inout BinaryWriter)
}

extension PostgresEncodable {
    package var isPostgresNull: Bool { false }
}

/// A value that PostgreSQL can hold in an array.
package protocol PostgresArrayElement: PostgresEncodable, PostgresDecodable {
    static var postgresArrayType: PostgresType { get }
    /// Writes the elements of an array, each with its length. A requirement only to have it compiled for each type: keys of
    /// look-ups go through here by the ten thousands a second.
    static func encode(_ elements: [Self], into writer: inout BinaryWriter)
    static func hasNull(_ elements: [Self]) -> Bool
}

extension PostgresArrayElement {
    package static func encode(_ elements: [Self], into writer: inout BinaryWriter) {
        for element in elements {
            guard !element.isPostgresNull else {
                writer.write(-1 as Int32)
                continue
            }
            let place = writer.count
            writer.write(0 as Int32)
            element.encode(into: &writer)
            writer.overwrite(Int32(clamping: writer.count - place - 4), at: place)
        }
    }

    package static func hasNull(_ elements: [Self]) -> Bool { elements.contains { $0.isPostgresNull } }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    package static var postgresType: PostgresType { Wrapped.postgresType }

    package var isPostgresNull: Bool { self?.isPostgresNull ?? true }

    package func encode(into writer: inout BinaryWriter) {
        self?.encode(into: &writer)
    }
}

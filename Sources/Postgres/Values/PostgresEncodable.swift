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
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
    package static var postgresType: PostgresType { Wrapped.postgresType }

    package var isPostgresNull: Bool { self?.isPostgresNull ?? true }

    package func encode(into writer: inout BinaryWriter) {
        self?.encode(into: &writer)
    }
}

/// A value that can be read from a result column; columns always arrive in binary form.
package protocol PostgresDecodable {
    /// Whether the bytes of a column of `type` can be read as this.
    static func accepts(_ type: PostgresType) -> Bool
    /// `bytes` live only during the call, and `type` is one that was accepted.
    init(postgres bytes: UnsafeRawBufferPointer, type: PostgresType) throws(PostgresValueError)
    /// What NULL is; by default it is refused.
    static func fromPostgresNull() throws(PostgresValueError) -> Self
}

extension PostgresDecodable {
    package static func fromPostgresNull() throws(PostgresValueError) -> Self { throw .unexpectedNull }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    package static func accepts(_ type: PostgresType) -> Bool { Wrapped.accepts(type) }

    package init(postgres bytes: UnsafeRawBufferPointer, type: PostgresType) throws(PostgresValueError) {
        self = .some(try Wrapped(postgres: bytes, type: type))
    }

    package static func fromPostgresNull() throws(PostgresValueError) -> Self { nil }
}

/// Why a column could not be read as the type asked for.
package enum PostgresValueError: Error, Hashable, Sendable {
    case unexpectedNull
    case typeMismatch(PostgresType)
    /// The bytes are not a value of the column's type, or not one that fits.
    case malformed
    case noSuchColumn
}

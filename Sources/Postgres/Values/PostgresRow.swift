import CLibpq

/// One row of a result, read straight out of libpq's memory; it cannot outlive the closure it is lent to.
package struct PostgresRow: ~Copyable {
    private let result: OpaquePointer
    private let index: Int32

    init(result: OpaquePointer, index: Int32) {
        self.result = result
        self.index = index
    }

    package var columnCount: Int { Int(PQnfields(result)) }

    /// The value of a column, counted from 0. Inlinable, so that reading a row is compiled for the types it has.
    @inlinable
    package borrowing func decode<Value: PostgresDecodable>(
        _ column: Int, as _: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        do throws(PostgresValueError) {
            let (bytes, type) = try field(column)
            guard let bytes else { return try Value.fromPostgresNull() }
            guard Value.accepts(type) else { throw .typeMismatch(type) }
            return try Value(postgres: bytes, type: type)
        } catch {
            throw Self.error(error, column: column, wanted: Value.self)
        }
    }

    /// Lends the bytes of a column as the server sent them; nil for NULL.
    package borrowing func withBytes<Result>(
        _ column: Int, _ body: (UnsafeRawBufferPointer?) throws -> Result
    ) rethrows -> Result {
        try body(try? field(column).bytes)
    }

    /// No bytes for NULL.
    @usableFromInline
    borrowing func field(
        _ column: Int
    ) throws(PostgresValueError) -> (bytes: UnsafeRawBufferPointer?, type: PostgresType) {
        let column = Int32(clamping: column)
        guard column >= 0, column < PQnfields(result) else { throw .noSuchColumn }
        let type = PostgresType(oid: PQftype(result, column))
        guard PQgetisnull(result, index, column) == 0 else { return (nil, type) }
        let start = PQgetvalue(result, index, column)
        return (UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, index, column))), type)
    }

    @usableFromInline
    static func error(_ error: PostgresValueError, column: Int, wanted: Any.Type) -> PostgresError {
        switch error {
        case .unexpectedNull: .unexpectedResult("column \(column) is NULL and cannot be \(wanted)")
        case .typeMismatch(let type): .unexpectedResult("column \(column) is \(type) and cannot be \(wanted)")
        case .malformed: .unexpectedResult("column \(column) does not hold a \(wanted)")
        case .noSuchColumn: .unexpectedResult("there is no column \(column)")
        }
    }
}

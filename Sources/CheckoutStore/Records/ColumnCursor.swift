import Checkout
import Postgres

/// Reads a row's columns one after the other, as a list of columns names them.
struct ColumnCursor {
    private(set) var column = 0

    mutating func next<Value: PostgresDecodable>(
        _ row: borrowing PostgresRow, as _: Value.Type = Value.self
    ) throws(PostgresError) -> Value {
        defer { column += 1 }
        return try row.decode(column)
    }

    mutating func time(_ row: borrowing PostgresRow) throws(PostgresError) -> Timestamp {
        Timestamp(stored: try next(row))
    }

    mutating func optionalTime(_ row: borrowing PostgresRow) throws(PostgresError) -> Timestamp? {
        try next(row, as: PostgresTimestamp?.self).map(Timestamp.init(stored:))
    }

    mutating func id<Kind: IdentifierKind>(_ row: borrowing PostgresRow) throws(PostgresError) -> Identifier<Kind> {
        Identifier(stored: try next(row))
    }

    mutating func optionalID<Kind: IdentifierKind>(
        _ row: borrowing PostgresRow
    ) throws(PostgresError) -> Identifier<Kind>? {
        guard let uuid: PostgresUUID = try next(row, as: PostgresUUID?.self) else { return nil }
        return Identifier(stored: uuid)
    }

    /// One of our own words.
    mutating func word<Word: RawRepresentable<String>>(
        _ row: borrowing PostgresRow, as _: Word.Type = Word.self
    ) throws(PostgresError) -> Word {
        let text: String = try next(row)
        guard let word = Word(rawValue: text) else { throw Self.unknown(Word.self) }
        return word
    }

    mutating func optionalWord<Word: RawRepresentable<String>>(
        _ row: borrowing PostgresRow, as _: Word.Type = Word.self
    ) throws(PostgresError) -> Word? {
        guard let text: String = try next(row) else { return nil }
        guard let word = Word(rawValue: text) else { throw Self.unknown(Word.self) }
        return word
    }

    mutating func currency(_ row: borrowing PostgresRow) throws(PostgresError) -> Currency {
        guard let currency = Currency(try next(row)) else { throw Self.unknown(Currency.self) }
        return currency
    }

    mutating func bytes(_ row: borrowing PostgresRow) throws(PostgresError) -> [UInt8] {
        try next(row, as: PostgresBytes.self).bytes
    }

    mutating func optionalBytes(_ row: borrowing PostgresRow) throws(PostgresError) -> [UInt8]? {
        try next(row, as: PostgresBytes?.self)?.bytes
    }

    /// A text's UTF-8, without checking what the server has checked.
    mutating func optionalUTF8(_ row: borrowing PostgresRow) -> [UInt8]? {
        defer { column += 1 }
        return row.withBytes(column) { $0.map(Array.init) }
    }

    mutating func skip() { column += 1 }

    private static func unknown(_ type: Any.Type) -> PostgresError {
        PostgresError(.unexpectedResult, reason: "a column holds no \(type) that this build knows")
    }
}

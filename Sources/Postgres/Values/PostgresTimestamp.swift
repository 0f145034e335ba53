/// A `timestamptz`: microseconds since 1970 in UTC, which is all the precision PostgreSQL keeps.
package struct PostgresTimestamp: Hashable, Comparable, Sendable, PostgresArrayElement {
    package var unixMicroseconds: Int64

    package init(unixMicroseconds: Int64) { self.unixMicroseconds = unixMicroseconds }

    /// Rounded down, so that a time never moves into the future by being stored.
    package init(unixNanoseconds: Int64) {
        let (quotient, remainder) = unixNanoseconds.quotientAndRemainder(dividingBy: 1_000)
        unixMicroseconds = remainder < 0 ? quotient - 1 : quotient
    }

    /// PostgreSQL's `infinity` and `-infinity`; they sort where one expects them.
    package static let distantFuture = PostgresTimestamp(unixMicroseconds: .max)
    package static let distantPast = PostgresTimestamp(unixMicroseconds: .min)

    package static func < (left: Self, right: Self) -> Bool { left.unixMicroseconds < right.unixMicroseconds }

    /// PostgreSQL counts from 2000-01-01; this is that instant in Unix time.
    private static let epoch: Int64 = 946_684_800_000_000

    package static var postgresType: PostgresType { .timestamptz }
    package static var postgresArrayType: PostgresType { .timestamptzArray }
    package static func accepts(_ type: PostgresType) -> Bool { type == .timestamptz }

    package func encode(into writer: inout BinaryWriter) {
        if self == .distantFuture {
            writer.write(Int64.max)
        } else {
            let (difference, overflow) = unixMicroseconds.subtractingReportingOverflow(Self.epoch)
            writer.write(overflow ? Int64.min : difference)
        }
    }

    package init(postgres bytes: UnsafeRawBufferPointer, type: PostgresType) throws(PostgresValueError) {
        let stored: Int64 = try BinaryReader.number(bytes)
        guard stored != .min else {
            self = .distantPast
            return
        }
        let (sum, overflow) = stored.addingReportingOverflow(Self.epoch)
        unixMicroseconds = overflow ? .max : sum
    }
}

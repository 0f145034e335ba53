/// SQL that was written in the source: values cannot get into it except as parameters.
package struct PostgresStatement: Hashable, Sendable {
    private enum Text: Sendable {
        case literal(StaticString)
        case composed(String)
    }

    private let text: Text

    package init(_ sql: StaticString) { text = .literal(sql) }

    /// Joins parts that were each written in the source, for queries with optional conditions.
    package init(joining parts: [StaticString]) {
        text = .composed(parts.map(\.description).joined(separator: " "))
    }

    package var sql: String {
        switch text {
        case .literal(let literal): literal.description
        case .composed(let string): string
        }
    }

    /// The same literal at the same place is recognised by its address; prepared statements are looked up by that.
    /// Equal texts at two places only cost a second prepared statement.
    package static func == (left: Self, right: Self) -> Bool {
        switch (left.text, right.text) {
        case (.literal(let one), .literal(let other)):
            guard one.hasPointerRepresentation, other.hasPointerRepresentation else {
                return left.sql == right.sql
            }
            return one.utf8Start == other.utf8Start && one.utf8CodeUnitCount == other.utf8CodeUnitCount
        case (.composed(let one), .composed(let other)): return one == other
        default: return false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch text {
        case .literal(let literal) where literal.hasPointerRepresentation: hasher.combine(literal.utf8Start)
        case .literal, .composed: hasher.combine(sql)
        }
    }

    /// Lends the text as a C string; a literal is not copied.
    func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        if case .literal(let literal) = text, literal.hasPointerRepresentation {
            let count = literal.utf8CodeUnitCount + 1
            return literal.utf8Start.withMemoryRebound(to: CChar.self, capacity: count) { body($0) }
        }
        return sql.withCString(body)
    }
}

extension PostgresStatement: ExpressibleByStringLiteral {
    package init(stringLiteral sql: StaticString) { self.init(sql) }
}

/// What the server said about an error or in a notice. Messages and details may quote stored values, so they are for
/// the log of whoever operates the database, never for an answer.
package final class ServerReport: Sendable {
    package let severity: String
    package let state: SQLState
    package let message: String
    package let detail: String?
    package let hint: String?
    package let schema: String?
    package let table: String?
    package let column: String?
    package let constraint: String?
    /// The server's C function that raised it: tells apart what shares a code and is not translated.
    package let routine: String?

    package init(
        severity: String, state: SQLState, message: String, detail: String? = nil, hint: String? = nil,
        schema: String? = nil, table: String? = nil, column: String? = nil, constraint: String? = nil,
        routine: String? = nil
    ) {
        self.severity = severity
        self.state = state
        self.message = message
        self.detail = detail
        self.hint = hint
        self.schema = schema
        self.table = table
        self.column = column
        self.constraint = constraint
        self.routine = routine
    }

    /// After one of these the server closes the connection.
    package var endsConnection: Bool { severity == "FATAL" || severity == "PANIC" }
}

import CLibpq

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A result libpq handed out; freed with this value.
struct PostgresResult: ~Copyable {
    private let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit { PQclear(pointer) }

    var status: ExecStatusType { PQresultStatus(pointer) }
    var hasRows: Bool { status == PGRES_TUPLES_OK }
    var rowCount: Int32 { PQntuples(pointer) }

    /// How many rows the command changed or returned; 0 for commands that do not count.
    var affectedRows: Int {
        guard let text = PQcmdTuples(pointer) else { return 0 }
        return atol(text)
    }

    /// The name of the command that was executed, such as `COMMIT`.
    var commandTag: String { PQcmdStatus(pointer).map { String(cString: $0) } ?? "" }

    func row(_ index: Int32) -> PostgresRow { PostgresRow(result: pointer, index: index) }

    /// What the server said; nil when libpq itself made the error up.
    var serverReport: ServerReport? {
        Self.field("C", of: pointer) == nil ? nil : Self.report(pointer)
    }

    private static func field(_ code: Character, of pointer: OpaquePointer) -> String? {
        guard let ascii = code.asciiValue, let text = PQresultErrorField(pointer, Int32(ascii)) else { return nil }
        return String(cString: text)
    }

    /// Also for results that belong to libpq, as notices do.
    static func report(_ pointer: OpaquePointer) -> ServerReport {
        func field(_ code: Character) -> String? { Self.field(code, of: pointer) }
        // The codes are those of the protocol; `V` is the severity that is never translated.
        return ServerReport(
            severity: field("V") ?? field("S") ?? "ERROR", state: SQLState(field("C") ?? "XX000"),
            message: field("M") ?? PQresultErrorMessage(pointer).map { String(cString: $0) } ?? "",
            detail: field("D"), hint: field("H"), schema: field("s"), table: field("t"), column: field("c"),
            constraint: field("n"), routine: field("R"))
    }
}

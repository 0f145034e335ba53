import Checkout
import Postgres

/// Rows of `session_events` that are to be written, an array for each column.
struct SessionEventColumns {
    private var sessions: [PostgresUUID] = []
    private var sequences: [Int32] = []
    private var versions: [Int32] = []
    private var statuses: [String] = []
    private var visibles: [Bool] = []
    private var kinds: [String] = []
    private var times: [PostgresTimestamp] = []
    private var attempts: [Int32?] = []
    private var details: [String?] = []
    private var bodies: [String?] = []

    var isEmpty: Bool { sessions.isEmpty }

    mutating func append(_ event: SessionEvent, of record: SessionRecord, body: String?) {
        sessions.append(record.id.stored)
        sequences.append(Int32(clamping: record.lastSequence))
        versions.append(Int32(clamping: event.version))
        statuses.append(record.state.status.rawValue)
        visibles.append(event.isVisible)
        kinds.append(event.kind.rawValue)
        times.append(event.at.stored)
        attempts.append(event.attempt.map { Int32(clamping: $0) })
        // The one character that PostgreSQL cannot store could come from a provider's words.
        details.append(event.detail.map { String($0.unicodeScalars.filter { $0 != "\0" }) })
        bodies.append(body)
    }

    static let insert: PostgresStatement = """
        INSERT INTO session_events
            (session_id, sequence, version, status, is_visible, kind, at, attempt, detail, body, written_by)
        SELECT *, $11::bigint FROM unnest($1::uuid[], $2::integer[], $3::integer[], $4::text[], $5::boolean[],
            $6::text[], $7::timestamptz[], $8::integer[], $9::text[], $10::text[])
        """

    func parameters(writtenBy: Int64) -> PostgresParameters {
        PostgresParameters(
            sessions, sequences, versions, statuses, visibles, kinds, times, attempts, details, bodies, writtenBy)
    }
}

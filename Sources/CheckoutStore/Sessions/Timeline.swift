package import Checkout
import Postgres

/// One line of the answer to "what happened here?".
package struct TimelineEntry: Hashable, Sendable {
    package let at: Timestamp
    package let what: Occurrence

    /// What happened.
    package enum Occurrence: Hashable, Sendable {
        case session(kind: String, sequence: Int, version: Int, isVisible: Bool, attempt: Int?, detail: String?)
        case subscription(SubscriptionEventRow)
        case providerEvent(eventID: String, type: String, state: ProviderEventState, tries: Int, error: String?)
    }
}

extension TimelineEntry {
    /// A provider's event: `received_at, event_id, type, state, tries, last_error`.
    init(told row: borrowing PostgresRow) throws {
        var cursor = ColumnCursor()
        at = try cursor.time(row)
        what = .providerEvent(
            eventID: try cursor.next(row), type: try cursor.next(row), state: try cursor.word(row),
            tries: try cursor.next(row), error: try cursor.next(row))
    }

    /// Each list stays in its own order: rows are in the order of their lock, whatever their clocks say.
    static func merge(_ told: [TimelineEntry], _ happened: [TimelineEntry]) -> [TimelineEntry] {
        var (merged, rest) = ([TimelineEntry](), told[...])
        for entry in happened {
            while let first = rest.first, first.at <= entry.at {
                merged.append(first)
                rest.removeFirst()
            }
            merged.append(entry)
        }
        return merged + rest
    }
}

extension SessionStore {
    /// Everything that is on record about a session, in order. What the provider said stands before what it led to.
    package func timeline(_ session: CheckoutSessionID) async throws -> [TimelineEntry] {
        let told = try await pool.query(
            """
            SELECT received_at, event_id, type, state, tries, last_error FROM provider_events
            WHERE session_id = $1 ORDER BY received_at, event_id LIMIT 1000
            """, PostgresParameters(session.stored)
        ) { row in try TimelineEntry(told: row) }
        let happened = try await pool.query(
            """
            SELECT at, kind, sequence, version, is_visible, attempt,
                -- Why a payment was declined stands in what everybody was told.
                coalesce(detail, CASE WHEN kind = 'payment_failed' THEN
                    coalesce(body::jsonb #>> '{failure,declineCode}', body::jsonb #>> '{failure,code}') END)
            FROM session_events WHERE session_id = $1 ORDER BY sequence LIMIT 10000
            """, PostgresParameters(session.stored)
        ) { row in
            var cursor = ColumnCursor()
            return TimelineEntry(
                at: try cursor.time(row),
                what: .session(
                    kind: try cursor.next(row), sequence: try cursor.next(row), version: try cursor.next(row),
                    isVisible: try cursor.next(row), attempt: try cursor.next(row), detail: try cursor.next(row)))
        }
        return TimelineEntry.merge(told, happened)
    }

    /// The visible changes after a version, as they were told.
    package func changes(of session: CheckoutSessionID, after version: Int) async throws -> [SessionChange] {
        try await pool.query(
            """
            SELECT session_id, version, status, body FROM session_events
            WHERE session_id = $1 AND is_visible AND version > $2 ORDER BY version
            """, PostgresParameters(session.stored, Int32(clamping: version))
        ) { row in
            var cursor = ColumnCursor()
            return SessionChange(
                sessionID: try cursor.id(row), version: try cursor.next(row), status: try cursor.word(row),
                body: cursor.optionalUTF8(row) ?? [])
        }
    }
}

import Checkout
import Postgres

/// What became of provider events in a batch.
struct SettledEventColumns {
    private var ids: [PostgresUUID] = []
    private var states: [String] = []
    private var sessions: [PostgresUUID?] = []
    private var nextTries: [PostgresTimestamp?] = []

    var isEmpty: Bool { ids.isEmpty }

    mutating func append(
        _ id: ProviderEventID, _ state: ProviderEventState, _ session: CheckoutSessionID?,
        nextTryAt: PostgresTimestamp?
    ) {
        ids.append(id.stored)
        states.append(state.rawValue)
        sessions.append(session?.stored)
        nextTries.append(nextTryAt)
    }

    static let update: PostgresStatement = """
        UPDATE provider_events e SET
            state = n.state, session_id = n.session_id, next_try_at = n.next_try_at
        FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::timestamptz[]) AS n (id, state, session_id, next_try_at)
        WHERE e.id = n.id
        """

    var parameters: PostgresParameters { PostgresParameters(ids, states, sessions, nextTries) }
}

/// Rows of `reviews` that are to be written.
struct ReviewColumns {
    private var ids: [PostgresUUID] = []
    private var organizations: [PostgresUUID] = []
    private var sessions: [PostgresUUID] = []
    private var events: [PostgresUUID?] = []
    private var kinds: [String] = []
    private var details: [String] = []
    private var times: [PostgresTimestamp] = []

    var isEmpty: Bool { ids.isEmpty }

    mutating func append(_ item: ReviewItem, of record: SessionRecord, event: ProviderEventID?, at time: Timestamp) {
        ids.append(ReviewID.random().stored)
        organizations.append(record.organizationID.stored)
        sessions.append(record.id.stored)
        events.append(event?.stored)
        kinds.append(item.kind)
        details.append(String(item.detail.unicodeScalars.filter { $0 != "\0" }))
        times.append(time.stored)
    }

    static let insert: PostgresStatement = """
        INSERT INTO reviews (id, organization_id, session_id, provider_event_id, kind, detail, created_at)
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[],
            $7::timestamptz[])
        """

    var parameters: PostgresParameters {
        PostgresParameters(ids, organizations, sessions, events, kinds, details, times)
    }
}

extension ReviewItem {
    var kind: String {
        switch self {
        case .reportDoesNotMatch: "report_does_not_match"
        case .refundRefused: "refund_refused"
        case .secondIntent: "second_intent"
        case .intentNotFound: "intent_not_found"
        }
    }

    /// For the person who looks at it.
    var detail: String {
        switch self {
        case .reportDoesNotMatch(let mismatch, let report):
            "\(mismatch.rawValue) of intent \(report.intentID): amount "
                + (report.amount.map { "\($0.minorUnits) \($0.currency)" } ?? "none")
                + ", account \(report.accountID ?? "none"), \(report.livemode ? "live" : "test") mode"
        case .refundRefused(let reason): reason
        case .secondIntent(let id): id
        case .intentNotFound(let id):
            "the session ended, and the provider knows no intent \(id): are its keys those of another account?"
        }
    }
}

import Checkout
import Postgres

/// What several transitions write about payment attempts.
struct AttemptRows {
    private var startedSessions: [PostgresUUID] = []
    private var started = AttemptColumns()
    private var updatedSessions: [PostgresUUID] = []
    private var updated = AttemptColumns()
    private var paidSessions: [PostgresUUID] = []
    private var paidNumbers: [Int32] = []

    mutating func add(_ changes: [AttemptChange], of session: CheckoutSessionID) {
        var latest: [Int: PaymentAttempt] = [:]
        var new: Set<Int> = []
        for change in changes {
            switch change {
            case .started(let attempt):
                latest[attempt.number] = attempt
                new.insert(attempt.number)
            case .updated(let attempt):
                latest[attempt.number] = attempt
            case .succeededAfterAll(let number):
                paidSessions.append(session.stored)
                paidNumbers.append(Int32(clamping: number))
            }
        }
        for (number, attempt) in latest {
            if new.contains(number) {
                startedSessions.append(session.stored)
                started.append(attempt)
            } else {
                updatedSessions.append(session.stored)
                updated.append(attempt)
            }
        }
    }

    /// In an order in which no session has two unresolved attempts, or two paid ones, at any moment.
    var statements: [(PostgresStatement, PostgresParameters)] {
        var statements: [(PostgresStatement, PostgresParameters)] = []
        if !updatedSessions.isEmpty {
            var parameters = PostgresParameters(updatedSessions)
            updated.append(to: &parameters)
            statements.append((Self.update, parameters))
        }
        if !startedSessions.isEmpty {
            var parameters = PostgresParameters(startedSessions)
            started.append(to: &parameters)
            statements.append((Self.insert, parameters))
        }
        if !paidSessions.isEmpty {
            statements.append((Self.succeed, PostgresParameters(paidSessions, paidNumbers)))
        }
        return statements
    }

    private static let insert: PostgresStatement = """
        INSERT INTO payment_attempts
            (session_id, number, payment_method, return_url, origin, started_at, sent_at, outcome, request_is_over)
        SELECT * FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::timestamptz[],
            $7::timestamptz[], $8::text[], $9::boolean[])
        """

    private static let update: PostgresStatement = """
        UPDATE payment_attempts a SET
            payment_method = n.payment_method, return_url = n.return_url, sent_at = n.sent_at, outcome = n.outcome,
            request_is_over = n.request_is_over
        FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::timestamptz[],
            $7::timestamptz[], $8::text[], $9::boolean[])
            AS n (session_id, number, payment_method, return_url, origin, started_at, sent_at, outcome, request_is_over)
        WHERE a.session_id = n.session_id AND a.number = n.number
        """

    private static let succeed: PostgresStatement = """
        UPDATE payment_attempts a SET outcome = 'succeeded'
        FROM unnest($1::uuid[], $2::integer[]) AS n (session_id, number)
        WHERE a.session_id = n.session_id AND a.number = n.number
        """
}

/// Rows of `payment_intents` that are to be written.
struct IntentColumns {
    private var records: [SessionRecord] = []

    var isEmpty: Bool { records.isEmpty }

    mutating func append(_ record: SessionRecord) { records.append(record) }

    static let insert: PostgresStatement = """
        INSERT INTO payment_intents
            (session_id, organization_id, livemode, provider, provider_intent_id, kind, amount, currency, created_at)
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::boolean[], $4::text[], $5::text[], $6::text[], $7::bigint[],
            $8::text[], $9::timestamptz[])
        """

    var parameters: PostgresParameters {
        PostgresParameters(
            records.map(\.id.stored), records.map(\.organizationID.stored), records.map(\.terms.merchant.livemode),
            records.map(\.terms.provider.rawValue), records.map { $0.state.intentID ?? "" },
            records.map { $0.terms.quote.mode == .trial ? "setup" : "payment" },
            records.map(\.terms.quote.due.minorUnits), records.map(\.terms.quote.due.currency.code),
            records.map(\.state.updatedAt.stored))
    }
}

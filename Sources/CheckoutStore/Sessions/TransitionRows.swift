import Checkout
import Postgres

/// Everything that the transitions of one batch leave behind, gathered for one statement for each table.
struct TransitionRows {
    private var ids: [PostgresUUID] = []
    private var states = StateColumns()
    private var events = SessionEventColumns()
    private var attempts = AttemptRows()
    private var intents = IntentColumns()
    private var dueIDs: [PostgresUUID] = []
    private var dueTimes: [PostgresTimestamp] = []
    private var undueIDs: [PostgresUUID] = []
    private var settledEvents = SettledEventColumns()
    private var reviews = ReviewColumns()
    /// What became of the requests' keys.
    var progress: [(IdempotencyClaim, CheckoutSessionID?, StoredAnswer?)] = []

    /// Answers the change that everybody may know of, if the transition made one.
    mutating func add(
        _ transition: Transition, from before: SessionRecord, to after: SessionRecord,
        render: (SessionRecord) -> [UInt8]
    ) -> SessionChange? {
        let body = transition.event?.isVisible == true ? String(decoding: render(after), as: UTF8.self) : nil
        if before != after {
            ids.append(after.id.stored)
            states.append(after, body: body)
        }
        attempts.add(transition.attemptChanges, of: after.id)
        if before.state.intentID == nil, after.state.intentID != nil { intents.append(after) }
        addDue(after, unless: before.dueAt)
        guard let event = transition.event else { return nil }
        events.append(event, of: after, body: body)
        return body.map {
            SessionChange(
                sessionID: after.id, version: event.version, status: after.state.status, body: Array($0.utf8))
        }
    }

    private mutating func addDue(_ record: SessionRecord, unless before: Timestamp?) {
        guard record.dueAt != before else { return }
        if let dueAt = record.dueAt {
            dueIDs.append(record.id.stored)
            dueTimes.append(dueAt.stored)
        } else {
            undueIDs.append(record.id.stored)
        }
    }

    mutating func addReview(_ transition: Transition, of record: SessionRecord, event: ProviderEventID?) {
        guard let item = transition.review else { return }
        reviews.append(item, of: record, event: event, at: transition.event?.at ?? record.state.updatedAt)
        if let event { settle(event, .review, record.id) }
    }

    mutating func settle(_ event: ProviderEventID, _ state: ProviderEventState, _ session: CheckoutSessionID?) {
        settledEvents.append(event, state, session, nextTryAt: nil)
    }

    /// The session it was thought to be about does not exist.
    mutating func park(_ event: ProviderEventID) {
        settledEvents.append(event, .parked, nil, nextTryAt: PostgresTimestamp.distantPast)
    }

    func statements(
        writtenBy: Int64, taken: [(IdempotencyClaim, CheckoutSessionID?)]
    ) -> [(PostgresStatement, PostgresParameters)] {
        var statements: [(PostgresStatement, PostgresParameters)] = []
        func add(_ statement: PostgresStatement, _ isNeeded: Bool, _ parameters: @autoclosure () -> PostgresParameters)
        {
            if isNeeded { statements.append((statement, parameters())) }
        }
        add(IdempotencyRows.takeOver, !taken.isEmpty, IdempotencyRows.takeOverParameters(taken))
        var states = PostgresParameters(ids)
        self.states.append(to: &states)
        add(Self.update, !ids.isEmpty, states)
        add(SessionEventColumns.insert, !events.isEmpty, events.parameters(writtenBy: writtenBy))
        statements.append(contentsOf: attempts.statements)
        add(IntentColumns.insert, !intents.isEmpty, intents.parameters)
        add(Self.schedule, !dueIDs.isEmpty, PostgresParameters(dueIDs, dueTimes))
        add(Self.unschedule, !undueIDs.isEmpty, PostgresParameters(undueIDs))
        add(SettledEventColumns.update, !settledEvents.isEmpty, settledEvents.parameters)
        add(ReviewColumns.insert, !reviews.isEmpty, reviews.parameters)
        let answered = progress.filter { $0.2 != nil || $0.1 != nil }
        add(IdempotencyRows.progress, !answered.isEmpty, IdempotencyRows.progressParameters(answered))
        return statements
    }

    static let update: PostgresStatement = """
        UPDATE checkout_sessions s SET
            version = n.version, last_sequence = n.last_sequence, status = n.status, intent_id = n.intent_id,
            sealed_intent_secret = n.sealed_intent_secret,
            intent_awaits_confirmation = n.intent_awaits_confirmation, attempt_number = n.attempt_number,
            attempt_payment_method = n.attempt_payment_method, attempt_return_url = n.attempt_return_url,
            attempt_origin = n.attempt_origin, attempt_started_at = n.attempt_started_at,
            attempt_sent_at = n.attempt_sent_at, attempt_outcome = n.attempt_outcome,
            attempt_request_is_over = n.attempt_request_is_over, paid_attempt = n.paid_attempt,
            next_action_type = n.next_action_type, next_action_url = n.next_action_url, failure_code = n.failure_code,
            failure_decline_code = n.failure_decline_code, failure_attempt = n.failure_attempt, ending = n.ending,
            paid_at = n.paid_at, subscribed_at = n.subscribed_at, entitled_at = n.entitled_at,
            merchant_notified_at = n.merchant_notified_at, late_received_at = n.late_received_at,
            late_resolution = n.late_resolution, updated_at = n.updated_at, completed_at = n.completed_at,
            ended_at = n.ended_at, check_at = n.check_at, checked_at = n.checked_at, check_count = n.check_count,
            public_body = coalesce(n.public_body, s.public_body)
        FROM unnest($1::uuid[], $2::integer[], $3::integer[], $4::text[], $5::text[], $6::bytea[], $7::boolean[],
            $8::integer[], $9::text[], $10::text[], $11::text[], $12::timestamptz[], $13::timestamptz[], $14::text[],
            $15::boolean[], $16::integer[], $17::text[], $18::text[], $19::text[], $20::text[], $21::integer[],
            $22::text[], $23::timestamptz[], $24::timestamptz[], $25::timestamptz[], $26::timestamptz[],
            $27::timestamptz[], $28::text[], $29::timestamptz[], $30::timestamptz[], $31::timestamptz[],
            $32::timestamptz[], $33::timestamptz[], $34::integer[], $35::text[])
            AS n (id, version, last_sequence, status, intent_id, sealed_intent_secret, intent_awaits_confirmation,
            attempt_number, attempt_payment_method, attempt_return_url, attempt_origin, attempt_started_at,
            attempt_sent_at, attempt_outcome, attempt_request_is_over, paid_attempt, next_action_type, next_action_url,
            failure_code, failure_decline_code, failure_attempt, ending, paid_at, subscribed_at, entitled_at,
            merchant_notified_at, late_received_at, late_resolution, updated_at, completed_at, ended_at, check_at,
            checked_at, check_count, public_body)
        WHERE s.id = n.id
        """

    static let schedule: PostgresStatement = """
        INSERT INTO session_due (session_id, due_at)
        SELECT * FROM unnest($1::uuid[], $2::timestamptz[]) AS n (session_id, due_at) ORDER BY session_id
        ON CONFLICT (session_id) DO UPDATE SET due_at = EXCLUDED.due_at
        """

    static let unschedule: PostgresStatement = "DELETE FROM session_due WHERE session_id = ANY($1)"
}

import Checkout
import Postgres

/// One transaction about the money of one payment. It locks what was paid for and then the payment itself, always in this
/// order, and gathers what is to be written.
///
/// Locks are taken in one order everywhere: provider events, sessions, subscriptions, refunded payments, refunds.
struct MoneyBackWrite {
    private(set) var payment: RefundedPayment
    private(set) var session: SessionRecord?
    private(set) var subscription: SubscriptionRecord?
    let event: EventUse?
    let at: Timestamp
    /// What a person has to look at, in words for the log.
    private(set) var reviews: [String] = []
    private let writtenBy = Int64.random(in: .min ... .max)
    private var statements: [(PostgresStatement, PostgresParameters)] = []
    private var eventState = ProviderEventState.applied

    private init(_ payment: RefundedPayment, event: EventUse?, at time: Timestamp) {
        self.payment = payment
        self.event = event
        at = time
    }

    /// Nil when the event was here before.
    static func begin(
        _ payment: RefundedPayment, event: EventUse?, at time: Timestamp, in transaction: PostgresTransaction
    ) async throws -> MoneyBackWrite? {
        guard try await event.isTaken(for: payment.sessionID, in: transaction) else { return nil }
        var write = MoneyBackWrite(payment, event: event, at: time)
        if let id = payment.sessionID {
            write.session = try await SessionRecord.locked([id], in: transaction).first
        }
        if let id = try await write.subscriptionID(transaction) {
            write.subscription = try await SubscriptionStore.lock(id, transaction)
        }
        write.payment = try await payment.locked(subscription: write.subscription?.id, at: time, in: transaction)
        return write
    }

    private func subscriptionID(_ transaction: PostgresTransaction) async throws -> SubscriptionID? {
        if let id = payment.subscriptionID { return id }
        guard let session = payment.sessionID else { return nil }
        return try await transaction.first(
            "SELECT id FROM subscriptions WHERE session_id = $1", PostgresParameters(session.stored)
        ) { row in SubscriptionID(stored: try row.decode(0)) }
    }

    // MARK: Gathering

    /// A refund as it becomes.
    mutating func add(
        _ transition: RefundTransition, of record: RefundRecord, isNew: Bool = false, request: RefundRequestKey? = nil
    ) throws -> RefundRecord {
        var after = record
        after.state = transition.state
        if isNew {
            statements.append(try after.insertion(request))
        } else if transition.changesState {
            statements.append(after.overwriting)
        }
        if let line = transition.line { try note(line) }
        if let review = transition.review {
            self.review(review.kind, review.detail)
            if case .reportDoesNotMatch = review { eventState = .review }
        }
        return after
    }

    /// A line in the timelines of what was paid for.
    mutating func note(_ line: MoneyBackLine) throws {
        if let before = session {
            let transition = before.session.machine.noted(line, at: at)
            var after = before
            after.session.state = transition.state
            after.lastSequence += 1
            var rows = TransitionRows()
            // Nothing that buyers see has changed: there is no body to render.
            _ = rows.add(transition, from: before, to: after) { _ in [] }
            statements += rows.statements(writtenBy: writtenBy, taken: [])
            session = after
        }
        if let before = subscription {
            let write = SubscriptionWrite(before.machine.noted(line, at: at), of: before, at: at)
            statements += try write.statements(writtenBy: writtenBy)
            subscription = write.record
        }
    }

    @discardableResult
    mutating func review(_ kind: String, _ detail: String) -> ReviewID {
        let id = ReviewID.random()
        reviews.append(detail)
        statements.append(
            (
                """
                INSERT INTO reviews
                    (id, organization_id, session_id, subscription_id, provider_event_id, kind, detail, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                """,
                PostgresParameters(
                    id.stored, payment.organizationID.stored, payment.sessionID?.stored, subscription?.id.stored,
                    event?.eventID.stored, kind, String(detail.unicodeScalars.filter { $0 != "\0" }), at.stored)
            ))
        return id
    }

    mutating func add(_ statement: PostgresStatement, _ parameters: PostgresParameters) {
        statements.append((statement, parameters))
    }

    func commit(_ transaction: PostgresTransaction) async throws {
        var statements = statements
        if let event {
            statements.append(
                (
                    """
                    UPDATE provider_events
                    SET session_id = $2, subscription_id = $3, state = $4, next_try_at = NULL, last_error = NULL
                    WHERE id = $1
                    """,
                    PostgresParameters(
                        event.eventID.stored, payment.sessionID?.stored, subscription?.id.stored, eventState.rawValue)
                ))
        }
        try await transaction.commit(executing: statements)
    }
}

extension RefundedPayment {
    /// Its row, under lock; made if this is the first time.
    fileprivate func locked(
        subscription: SubscriptionID?, at time: Timestamp, in transaction: PostgresTransaction
    ) async throws -> RefundedPayment {
        try await transaction.execute(
            """
            INSERT INTO refunded_payments
                (provider, intent_id, organization_id, livemode, account_id, session_id, subscription_id, currency, paid,
                created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING
            """,
            PostgresParameters(
                provider.rawValue, intentID, organizationID.stored, livemode, accountID, sessionID?.stored,
                subscription?.stored, paid.currency.code, paid.minorUnits, time.stored))
        let row = try await transaction.first(
            """
            SELECT organization_id, livemode, provider, intent_id, account_id, session_id,
                coalesce(subscription_id, $3), currency, paid
            FROM refunded_payments WHERE provider = $1 AND intent_id = $2 FOR NO KEY UPDATE
            """, PostgresParameters(provider.rawValue, intentID, subscription?.stored)
        ) { row in try RefundedPayment(row) }
        return row ?? self
    }
}

extension EventUse {
    var eventID: ProviderEventID {
        switch self {
        case .new(let event): event.id
        case .stored(let id): id
        }
    }
}

extension EventUse? {
    /// Whether it is the caller's to apply.
    fileprivate func isTaken(
        for session: CheckoutSessionID?, in transaction: PostgresTransaction
    ) async throws -> Bool {
        switch self {
        case nil: return true
        case .new(let event):
            let insert = ProviderEventInsert(event: event, state: .applied, sessionID: session)
            let parameters = ProviderEventInsert.parameters([insert])
            return try await !transaction.query(ProviderEventInsert.insert, parameters) { _ in true }.isEmpty
        case .stored(let id):
            return try await transaction.first(
                """
                SELECT true FROM provider_events WHERE id = $1 AND state IN ('received', 'parked', 'failed')
                FOR NO KEY UPDATE
                """, PostgresParameters(id.stored)
            ) { _ in true } ?? false
        }
    }
}

extension RefundReview {
    var kind: String {
        switch self {
        case .reportDoesNotMatch: "refund_report_does_not_match"
        case .failedLater: "refund_failed"
        case .madeAfterAll: "refund_made_after_all"
        }
    }

    /// For the person who looks at it.
    var detail: String {
        switch self {
        case .reportDoesNotMatch(let mismatch, let providerID): "\(mismatch.rawValue) of refund \(providerID)"
        case .failedLater(let id, let reason): "\(id): \(reason); the money is back, and the buyer has not got it"
        case .madeAfterAll(let id): "\(id) was given up here, and exists at the provider"
        }
    }
}

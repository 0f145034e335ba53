package import Checkout
import Postgres

/// A payment that money may be taken back from: what was paid, and what it was for.
package struct RefundedPayment: Hashable, Sendable {
    package let organizationID: OrganizationID
    package let livemode: Bool
    package let provider: PaymentProvider
    package let intentID: String
    package let accountID: String?
    /// A renewal's has none.
    package let sessionID: CheckoutSessionID?
    /// Of a renewal. A session's subscription is found by the session.
    package let subscriptionID: SubscriptionID?
    /// What the intent is for; whether a session's has been paid is the session's to say.
    package let paid: Money

    /// Of a session that has an intent for money; nil for others.
    package init?(_ session: SessionRecord) {
        guard let intentID = session.state.intentID, session.terms.quote.mode == .standard else { return nil }
        organizationID = session.organizationID
        livemode = session.terms.merchant.livemode
        provider = session.terms.provider
        self.intentID = intentID
        accountID = session.terms.merchant.accountID
        sessionID = session.id
        subscriptionID = nil
        paid = session.terms.quote.due
    }

    /// Of a bill of a subscription.
    package init(_ subscription: SubscriptionRecord, intentID: String, paid: Money) {
        organizationID = subscription.organizationID
        livemode = subscription.terms.livemode
        provider = subscription.terms.provider
        self.intentID = intentID
        accountID = subscription.terms.accountID
        sessionID = nil
        subscriptionID = subscription.id
        self.paid = paid
    }

    init(_ row: borrowing PostgresRow) throws {
        var cursor = ColumnCursor()
        organizationID = try cursor.id(row)
        livemode = try cursor.next(row)
        provider = try cursor.word(row)
        intentID = try cursor.next(row)
        accountID = try cursor.next(row)
        sessionID = try cursor.optionalID(row)
        subscriptionID = try cursor.optionalID(row)
        let currency = try cursor.currency(row)
        paid = Money(minorUnits: try cursor.next(row), currency: currency)
    }
}

extension RefundStore {
    /// Which payment an intent's is, as far as it is on record here; a renewal's is only after its first refund.
    package func payment(ofIntent intentID: String, provider: PaymentProvider) async throws -> RefundedPayment? {
        try await pool.first(
            """
            SELECT p.organization_id, p.livemode, p.provider, p.intent_id, p.account_id, p.session_id, p.subscription_id,
                p.currency, p.paid
            FROM refunded_payments p WHERE p.provider = $1 AND p.intent_id = $2
            UNION ALL
            SELECT s.organization_id, s.livemode, i.provider, i.provider_intent_id, s.account_id, s.id, NULL, i.currency,
                i.amount
            FROM payment_intents i JOIN checkout_sessions s ON s.id = i.session_id
            WHERE i.provider = $1 AND i.provider_intent_id = $2 AND i.kind = 'payment'
            LIMIT 1
            """, PostgresParameters(provider.rawValue, intentID)
        ) { row in try RefundedPayment(row) }
    }
}

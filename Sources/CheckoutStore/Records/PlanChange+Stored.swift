import Checkout
import Postgres

extension PlanChange {
    /// Of the session's own part of the texts.
    private static let textCount = 8

    /// As the list of columns puts it together: the change, and after it the subscription once it has been changed.
    static func read(_ texts: [String], due: Money) -> (Boxed<PlanChange>?, SubscriptionSummary?) {
        let change = PlanChange(texts: texts, due: due).map(Boxed.init)
        return (change, SubscriptionSummary(texts: Array(texts.dropFirst(textCount))))
    }

    private init?(texts: [String], due: Money) {
        guard
            texts.count >= Self.textCount, let price = UniqueID(texts[0]), let quantity = Int64(texts[1]),
            let previewedAt = Int64(texts[3]), let credited = Int64(texts[4]), let charged = Int64(texts[5]),
            let total = Int64(texts[6])
        else { return nil }
        func money(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: due.currency) }
        self.init(
            basis: Basis(
                priceID: PriceID(price), quantity: quantity,
                periodStart: Int64(texts[2]).map(Timestamp.init(unixMilliseconds:))),
            previewedAt: Timestamp(unixMilliseconds: previewedAt),
            proration: Proration(
                credited: money(credited), charged: money(charged), total: money(total), explanation: texts[7]),
            due: due)
    }
}

/// Rows of `session_changes` that are to be written.
enum SessionChangeRows {
    static func insert(_ change: PlanChange, of session: CheckoutSessionID) -> (PostgresStatement, PostgresParameters) {
        let (basis, proration) = (change.basis, change.proration)
        return (
            """
            INSERT INTO session_changes (
                session_id, from_price_id, from_quantity, from_period_start, previewed_at, credited, charged, total,
                explanation)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            PostgresParameters(
                session.stored, basis.priceID.stored, basis.quantity, basis.periodStart?.stored,
                change.previewedAt.stored, proration.credited.minorUnits, proration.charged.minorUnits,
                proration.total.minorUnits, proration.explanation)
        )
    }
}

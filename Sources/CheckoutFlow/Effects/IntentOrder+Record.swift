import Checkout
import CheckoutStore
import Payments

extension CheckoutFlow {
    /// The same for a session whenever it is asked, since its key stands for exactly this. (Only the merchant's fee can
    /// change in between: then the provider refuses the repetition, and a session that nobody saw is given up.)
    func intentOrder(for record: SessionRecord) async throws -> IntentOrder {
        let terms = record.terms
        var order = IntentOrder(
            sessionID: record.id, amount: terms.payment.expectedAmount, livemode: terms.merchant.livemode,
            accountID: terms.merchant.accountID)
        order.receiptEmail = terms.customer.email
        order.description = record.product?.name
        order.savesPaymentMethod = record.product?.period != nil
        if terms.merchant.accountID != nil, let amount = order.amount {
            let organization = try await organizations.find(record.organizationID)
            order.applicationFee = organization.flatMap { amount.share(basisPoints: $0.applicationFeeBasisPoints) }
        }
        return order
    }
}

extension Money {
    /// Rounded down to whole minor units; nil for nothing.
    func share(basisPoints: Int) -> Money? {
        guard (1...10_000).contains(basisPoints), minorUnits > 0 else { return nil }
        let points = Int64(basisPoints)
        // In two parts, which cannot overflow.
        let share = minorUnits / 10_000 * points + minorUnits % 10_000 * points / 10_000
        return share > 0 ? Money(minorUnits: share, currency: currency) : nil
    }
}

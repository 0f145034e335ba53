import Checkout
import HTTPMessages
import Payments

/// What becomes of a subscription after it was made.
extension StripeProvider {
    func cancelSubscription(_ order: CancelOrder) async throws(ProviderFailure) -> SubscriptionReport {
        switch order.time {
        case .atPeriodEnd:
            return try await update(order.subscription, ["cancel_at_period_end": "true"], key: order.key.text)
        case .now:
            // Stripe's keys mean nothing to a DELETE, and a second one finds nothing to do.
            let call = StripeCall(
                method: .delete, path: Self.path(order.subscription), accountID: order.subscription.accountID,
                isHarmlessTwice: true)
            do throws(ProviderFailure) {
                return try await report(call, on: order.subscription)
            } catch {
                // To a DELETE, one that has ended does not exist; to a look-up it does.
                guard error.kind == .notFound else { throw error }
                let report = try await lookUpSubscription(order.subscription)
                guard report.status.isTerminal else { throw error }
                return report
            }
        }
    }

    func reactivateSubscription(_ order: ReactivateOrder) async throws(ProviderFailure) -> SubscriptionReport {
        let report = try await update(order.subscription, ["cancel_at_period_end": "false"], key: order.key.text)
        guard report.cancelAt != nil else { return report }
        // It was to end at a date, which the flag does not take back; and the two cannot be sent together.
        return try await update(order.subscription, ["cancel_at": ""], key: order.key.text + "-date")
    }

    func changePrice(_ order: ChangeOrder) async throws(ProviderFailure) -> SubscriptionReport {
        var form: FormMap = ["items": .list([.map(try await line(for: order))])]
        form["proration_behavior"] = Self.behavior(order.proration)
        form["proration_date"] = order.at.map { .text(String($0.unixSeconds)) }
        // Otherwise the change would be made, and the subscription left past due.
        if order.proration == .billedNow { form["payment_behavior"] = "error_if_incomplete" }
        return try await update(order.subscription, form, key: order.key.text)
    }

    func line(for order: ChangeOrder) async throws(ProviderFailure) -> FormMap {
        var item = order.item
        if item == nil { item = try await lookUpSubscription(order.subscription).item }
        // Without it, Stripe would add a second line.
        guard let item else { throw .notAsked("the subscription has no line") }
        let price = try await stripePrice(order.price, accountID: order.subscription.accountID)
        return Self.line(price, item: item, quantity: order.quantity)
    }

    static func behavior(_ proration: ChangeOrder.Proration) -> FormValue {
        switch proration {
        case .billedNow: "always_invoice"
        case .billedNext: "create_prorations"
        case .none: "none"
        }
    }

    private func update(
        _ subscription: SubscriptionReference, _ form: FormMap, key: String
    ) async throws(ProviderFailure) -> SubscriptionReport {
        let call = StripeCall(
            method: .post, path: Self.path(subscription), form: form, accountID: subscription.accountID, key: key)
        return try await report(call, on: subscription)
    }
}

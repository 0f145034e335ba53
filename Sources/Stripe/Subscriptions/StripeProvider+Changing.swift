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
        let item = try await item(of: order)
        var form: FormMap = ["items": .list([.map(try await line(order.price, of: order, item))])]
        form["proration_behavior"] = Self.behavior(order.proration)
        form["proration_date"] = order.at.map { .text(String($0.unixSeconds)) }
        // Otherwise the change would be made, and the subscription left past due.
        if order.proration == .billedNow { form["payment_behavior"] = "error_if_incomplete" }
        let call = StripeCall(
            method: .post, path: Self.path(order.subscription), form: form, accountID: order.subscription.accountID,
            key: order.key.text)
        return try await priced(call, order, item) { form, line in
            form["items"] = .list([.map(line)])
        } read: { object throws(UnreadableMember) in
            try Self.report(object, on: order.subscription)
        }
    }

    /// Without it, Stripe would add a second line.
    func item(of order: ChangeOrder) async throws(ProviderFailure) -> String {
        var item = order.item
        if item == nil { item = try await lookUpSubscription(order.subscription).item }
        guard let item else { throw .notAsked("the subscription has no line") }
        return item
    }

    func line(
        _ price: ProviderPrice, of order: ChangeOrder, _ item: String
    ) async throws(ProviderFailure) -> FormMap {
        let price = try await stripePrice(price, accountID: order.subscription.accountID)
        return Self.line(price, item: item, quantity: order.quantity)
    }

    /// Makes a call that names a price; when Stripe sells that no more, again under the same key at the one that stands in
    /// for it, whose line `put` writes.
    func priced<Answer>(
        _ call: StripeCall, _ order: ChangeOrder, _ item: String, put: (inout FormMap, FormMap) -> Void,
        read: (JSONObject) throws(UnreadableMember) -> Answer
    ) async throws(ProviderFailure) -> Answer {
        let object: JSONObject
        do throws(StripeCallFailure) {
            object = try await api.perform(call)
        } catch {
            guard error.effect == .none, error.problem.isAboutPrice, let price = order.standIn else {
                throw ProviderFailure(error, of: call)
            }
            var other = call
            put(&other.form, try await line(.inline(price), of: order, item))
            return try await perform(other, read: read)
        }
        return try Self.answer(object, to: call, read)
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

import Checkout
import HTTPMessages

/// What creating and changing a subscription have in common.
extension SimulatedStripe {
    /// Parameters of Stripe's that would change what is charged, and that nobody here acts on.
    private static let unsupported = [
        "add_invoice_items", "billing_thresholds", "discounts", "default_tax_rates",
        "on_behalf_of", "pending_invoice_item_interval", "transfer_data",
    ]

    func checkSupported(_ parameters: Parameters) throws(StripeFailure) {
        for name in Self.unsupported where parameters.contains(name) && parameters.map[name]?.text != "" {
            throw .invalid("The simulator does not know \(name) of subscriptions.", param: name)
        }
        guard try parameters.text("collection_method") ?? "charge_automatically" == "charge_automatically" else {
            throw .invalid("The simulator's subscriptions are charged automatically.", param: "collection_method")
        }
    }

    func apply(
        _ parameters: Parameters, to subscription: inout Subscription, _ call: APICall
    ) throws(StripeFailure) {
        subscription.metadata = try parameters.metadata(over: subscription.metadata)
        if let text = try parameters.text("application_fee_percent") {
            let fee = text.isEmpty ? nil : FeePercentage(text)
            guard text.isEmpty || fee != nil else {
                throw .invalid("Invalid percentage: \(text)", param: "application_fee_percent")
            }
            guard fee == nil || call.owner.account != nil else {
                throw .invalid(
                    "You can only apply an application_fee_percent when the request is made on behalf of another "
                        + "account (using an OAuth key or Stripe-Account header).", param: "application_fee_percent")
            }
            subscription.applicationFee = fee
        }
        if let text = try parameters.text("description") { subscription.description = text.isEmpty ? nil : text }
        if let method = try parameters.text("default_payment_method") {
            subscription.defaultPaymentMethod =
                method.isEmpty ? nil : try attached(method, to: subscription.customer, call, "default_payment_method")
        }
        let settings = try parameters.nested("payment_settings")
        if let saves = try settings?.choice("save_default_payment_method", of: ["off", "on_subscription"]) {
            subscription.savesDefaultPaymentMethod = saves == "on_subscription"
        }
        let trialEnd = try parameters.nested("trial_settings")?.nested("end_behavior")
        let behaviors = Subscription.MissingMethod.allCases.map(\.rawValue)
        if let behavior = try trialEnd?.choice("missing_payment_method", of: behaviors) {
            subscription.missingMethod = Subscription.MissingMethod(rawValue: behavior) ?? .createInvoice
        }
        if let details = try parameters.nested("cancellation_details") {
            subscription.cancellation.comment = try details.text("comment") ?? subscription.cancellation.comment
            subscription.cancellation.feedback = try details.text("feedback") ?? subscription.cancellation.feedback
        }
    }

    /// A method that is the customer's.
    func attached(
        _ id: String, to customer: String, _ call: APICall, _ param: String
    ) throws(StripeFailure) -> String {
        guard let method = paymentMethods[id], method.owner == call.owner, method.customer == customer else {
            throw StripeFailure(
                status: .badRequest, kind: .invalidRequest, code: "resource_missing",
                message: "The customer does not have a payment method with the ID \(id). The payment method must be "
                    + "attached to the customer.", param: param)
        }
        return id
    }

    /// When it is to end, at its period's end or at another time. Applied after the period is known.
    func applyEnd(
        _ parameters: Parameters, to subscription: inout Subscription, _ call: APICall
    ) throws(StripeFailure) {
        let atPeriodEnd = try parameters.flag("cancel_at_period_end")
        let time = try parameters.text("cancel_at")
        guard atPeriodEnd != true || time ?? "" == "" else {
            throw .invalid(
                "You may only specify one of these parameters: cancel_at_period_end, cancel_at.", param: "cancel_at")
        }
        if atPeriodEnd == false && subscription.cancelAtPeriodEnd || time == "" {
            subscription.cancelAtPeriodEnd = false
            subscription.cancelAt = nil
            subscription.canceledAt = nil
            subscription.cancellation.reason = nil
        }
        if let time = try parameters.time("cancel_at") {
            guard time > call.now else {
                throw .invalid("`cancel_at` must be in the future.", param: "cancel_at")
            }
            subscription.cancelAtPeriodEnd = false
            subscription.cancelAt = time
        }
        if atPeriodEnd == true { subscription.cancelAtPeriodEnd = true }
        guard subscription.cancelAtPeriodEnd || subscription.cancelAt != nil else { return }
        // The period may have changed by the same call.
        if subscription.cancelAtPeriodEnd { subscription.cancelAt = subscription.currentPeriod.upperBound }
        subscription.canceledAt = subscription.canceledAt ?? call.now
        subscription.cancellation.reason = "cancellation_requested"
    }

    func applyPause(_ parameters: Parameters, to subscription: inout Subscription) throws(StripeFailure) {
        guard parameters.contains("pause_collection") else { return }
        guard let pause = try parameters.nested("pause_collection") else {
            subscription.pause = nil
            return
        }
        let behaviors = Subscription.PauseBehavior.allCases.map(\.rawValue)
        let behavior = try pause.choice("behavior", of: behaviors).flatMap(Subscription.PauseBehavior.init)
        guard let behavior else { throw .missing(pause.param("behavior")) }
        subscription.pause = Subscription.Pause(behavior: behavior, resumesAt: try pause.time("resumes_at"))
    }
}

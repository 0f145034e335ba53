/// The types of events that are read, by what they are about.
enum StripeEventTypes {
    /// Those that say how an attempt goes. That an intent was made or edited is no news to who made it.
    static let intents: Set<String> = [
        "payment_intent.succeeded", "payment_intent.payment_failed", "payment_intent.processing",
        "payment_intent.requires_action", "payment_intent.canceled", "setup_intent.succeeded",
        "setup_intent.setup_failed", "setup_intent.requires_action", "setup_intent.canceled",
    ]

    static let subscriptions: Set<String> = [
        "customer.subscription.created", "customer.subscription.updated", "customer.subscription.deleted",
        "customer.subscription.paused", "customer.subscription.resumed", "customer.subscription.trial_will_end",
    ]

    static let invoices: Set<String> = [
        "invoice.payment_succeeded", "invoice.payment_failed", "invoice.payment_action_required", "invoice.paid",
        "invoice.voided", "invoice.marked_uncollectible",
    ]

    static let refunds: Set<String> = [
        "charge.refund.updated", "refund.created", "refund.updated", "refund.failed",
    ]

    static let disputes: Set<String> = [
        "charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed",
        "charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated",
    ]
}

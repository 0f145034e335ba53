import Checkout
import CheckoutStore

extension SubscriptionRecord {
    /// What merchants would see to have become another, each in words.
    func differences(to after: SubscriptionRecord) -> [String] {
        let (old, new) = (state, after.state)
        return [
            difference("status", old.status.rawValue, new.status.rawValue),
            difference("price", "\(old.plan.priceID)", "\(new.plan.priceID)"),
            difference("quantity", "\(old.plan.quantity)", "\(new.plan.quantity)"),
            difference(
                "period end", old.currentPeriod?.upperBound.description, new.currentPeriod?.upperBound.description),
            difference("trial end", old.trialEnd?.description, new.trialEnd?.description),
            difference("cancel at", old.cancelAt?.description, new.cancelAt?.description),
            difference("provider's price", old.provider.price, new.provider.price),
        ].compactMap { $0 }
    }
}

extension SessionRecord {
    func differences(to after: SessionRecord) -> [String] {
        [
            difference("status", state.status.rawValue, after.state.status.rawValue),
            difference(
                "late payment", state.latePayment?.resolution.rawValue, after.state.latePayment?.resolution.rawValue),
            difference(
                "attempt", state.attempt.map { "\($0.number) \($0.outcome.rawValue)" },
                after.state.attempt.map { "\($0.number) \($0.outcome.rawValue)" }),
        ].compactMap { $0 }
    }
}

private func difference(_ name: String, _ old: String?, _ new: String?) -> String? {
    old == new ? nil : "\(name) \(old ?? "none") → \(new ?? "none")"
}

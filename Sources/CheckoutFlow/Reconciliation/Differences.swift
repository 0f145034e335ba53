import Checkout

extension SubscriptionState {
    /// What merchants would see to have become another, each in words.
    func differences(to after: SubscriptionState) -> [String] {
        [
            difference("status", status.rawValue, after.status.rawValue),
            difference("price", "\(plan.priceID)", "\(after.plan.priceID)"),
            difference("quantity", "\(plan.quantity)", "\(after.plan.quantity)"),
            difference(
                "period end", currentPeriod?.upperBound.description, after.currentPeriod?.upperBound.description),
            difference("trial end", trialEnd?.description, after.trialEnd?.description),
            difference("cancel at", cancelAt?.description, after.cancelAt?.description),
            difference("provider's price", provider.price, after.provider.price),
        ].compactMap { $0 }
    }
}

extension SessionState {
    func differences(to after: SessionState) -> [String] {
        [
            difference("status", status.rawValue, after.status.rawValue),
            difference("late payment", latePayment?.resolution.rawValue, after.latePayment?.resolution.rawValue),
            difference(
                "attempt", attempt.map { "\($0.number) \($0.outcome.rawValue)" },
                after.attempt.map { "\($0.number) \($0.outcome.rawValue)" }),
        ].compactMap { $0 }
    }
}

private func difference(_ name: String, _ old: String?, _ new: String?) -> String? {
    old == new ? nil : "\(name) \(old ?? "none") → \(new ?? "none")"
}

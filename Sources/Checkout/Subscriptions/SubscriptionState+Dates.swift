/// What a customer's page says of the next turn.
extension SubscriptionState {
    /// "Renews on": when the next period begins, if nothing comes between.
    package var renewsAt: Timestamp? {
        guard endsAt == nil else { return nil }
        return switch status {
        case .trialing, .active, .pastDue: currentPeriod?.upperBound
        case .draft, .pendingPayment, .unpaid, .paused, .canceled, .incomplete, .incompleteExpired: nil
        }
    }

    /// "Cancels on": when it ends, or was to end.
    package var endsAt: Timestamp? {
        if cancelAtPeriodEnd || cancelAt != nil { return cancelAt ?? currentPeriod?.upperBound }
        // Somebody gave it for nothing: there is nobody who could bill the next period.
        return status.isLive && !isBilled && !plan.isFree ? currentPeriod?.upperBound : nil
    }
}

extension SubscriptionPlan {
    /// What a period costs; `nil` for more than can be charged at once.
    package var amount: Money? {
        guard let amount = try? unitAmount.multiplied(by: quantity) else { return nil }
        return CheckoutLimits.amountMinorUnits.contains(amount.minorUnits) ? amount : nil
    }
}

extension SubscriptionStep {
    mutating func park(_ report: SubscriptionReport, _ mismatch: SubscriptionMismatch) {
        review = .reportDoesNotMatch(mismatch, providerID: report.providerID)
        happened(.reportParked, detail: mismatch.rawValue)
    }

    /// Whether a report shows what a call was to bring about.
    func isDone(_ owed: OwedCall, by report: SubscriptionReport) -> Bool {
        switch owed.kind {
        case .customer, .paymentMethod, .refund: false
        case .subscription: true
        case .cancelAtPeriodEnd: report.cancelAtPeriodEnd || report.status.isTerminal
        case .reactivation: !report.cancelAtPeriodEnd || report.status.isTerminal
        case .cancellation: report.status.isTerminal
        case .change:
            report.status.isTerminal
                || (owed.plan?.priceID == state.plan.priceID
                    ? report.quantity == owed.plan?.quantity : report.price != state.provider.price)
        }
    }

    /// The call was answered, or is seen to have been carried out.
    mutating func settle(_ owed: OwedCall, by report: SubscriptionReport) {
        // Money that is owed to the buyer stays owed.
        if owed.kind != .refund { state.owed = nil }
        if owed.kind == .change, !report.status.isTerminal, let plan = owed.plan {
            changeEnd = .done
            state.plan = plan
            state.provider.price = report.price ?? state.provider.price
        }
        apply(report)
    }

    /// Takes over what the provider says, and nothing that it cannot know.
    mutating func apply(_ report: SubscriptionReport) {
        guard !state.status.isTerminal else { return }
        adopt(report)
        state.status = status(of: report)
        if let period = report.currentPeriod, period.upperBound != state.currentPeriod?.upperBound {
            // What the checkout paid for began with the payment, some seconds before the provider heard of it.
            state.currentPeriod = period
        }
        if state.paidUntil == nil || report.trialEnd != state.paidUntil { state.trialEnd = report.trialEnd }
        state.plan.quantity = report.quantity
        state.cancelAtPeriodEnd = report.cancelAtPeriodEnd
        state.cancelAt =
            report.cancelAt ?? (report.cancelAtPeriodEnd ? state.currentPeriod?.upperBound : nil)
        state.canceledAt = report.canceledAt
        if state.status.isTerminal {
            end(as: state.status, at: report.endedAt ?? report.canceledAt)
        }
    }

    private mutating func adopt(_ report: SubscriptionReport) {
        state.provider.subscription = report.providerID
        state.provider.item = report.item ?? state.provider.item
        guard let price = report.price, price != state.provider.price else { return }
        if state.provider.price != nil { review = .priceChangedElsewhere(price) }
        state.provider.price = price
    }

    /// Some providers can begin to bill later only by calling what is paid for a trial.
    private func status(of report: SubscriptionReport) -> SubscriptionStatus {
        let isPaidFor = report.status == .trialing && state.paidUntil != nil && report.trialEnd == state.paidUntil
        return isPaidFor ? .active : report.status
    }

    mutating func end(as status: SubscriptionStatus, at time: Timestamp? = nil) {
        state.status = status
        state.endedAt = time ?? at
        if status == .canceled { state.canceledAt = state.canceledAt ?? time ?? at }
        state.linkExpiresAt = nil
    }
}

extension SubscriptionMachine {
    /// Most telling first. A subscription that nobody has made at the provider yet is recognised by our own id.
    func mismatch(of report: SubscriptionReport) -> SubscriptionMismatch? {
        if let known = state.provider.subscription {
            if report.providerID != known { return .subscription }
        } else if report.subscriptionID != terms.id {
            let isAnswer = state.owed?.kind == .subscription && report.subscriptionID == nil
            if !isAnswer { return .subscription }
        }
        if report.livemode != terms.livemode { return .livemode }
        if report.accountID != terms.accountID { return .account }
        return report.customer != state.provider.customer ? .customer : nil
    }

    func mismatch(of invoice: InvoiceReport) -> SubscriptionMismatch? {
        if invoice.subscription == nil || invoice.subscription != state.provider.subscription { return .subscription }
        if invoice.livemode != terms.livemode { return .livemode }
        if invoice.accountID != terms.accountID { return .account }
        return invoice.customer != state.provider.customer ? .customer : nil
    }
}

/// What the provider says about a subscription, however it reached us.
///
/// Reports are snapshots, and an older one must not overwrite a newer one. Events have an order among themselves: the
/// provider's time of each. Answers have one: when they were asked for, by our clock. Between the two there is none closer
/// than clocks agree. So an event is believed when it is newer than every event before it and clearly later than the last
/// answer; one that is older than another event is ignored; and one that cannot be told makes us look. The end is true
/// whenever it is said, and nothing follows it.
extension SubscriptionMachine {
    package func providerEventReceived(
        _ report: SubscriptionReport, createdAt: Timestamp, at time: Timestamp
    ) -> SubscriptionTransition {
        if let mismatch = mismatch(of: report) { return parked(report, mismatch, at: time) }
        guard !state.status.isTerminal else { return noted(.reportIgnored, at: time) }
        if report.status.isTerminal { return believed(report, eventAt: createdAt, at: time) }
        if let eventAt = state.eventAt, createdAt < eventAt { return noted(.reportIgnored, at: time) }
        if state.owed?.isUnderWay == true { return hinted(during: .reportIgnored, at: time) }
        let isLater =
            createdAt > state.eventAt ?? .earliest
            && createdAt > (state.reportedAt ?? .earliest) + SubscriptionPace.clockTolerance
        if isLater { return believed(report, eventAt: createdAt, at: time) }
        return tellsNews(report, at: time)
            ? hinted(during: .lookUpRequested, at: time) : noted(.reportIgnored, at: time)
    }

    package func lookUpAnswered(
        _ report: SubscriptionReport, to ticket: SubscriptionTicket, at time: Timestamp
    ) -> SubscriptionTransition {
        if let mismatch = mismatch(of: report) { return parked(report, mismatch, at: time) }
        if state.status.isTerminal { return lookedUpAfterEnd(report, at: time) }
        guard ticket.revision == state.revision || report.status.isTerminal else {
            let mustAsk = tellsNews(report, at: time) && state.owed?.isUnderWay != true
            return mustAsk ? hinted(during: .lookUpRequested, at: time) : noted(.reportIgnored, at: time)
        }
        var step = step(at: time)
        step.checked()
        step.state.reportedAt = max(ticket.askedAt, state.reportedAt ?? ticket.askedAt)
        if let owed = state.owed, !step.isDone(owed, by: report) {
            step.apply(report)
            step.repeatCall(notDoneAt: ticket.askedAt)
        } else if let owed = state.owed {
            step.settle(owed, by: report)
        } else {
            step.apply(report)
        }
        return step.finish()
    }

    /// For a look-up that is asked for without being owed.
    package func ticket(at time: Timestamp) -> SubscriptionTicket {
        SubscriptionTicket(revision: state.revision, askedAt: time)
    }

    /// Whether the provider sees it as it stands here.
    package func agrees(with report: SubscriptionReport, at time: Timestamp) -> Bool {
        guard mismatch(of: report) == nil else { return false }
        if state.status.isTerminal { return report.status.isTerminal }
        return !tellsNews(report, at: time)
    }

    /// The provider knows no such subscription.
    package func lookUpFoundNothing(for ticket: SubscriptionTicket, at time: Timestamp) -> SubscriptionTransition {
        let isOver = state.status.isTerminal && state.owed?.kind != .cancellation
        guard ticket.revision == state.revision, !isOver else { return noted(.reportIgnored, at: time) }
        var step = step(at: time)
        switch state.owed?.kind {
        case .subscription:
            // It was not made, so the same call makes it.
            step.repeatCall(notDoneAt: ticket.askedAt)
        case .cancellation where state.status.isTerminal:
            step.state.owed = nil
            step.happened(.notFoundAtProvider)
        case nil, .customer, .paymentMethod, .cancelAtPeriodEnd, .reactivation, .cancellation, .change, .refund:
            // Our keys may be of another account now, and may be mended: no outcome, and a slow pace.
            if state.checkCount <= 2 { step.review = .notFoundAtProvider(state.provider.subscription ?? "") }
            step.state.checkCount += 1
            step.schedule(time + SubscriptionPace.troubleInterval)
            step.happened(.notFoundAtProvider)
        }
        return step.finish()
    }

    /// Bills tell that something happened; how the subscription stands is for the provider to say.
    package func invoiceReported(_ invoice: InvoiceReport, at time: Timestamp) -> SubscriptionTransition {
        if let mismatch = mismatch(of: invoice) {
            var step = step(at: time)
            step.review = .reportDoesNotMatch(mismatch, providerID: invoice.providerID)
            step.happened(.reportParked, detail: mismatch.rawValue)
            return step.finish()
        }
        guard !state.status.isTerminal else { return noted(.reportIgnored, at: time) }
        let isPaid = invoice.status == .paid
        let hasFailed = invoice.status != .paid && invoice.status != .draft && invoice.attemptCount > 0
        guard isPaid || hasFailed else { return noted(.reportIgnored, at: time) }
        let kind: SubscriptionEvent.Kind = isPaid ? .paymentSucceeded : .paymentFailed
        let isNewer = (invoice.period?.upperBound).map { $0 > state.currentPeriod?.upperBound ?? .earliest } ?? false
        let isInTrouble = state.status == .pastDue || state.status == .unpaid || state.status == .incomplete
        guard isPaid ? isInTrouble || isNewer : !isInTrouble else {
            return noted(kind, detail: invoice.providerID, at: time)
        }
        return hinted(during: kind, detail: invoice.providerID, at: time)
    }

    /// Asked after every so often, and by hand: how does the provider see it?
    package func comparisonRequested(at time: Timestamp) -> SubscriptionTransition {
        guard state.provider.subscription != nil, state.owed?.isUnderWay != true, !state.status.isTerminal else {
            return unchanged(at: time)
        }
        return hinted(during: .lookUpRequested, at: time)
    }

    private func hinted(
        during kind: SubscriptionEvent.Kind, detail: String? = nil, at time: Timestamp
    ) -> SubscriptionTransition {
        var step = step(at: time)
        step.happened(kind, detail: detail)
        if state.owed?.isUnderWay == true {
            // The call's answer will tell, unless this came after it.
            step.state.isStale = true
            step.schedule(state.checkAt ?? time + CheckPace.callDeadline)
        } else {
            step.lookUp()
        }
        return step.finish()
    }

    private func believed(
        _ report: SubscriptionReport, eventAt: Timestamp, at time: Timestamp
    ) -> SubscriptionTransition {
        var step = step(at: time)
        step.state.eventAt = max(eventAt, state.eventAt ?? eventAt)
        if let owed = state.owed, report.status.isTerminal || step.isDone(owed, by: report) {
            step.settle(owed, by: report)
        } else {
            step.apply(report)
            // Whatever is owed keeps its time.
            if state.owed != nil, let checkAt = state.checkAt { step.schedule(checkAt) }
        }
        return step.finish()
    }

    /// It is over here and runs there: it must not go on being billed.
    private func lookedUpAfterEnd(_ report: SubscriptionReport, at time: Timestamp) -> SubscriptionTransition {
        var step = step(at: time)
        if report.status.isTerminal {
            guard state.owed?.kind == .cancellation else { return noted(.reportIgnored, at: time) }
            step.state.owed = nil
            step.happened(.stepDone, detail: OwedCall.Kind.cancellation.rawValue)
        } else if state.owed?.kind == .cancellation {
            if state.owed?.isUnderWay == true { return noted(.reportIgnored, at: time) }
            step.repeatCall()
        } else if state.owed == nil {
            step.review = .runsAfterItsEnd(report.providerID)
            step.state.provider.subscription = report.providerID
            step.owe(.cancellation)
        } else {
            return noted(.reportIgnored, at: time)
        }
        return step.finish()
    }

    private func tellsNews(_ report: SubscriptionReport, at time: Timestamp) -> Bool {
        var step = step(at: time)
        step.apply(report)
        return step.state != state
    }

    private func parked(
        _ report: SubscriptionReport, _ mismatch: SubscriptionMismatch, at time: Timestamp
    ) -> SubscriptionTransition {
        var step = step(at: time)
        step.park(report, mismatch)
        return step.finish()
    }
}

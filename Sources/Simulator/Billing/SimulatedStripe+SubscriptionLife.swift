import Checkout
import HTTPMessages

/// What a subscription does by itself.
extension SimulatedStripe {
    /// Keeps it as it is now, tells of what changed, and plans what it does next.
    mutating func keep(
        _ subscription: Subscription, as type: String = "customer.subscription.updated", at now: Timestamp,
        by call: APICall?
    ) {
        let old = subscriptions[subscription.id]
        subscriptions[subscription.id] = subscription
        if let due = subscription.nextStep?.due, due != old?.nextStep?.due {
            agenda.add(.stepSubscription(subscription.id), at: max(due, now))
        }
        guard subscription.isAnnounced, let before = old?.json.object else { return }
        let json = subscription.json
        let previous = before.members.filter { json[$0.name] != $0.value }
        guard !previous.isEmpty else { return }
        let isUpdate = type == "customer.subscription.updated"
        record(
            type, json, previous: isUpdate ? JSONObject(previous.map { ($0.name, $0.value) }) : nil,
            owner: subscription.owner, at: now, by: call)
    }

    /// Does what is due; an entry of the agenda that something overtook finds nothing to do.
    mutating func stepSubscription(_ id: String, at now: Timestamp) {
        while let next = subscriptions[id]?.nextStep, next.due <= now {
            switch next.step {
            case .resumeCollection: resumeCollection(id, at: now)
            case .end: end(id, because: "cancellation_requested", at: now, by: nil)
            case .tellOfTrialEnd: tellOfTrialEnd(id, at: now)
            case .turnPeriod: turnPeriod(id, at: now, by: nil)
            case .expire: expire(id, at: now, by: nil)
            }
        }
    }

    private mutating func resumeCollection(_ id: String, at now: Timestamp) {
        guard var subscription = subscriptions[id] else { return }
        subscription.pause = nil
        keep(subscription, at: now, by: nil)
    }

    private mutating func tellOfTrialEnd(_ id: String, at now: Timestamp) {
        guard var subscription = subscriptions[id] else { return }
        subscription.hasToldOfTrialEnd = true
        keep(subscription, at: now, by: nil)
        record(
            "customer.subscription.trial_will_end", subscription.json, owner: subscription.owner, at: now, by: nil)
    }

    /// A trial or a period is over and the next one is billed.
    mutating func turnPeriod(_ id: String, at now: Timestamp, by call: APICall?) {
        guard var subscription = subscriptions[id] else { return }
        if subscription.status == .trialing {
            if defaultMethod(of: subscription) == nil, subscription.missingMethod != .createInvoice {
                return endTrialWithoutMethod(subscription, at: now, by: call)
            }
            subscription.status = .active
        }
        let old = subscription.currentPeriod
        let start = old.upperBound
        subscription.currentPeriod = start..<subscription.cycle.firstBoundary(after: start)
        let lines = subscription.pendingLines + periodLines(subscription, subscription.currentPeriod)
        subscription.pendingLines = []
        bill(subscription, lines, .cycle, period: old, at: now, by: call)
    }

    /// Keeps the subscription with a new bill and collects that, unless collecting is paused or was given up.
    @discardableResult
    mutating func bill(
        _ subscription: Subscription, _ lines: [InvoiceLine], _ reason: Invoice.Reason, period: Range<Timestamp>,
        isOffSession: Bool = true, at now: Timestamp, by call: APICall?
    ) -> CollectionOutcome {
        var subscription = subscription
        let invoice = makeInvoice(for: subscription, lines, reason, period: period, at: now, by: call)
        subscription.latestInvoice = invoice.id
        keep(subscription, at: now, by: call)
        if subscription.status == .unpaid || subscription.pause?.behavior == .keepAsDraft {
            invoices[invoice.id]?.advances = false
            return .done
        }
        finalize(invoice.id, at: now, by: call)
        if let behavior = subscription.pause?.behavior, invoices[invoice.id]?.status == .open {
            close(invoice.id, as: behavior == .void ? .void : .uncollectible, at: now, by: call)
            return .done
        }
        return collect(invoice.id, isOffSession: isOffSession, at: now, by: call)
    }

    private mutating func endTrialWithoutMethod(_ subscription: Subscription, at now: Timestamp, by call: APICall?) {
        guard subscription.missingMethod == .pause else {
            return end(subscription.id, because: "cancellation_requested", at: now, by: call)
        }
        var subscription = subscription
        subscription.status = .paused
        keep(subscription, as: "customer.subscription.paused", at: now, by: call)
    }
}

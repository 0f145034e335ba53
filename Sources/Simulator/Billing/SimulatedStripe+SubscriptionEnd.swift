import Checkout
import HTTPMessages

extension SimulatedStripe {
    /// It is over: its bills are not collected any more, and what was pending is billed when a period ends with it.
    mutating func end(_ id: String, because reason: String?, at now: Timestamp, by call: APICall?) {
        guard var subscription = subscriptions[id], !subscription.status.isOver else { return }
        if subscription.status == .incomplete { return expire(id, at: now, by: call) }
        if !subscription.pendingLines.isEmpty, subscription.cancelAtPeriodEnd, subscription.status != .unpaid {
            let lines = subscription.pendingLines
            subscription.pendingLines = []
            bill(subscription, lines, .cycle, period: subscription.currentPeriod, at: now, by: call)
            subscription = subscriptions[id] ?? subscription
        }
        for var invoice in openInvoices(of: id) {
            invoice.advances = false
            invoice.nextAttempt = nil
            invoices[invoice.id] = invoice
        }
        subscription.status = .canceled
        subscription.endedAt = now
        subscription.canceledAt = subscription.canceledAt ?? now
        subscription.cancellation.reason = subscription.cancellation.reason ?? reason
        subscription.pause = nil
        keep(subscription, as: "customer.subscription.deleted", at: now, by: call)
    }

    /// The first payment has not come, and its bill is void.
    mutating func expire(_ id: String, at now: Timestamp, by call: APICall?) {
        guard var subscription = subscriptions[id], subscription.status == .incomplete else { return }
        for invoice in openInvoices(of: id) { close(invoice.id, as: .void, at: now, by: call) }
        subscription.status = .incompleteExpired
        subscription.endedAt = now
        subscription.canceledAt = now
        keep(subscription, at: now, by: call)
    }
}

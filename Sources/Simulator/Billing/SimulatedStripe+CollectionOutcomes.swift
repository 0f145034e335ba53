import Checkout
import HTTPMessages

extension SimulatedStripe {
    /// A bill's intent has succeeded, whoever confirmed it.
    mutating func invoicePaid(by intent: PaymentIntent, at now: Timestamp, _ call: APICall?) {
        guard var invoice = intent.invoice.flatMap({ invoices[$0] }) else { return }
        invoice.attemptCount += 1
        markPaid(invoice, amount: intent.amountReceived, at: now, by: call)
        guard let id = invoice.subscription, var subscription = subscriptions[id],
            subscription.savesDefaultPaymentMethod, !subscription.status.isOver
        else { return }
        subscription.defaultPaymentMethod = intent.paymentMethod
        keep(subscription, at: now, by: call)
    }

    /// The bill is done with, and so is what it made of its subscription.
    mutating func markPaid(_ invoice: Invoice, amount: Int64, at now: Timestamp, by call: APICall?) {
        var invoice = invoice
        invoice.status = .paid
        invoice.amountPaid = amount
        invoice.paidAt = now
        invoice.nextAttempt = nil
        invoices[invoice.id] = invoice
        record("invoice.paid", invoice.json, owner: invoice.owner, at: now, by: call)
        record("invoice.payment_succeeded", invoice.json, owner: invoice.owner, at: now, by: call)
        guard let id = invoice.subscription, var subscription = subscriptions[id] else { return }
        let waits: [Subscription.Status] = [.incomplete, .pastDue, .unpaid]
        guard waits.contains(subscription.status), openInvoices(of: id).isEmpty else { return }
        subscription.status = .active
        keep(subscription, at: now, by: call)
    }

    /// A try at a bill has failed. Stripe tries again by itself, but not at the first bill of a subscription.
    mutating func invoiceFailed(
        by intent: PaymentIntent, asksForBuyer: Bool, at now: Timestamp, _ call: APICall?
    ) {
        guard var invoice = intent.invoice.flatMap({ invoices[$0] }), invoice.status == .open else { return }
        invoice.attemptCount += 1
        var isLast = false
        if invoice.reason != .creation, invoice.advances, invoice.nextAttempt == nil {
            if invoice.retries < settings.paymentRetries.count {
                invoice.nextAttempt = now + settings.paymentRetries[invoice.retries]
                invoice.retries += 1
            } else {
                invoice.advances = false
                isLast = true
            }
            if let next = invoice.nextAttempt { agenda.add(.retryInvoice(invoice.id), at: next) }
        }
        invoices[invoice.id] = invoice
        record("invoice.payment_failed", invoice.json, owner: invoice.owner, at: now, by: call)
        if asksForBuyer {
            record("invoice.payment_action_required", invoice.json, owner: invoice.owner, at: now, by: call)
        }
        guard let id = invoice.subscription, var subscription = subscriptions[id] else { return }
        if subscription.status == .active, invoice.reason != .creation {
            subscription.status = .pastDue
            keep(subscription, at: now, by: call)
        }
        if isLast { giveUp(on: id, at: now, by: call) }
    }

    /// The time for another try has come.
    mutating func retryInvoice(_ id: String, at now: Timestamp) {
        guard var invoice = invoices[id], invoice.status == .open, let due = invoice.nextAttempt, due <= now else {
            return
        }
        invoice.nextAttempt = nil
        invoices[id] = invoice
        collect(id, isOffSession: true, at: now, by: nil)
    }

    private mutating func giveUp(on id: String, at now: Timestamp, by call: APICall?) {
        guard var subscription = subscriptions[id], !subscription.status.isOver else { return }
        switch settings.afterPaymentRetries {
        case .leavePastDue: break
        case .cancel: end(id, because: "payment_failed", at: now, by: call)
        case .markUnpaid:
            subscription.status = .unpaid
            keep(subscription, at: now, by: call)
        }
    }
}

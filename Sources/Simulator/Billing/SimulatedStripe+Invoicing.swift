import Checkout
import HTTPMessages

extension SimulatedStripe {
    /// A bill that is made and stays a draft until it is finalized.
    mutating func makeInvoice(
        for subscription: Subscription, _ lines: [InvoiceLine], _ reason: Invoice.Reason, period: Range<Timestamp>,
        at now: Timestamp, by call: APICall?
    ) -> Invoice {
        let invoice = draft(for: subscription, lines, reason, period: period, at: now)
        invoices[invoice.id] = invoice
        record("invoice.created", invoice.json, owner: invoice.owner, at: now, by: call)
        return invoice
    }

    /// The same without a trace of it, for previews.
    mutating func draft(
        for subscription: Subscription, _ lines: [InvoiceLine], _ reason: Invoice.Reason, period: Range<Timestamp>,
        at now: Timestamp
    ) -> Invoice {
        let customer = customers[subscription.customer]
        return Invoice(
            id: generator.identifier(reason == .upcoming ? "upcoming_in_1" : "in_1"), owner: subscription.owner,
            created: now.unixSeconds, createdAt: now, customer: subscription.customer, subscription: subscription.id,
            subscriptionMetadata: subscription.metadata, reason: reason, currency: subscription.currency, lines: lines,
            period: period, startingBalance: customer?.balance ?? 0, email: customer?.texts["email"],
            name: customer?.texts["name"], payment: generator.identifier("inpay_1"))
    }

    /// The bill gets its number and takes in the customer's credit; one that comes to nothing is paid.
    mutating func finalize(_ id: String, at now: Timestamp, by call: APICall?) {
        guard var invoice = invoices[id], invoice.status == .draft else { return }
        if var customer = customers[invoice.customer] {
            invoice.startingBalance = customer.balance
            invoice.number = customer.invoicePrefix + "-" + Self.fourDigits(customer.nextInvoiceSequence)
            customer.nextInvoiceSequence += 1
            let hasOtherBalance = customer.balance != invoice.endingBalance
            customer.balance = invoice.endingBalance
            customers[customer.id] = customer
            if hasOtherBalance {
                record("customer.updated", customer.json, owner: customer.owner, at: now, by: call)
            }
        }
        invoice.status = .open
        invoice.finalizedAt = now
        invoices[id] = invoice
        record("invoice.finalized", invoice.json, owner: invoice.owner, at: now, by: call)
        if invoice.amountDue == 0 { markPaid(invoice, amount: 0, at: now, by: call) }
    }

    /// An end of a bill that is not payment.
    mutating func close(_ id: String, as status: Invoice.Status, at now: Timestamp, by call: APICall?) {
        guard var invoice = invoices[id] else { return }
        invoice.status = status
        invoice.nextAttempt = nil
        invoice.advances = false
        if status == .void { invoice.voidedAt = now } else { invoice.uncollectibleAt = now }
        invoices[id] = invoice
        let type = status == .void ? "voided" : "marked_uncollectible"
        record("invoice.\(type)", invoice.json, owner: invoice.owner, at: now, by: call)
        guard status == .void, var intent = invoice.paymentIntent.flatMap({ paymentIntents[$0] }),
            intent.status.mayBeCanceled
        else { return }
        intent.status = .canceled
        intent.canceledAt = now.unixSeconds
        intent.cancellationReason = "void_invoice"
        intent.actionURL = nil
        paymentIntents[intent.id] = intent
        record("payment_intent.canceled", intent.json, owner: intent.owner, at: now, by: call)
    }

    /// Bills of a subscription that wait for their payment.
    func openInvoices(of subscription: String) -> [Invoice] {
        invoices.all.filter { $0.subscription == subscription && $0.status == .open }
    }

    private static func fourDigits(_ number: Int64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

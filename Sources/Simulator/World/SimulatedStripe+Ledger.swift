import Checkout
package import HTTPMessages

extension SimulatedStripe {
    /// Money that moved, for whoever wants to compare it with their own books: charges that went through and refunds, each
    /// in the order they happened; and what the money was for: subscriptions and bills as they stand.
    package var ledger: JSONValue {
        [
            "charges": .array(
                charges.all.filter { $0.hasSucceeded && $0.isCaptured }.map { charge in
                    charge.ledgerEntry(for: paymentIntents[charge.paymentIntent]?.invoice.flatMap { invoices[$0] })
                }),
            "refunds": .array(refunds.all.map(\.ledgerEntry)),
            "subscriptions": .array(subscriptions.all.map(\.ledgerEntry)),
            "invoices": .array(invoices.all.map(\.ledgerEntry)),
            "disputes": .array(disputes.all.map(\.ledgerEntry)),
        ]
    }
}

extension Charge {
    fileprivate func ledgerEntry(for invoice: Invoice?) -> JSONValue {
        [
            "id": .string(id), "paymentIntentId": .string(paymentIntent), "amount": .integer(amount),
            "amountRefunded": .integer(amountRefunded), "currency": .string(currency), "customer": .text(customer),
            "subscription": .text(invoice?.subscription), "invoice": .text(invoice?.id),
            "idempotencyKey": .text(idempotencyKey), "metadata": .object(metadata),
            "createdAt": .string(createdAt.description), "account": .text(owner.account),
            "livemode": .bool(owner.isLive),
        ]
    }
}

extension Refund {
    fileprivate var ledgerEntry: JSONValue {
        [
            "id": .string(id), "chargeId": .string(charge), "paymentIntentId": .string(paymentIntent),
            "amount": .integer(amount), "currency": .string(currency), "status": .string(status.rawValue),
            "idempotencyKey": .text(idempotencyKey), "metadata": .object(metadata),
            "createdAt": .string(createdAt.description), "account": .text(owner.account),
            "livemode": .bool(owner.isLive),
        ]
    }
}

extension Subscription {
    var ledgerEntry: JSONValue {
        [
            "id": .string(id), "customer": .string(customer), "status": .string(status.rawValue),
            "prices": .array(items.map { .string($0.price.id) }), "quantity": .number(items.first?.quantity),
            "currentPeriodStart": .string(currentPeriod.lowerBound.description),
            "currentPeriodEnd": .string(currentPeriod.upperBound.description),
            "trialEnd": .text(trial?.upperBound.description), "cancelAtPeriodEnd": .bool(cancelAtPeriodEnd),
            "cancelAt": .text(cancelAt?.description), "canceledAt": .text(canceledAt?.description),
            "endedAt": .text(endedAt?.description), "latestInvoice": .text(latestInvoice),
            "metadata": .object(metadata), "account": .text(owner.account), "livemode": .bool(owner.isLive),
        ]
    }
}

extension Invoice {
    fileprivate var ledgerEntry: JSONValue {
        [
            "id": .string(id), "customer": .string(customer), "subscription": .text(subscription),
            "status": .string(status.rawValue), "reason": .string(reason.rawValue), "amountDue": .integer(amountDue),
            "amountPaid": .integer(amountPaid), "currency": .string(currency), "attempts": .integer(attemptCount),
            "nextAttemptAt": .text(nextAttempt?.description), "paymentIntentId": .text(paymentIntent),
            "createdAt": .string(createdAt.description), "account": .text(owner.account),
            "livemode": .bool(owner.isLive),
        ]
    }
}

extension Dispute {
    fileprivate var ledgerEntry: JSONValue {
        [
            "id": .string(id), "chargeId": .string(charge), "paymentIntentId": .string(paymentIntent),
            "amount": .integer(amount), "currency": .string(currency), "reason": .string(reason),
            "status": .string(status.rawValue), "account": .text(owner.account), "livemode": .bool(owner.isLive),
        ]
    }
}

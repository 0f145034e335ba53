import Checkout
package import HTTPMessages

extension SimulatedStripe {
    /// Money that moved, for whoever wants to compare it with their own books: charges that went through and refunds, each
    /// in the order they happened.
    package var ledger: JSONValue {
        [
            "charges": .array(charges.all.filter { $0.hasSucceeded && $0.isCaptured }.map(\.ledgerEntry)),
            "refunds": .array(refunds.all.map(\.ledgerEntry)),
        ]
    }
}

extension Charge {
    fileprivate var ledgerEntry: JSONValue {
        [
            "id": .string(id), "paymentIntentId": .string(paymentIntent), "amount": .integer(amount),
            "currency": .string(currency), "customer": .text(customer), "idempotencyKey": .text(idempotencyKey),
            "metadata": .object(metadata), "createdAt": .string(createdAt.description), "account": .text(owner.account),
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

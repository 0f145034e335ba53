/// What a checkout session is to everybody who waits for it.
package enum SessionStatus: String, Hashable, Sendable, Codable, CaseIterable {
    /// The buyer has something to do: choose a way to pay, or pass the bank's check.
    case pending
    /// The provider has the payment and has not said how it ended.
    case processing
    /// Paid, or nothing was due and the buyer said yes. Nothing ever leaves this.
    case completed
    /// The last attempt was declined; the buyer may confirm again until the session ends.
    case failed
    /// Its time ran out, and the provider agreed that nothing was paid.
    case expired
    /// Somebody ended it, and the provider agreed that nothing was paid.
    case canceled

    package var isTerminal: Bool { self == .completed || hasEndedUnpaid }

    package var hasEndedUnpaid: Bool { self == .expired || self == .canceled }
}

/// The payment intent's own status, in the provider's vocabulary as client SDKs know it.
package enum PaymentStatus: String, Hashable, Sendable, Codable, CaseIterable {
    case requiresPaymentMethod = "requires_payment_method"
    case requiresConfirmation = "requires_confirmation"
    case requiresAction = "requires_action"
    case processing
    case succeeded
    case canceled
    case noPaymentRequired = "no_payment_required"
}

/// What confirming a session asks of the buyer.
package enum CheckoutMode: String, Hashable, Sendable, Codable, CaseIterable {
    /// A payment, now.
    case standard
    /// Nothing: neither a payment nor a payment method.
    case free
    /// A payment method for later, and no payment now.
    case trial
    /// Another price, or quantity, of a subscription that runs: its provider bills what that costs.
    case change
}

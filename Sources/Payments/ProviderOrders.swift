package import Checkout

/// An intent the service wants made.
package struct IntentOrder: Hashable, Sendable {
    package var sessionID: CheckoutSessionID
    package var key: ProviderKey
    /// Nil for an intent that only stores a payment method.
    package var amount: Money?
    package var livemode: Bool
    /// The connected account it is made on, and what the platform keeps of the amount.
    package var accountID: String?
    package var applicationFee: Money?
    package var customerID: String?
    package var receiptEmail: String?
    package var description: String?
    /// Whether the payment method will be charged again without the buyer, as for a subscription.
    package var savesPaymentMethod = false

    package init(
        sessionID: CheckoutSessionID, amount: Money?, livemode: Bool, accountID: String? = nil
    ) {
        self.sessionID = sessionID
        key = .intent(of: sessionID)
        self.amount = amount
        self.livemode = livemode
        self.accountID = accountID
    }
}

/// An intent that was made, and where.
package struct IntentReference: Hashable, Sendable {
    package var intentID: String
    package var accountID: String?

    package init(intentID: String, accountID: String? = nil) {
        self.intentID = intentID
        self.accountID = accountID
    }
}

/// One attempt to be confirmed.
package struct ConfirmOrder: Hashable, Sendable {
    package var intent: IntentReference
    package var key: ProviderKey
    package var paymentMethod: String?
    /// Where the buyer comes back to from the bank.
    package var returnURL: String?

    package init(intent: IntentReference, key: ProviderKey, paymentMethod: String?, returnURL: String?) {
        self.intent = intent
        self.key = key
        self.paymentMethod = paymentMethod
        self.returnURL = returnURL
    }
}

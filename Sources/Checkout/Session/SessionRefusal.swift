/// Why a session cannot be confirmed.
package enum ConfirmRefusal: Error, Hashable, Sendable {
    /// Its intent is still being made: no client can have its secret yet.
    case notOpen
    /// It is paid already; the caller gets that result.
    case completed
    case expired
    case canceled
    /// Another confirm came first: the caller gets the result of that attempt, or what it is waiting for.
    case attemptInProgress(Int)
    case paymentMethodRequired
    /// Nothing could be given for the payment. Nothing was asked of the provider.
    case cannotStart(StartRefusal)
    /// The subscription cannot be changed, or not for what was shown. Nothing was asked of the provider.
    case cannotChange(SubscriptionRefusal)
}

/// Why a session cannot be canceled.
package enum CancelRefusal: Error, Hashable, Sendable {
    case notOpen
    case completed
    case expired
    /// The provider may be moving the money at this moment.
    case attemptInProgress(Int)
}

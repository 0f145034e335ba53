/// Where the buyer's card is entered. Its number goes to the provider and never to us.
package enum CardEntry: Hashable, Sendable {
    /// Stripe's own fields, by Stripe's script; `amount` as Stripe counts the currency.
    case stripe(publishableKey: String, account: String?, amount: Int64)
    /// Fields of ours, which speak to the simulator at `url` as Stripe's script would to Stripe.
    case simulator(url: String, publishableKey: String, account: String?)
    /// Nothing has to be paid with.
    case notNeeded
    /// The provider is not set up for it.
    case unavailable
}

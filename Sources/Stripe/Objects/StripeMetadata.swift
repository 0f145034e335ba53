/// The names under which we leave notes on Stripe's objects.
enum StripeMetadata {
    static let session = "till_session"
    static let customer = "till_customer"
    static let subscription = "till_subscription"
    static let product = "till_product"
    /// Under which key of ours a refund was asked for.
    static let refund = "till_refund"
}

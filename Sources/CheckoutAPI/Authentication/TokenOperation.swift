/// What a session token can be made for; one that names none may do all of it.
package enum TokenOperation: String, Hashable, Sendable, CaseIterable {
    /// Order a checkout in the user's name.
    case createCheckout = "checkout:create"
    /// Read the checkouts that were ordered in the user's name.
    case readCheckout = "checkout:read"
    /// Read what the merchant has written down about the user.
    case readCustomer = "customer:read"
    /// Read the user's subscriptions, and what they entitle to.
    case readSubscription = "subscription:read"
}

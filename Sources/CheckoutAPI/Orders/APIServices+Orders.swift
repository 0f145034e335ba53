import Checkout
import CheckoutFlow
import CheckoutStore
import Cryptography
import HTTPMessages

/// From what is ordered, however it is said, to a session that may be opened.
extension APIServices {
    /// What is sold at this price. Whether the price itself is still on sale is for the caller: what runs may keep one that
    /// is not.
    func offer(
        _ id: PriceID, of organization: OrganizationID, livemode: Bool, param: String = "priceId"
    ) async throws -> Offer {
        guard let offer = try await catalog.offer(id, of: organization, livemode: livemode) else {
            throw APIError.priceNotFound(param: param)
        }
        return offer
    }

    /// `user` is the end user whose token orders it. Throws an `OrderProblem`.
    func newSession(
        _ order: CheckoutOrder, _ organization: Organization, livemode: Bool, user: String? = nil,
        product: ProductSummary?, at time: Timestamp
    ) throws -> NewSession {
        let id = CheckoutSessionID(UniqueID(bits: try RandomUUID.version4()))
        let merchant = MerchantTerms(
            livemode: livemode, accountID: organization.stripeAccountID, latePayments: organization.latePayments)
        let terms = try SessionTerms(order, id: id, merchant: merchant, at: time)
        var new = NewSession(organizationID: organization.id, terms: terms, tokenUser: user)
        new.clientSecretHash = try ServiceKeys.hash(keys.clientSecret(of: id)).bytes
        new.product = product
        new.change = order.change.map(Boxed.init)
        let owner = order.change == nil ? nil : terms.existingSubscriptionID.map(OrderUser.subscription)
        if let buyer = OrderUser(tokenUser: user, customer: terms.customer) ?? owner {
            let fingerprint = OrderFingerprint(
                terms, change: order.change, user: buyer, organization: organization.id.id)
            new.orderFingerprint = try SHA256.hash(fingerprint.bytes).bytes
        }
        return new
    }
}

extension Offer {
    /// Throws 400 for what is archived: it is sold no more.
    func requireOnSale(_ param: String = "priceId") throws(APIError) {
        guard price.price.isActive else { throw APIError(OrderProblem(param, .archived)) }
        guard product.isActive else { throw .productArchived(param: param) }
    }
}

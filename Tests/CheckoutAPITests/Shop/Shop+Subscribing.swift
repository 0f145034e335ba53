import Checkout
import HTTPMessages
import Testing

@testable import CheckoutAPI

extension Shop {
    /// A customer of this external id who has paid for a subscription; as the checkout told it.
    @discardableResult
    func subscribe(_ user: String, _ price: PriceID? = nil, quantity: Int64 = 1) async throws -> Subscribed {
        let session = try await create([
            "priceId": .string((price ?? prices.monthly).description), "quantity": .number(.init(quantity)),
            "customer": ["externalId": .string(user)], "metadata": ["plan": "team"],
        ])
        let paid = try await confirm(session, price == prices.free ? nil : "pm_card_visa")
        guard let id = paid["subscription"]?["id"]?.string, let customer = paid["subscription"]?["customerId"]?.string
        else { throw Unexpected(paid.text) }
        return Subscribed(id: id, customer: customer, session: session.id)
    }
}

/// Whom a checkout has made a subscriber.
struct Subscribed: Sendable {
    let id: String
    let customer: String
    let session: String

    var path: String { "/v1/subscriptions/\(id)" }
}

import Checkout
import CheckoutFlow
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
        // It is made at the provider in the background.
        await services.flow.drained()
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

extension Shop {
    var monthly: String { prices.monthly.description }

    /// A subscription that waits for its payment.
    func waiting(_ user: String, quantity: Int64 = 1) async throws -> Answer {
        let made = try await post(
            "/v1/subscriptions",
            ["externalId": .string(user), "priceId": .string(monthly), "quantity": .number(.init(quantity))],
            key: merchant.key)
        guard made.status == 201 else { throw Unexpected(made.text) }
        return made
    }

    /// A monthly price of another product.
    func price(of product: String, _ amount: Int64, currency: String = "usd") async throws -> String {
        let product = try await post("/v1/products", ["name": .string(product)], key: merchant.key)
        return try await post(
            "/v1/prices",
            [
                "productId": .string(product.id), "type": "recurring", "currency": .string(currency),
                "unitAmount": .number(.init(amount)), "interval": "month",
            ], key: merchant.key
        ).id
    }
}

extension JSONValue {
    /// Another object's members added, or in place of those that were there.
    func with(_ more: JSONValue) -> JSONValue {
        let (own, others) = (object?.members ?? [], more.object?.members ?? [])
        let names = Set(others.map(\.name))
        return .object(JSONObject((own.filter { !names.contains($0.name) } + others).map { ($0.name, $0.value) }))
    }
}

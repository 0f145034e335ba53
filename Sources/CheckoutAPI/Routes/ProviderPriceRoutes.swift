import Checkout
import CheckoutFlow
import CheckoutStore
import HTTPMessages
import HTTPServer
import Payments

/// `/v1/providers/stripe/prices`: what the provider sells for the merchant, as it has it right now. Read only.
struct ProviderPriceRoutes: Sendable {
    let services: APIServices

    func add(to table: inout RouteTable) {
        table.get("/v1/providers/stripe/prices") { request, _ in try await list(request, .stripe) }
    }

    private static let noSuchPage = APIError.invalid("cursor", "the nextCursor of an earlier answer")

    private func list(_ request: HTTPRequest, _ provider: PaymentProvider) async throws -> HTTPReply {
        let caller = try await Authentication(services).merchant(of: request)
        let query = try request.query()
        let list = CatalogList(
            accountID: caller.organization.stripeAccountID,
            after: try query.string("cursor", atMost: CheckoutLimits.providerIDCharacterCount),
            limit: try query.limit())
        guard list.after != "" else { throw Self.noSuchPage }
        guard let connected = services.providers.connected(provider, livemode: caller.livemode) else {
            throw APIError.providerNotConfigured
        }
        let page: ProviderPage<ListedPrice>
        do throws(ProviderFailure) {
            page = try await connected.client.catalog.listPrices(list)
        } catch {
            // Nothing was asked for but the page after a price: it is that which is not there.
            guard list.after != nil, error.kind == .refused || error.kind == .notFound else {
                throw APIError.providerUnavailable(error.detail)
            }
            throw Self.noSuchPage
        }
        let place = ProviderPlace(provider, livemode: caller.livemode, accountID: list.accountID)
        let links = try await services.catalog.links(of: caller.organization.id, at: place)
        return .object { json in
            json.member("object", "list")
            json.key("data")
            json.beginArray()
            for price in page.items { json.providerPrice(price, links.prices[price.providerID]) }
            json.endArray()
            json.member("hasMore", page.next != nil)
            json.member("nextCursor", orNull: page.next)
        }
    }
}

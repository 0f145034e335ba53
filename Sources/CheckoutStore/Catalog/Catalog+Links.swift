package import Checkout
import Postgres

/// What of ours is a provider's as well.
extension Catalog {
    package func links(of organization: OrganizationID, at place: ProviderPlace) async throws -> CatalogLinks {
        let parameters = PostgresParameters(
            organization.stored, place.livemode, place.provider.rawValue, place.account)
        let products = try await pool.query(
            """
            SELECT provider_product_id, product_id FROM provider_products
            WHERE organization_id = $1 AND livemode = $2 AND provider = $3 AND account_id = $4
            """, parameters
        ) { row in (try row.decode(0, as: String.self), ProductID(stored: try row.decode(1))) }
        let prices = try await pool.query(
            """
            SELECT provider_price_id, price_id FROM provider_prices
            WHERE organization_id = $1 AND livemode = $2 AND provider = $3 AND account_id = $4
            """, parameters
        ) { row in (try row.decode(0, as: String.self), PriceID(stored: try row.decode(1))) }
        return CatalogLinks(
            products: Dictionary(products) { first, _ in first }, prices: Dictionary(prices) { first, _ in first })
    }

    /// What the provider calls a price that is sold, and its product; nil for what it was not told of or has archived.
    package func providerIDs(
        of price: PriceID, product: ProductID, at place: ProviderPlace
    ) async throws -> (price: String?, product: String?) {
        let found = try await pool.first(
            """
            SELECT
                (SELECT l.provider_price_id FROM provider_prices l JOIN prices r ON r.id = l.price_id
                WHERE l.price_id = $1 AND l.provider = $3 AND l.account_id = $4 AND l.livemode = $5 AND r.active),
                (SELECT l.provider_product_id FROM provider_products l
                WHERE l.product_id = $2 AND l.provider = $3 AND l.account_id = $4 AND l.livemode = $5)
            """,
            PostgresParameters(price.stored, product.stored, place.provider.rawValue, place.account, place.livemode)
        ) { row in (price: try row.decode(0, as: String?.self), product: try row.decode(1, as: String?.self)) }
        return found ?? (nil, nil)
    }

    /// Why something of a provider's cannot be taken over.
    package enum LinkRefusal: Error, Hashable, Sendable {
        /// Another organization has it, or somebody else is taking it over right now.
        case taken
    }

    /// Made and linked in one step, so that it is never made twice. Throws a `LinkRefusal`, and for a price whose product
    /// is not there a `Refusal`.
    package func create(_ product: Product, linkedTo theirs: String, at place: ProviderPlace) async throws {
        let link = Self.link(product, to: theirs, at: place, product.createdAt)
        try await commit(try Self.insert(product) + [link])
    }

    package func create(_ price: PriceRecord, linkedTo theirs: String, at place: ProviderPlace) async throws {
        try await commit([try Self.insert(price), Self.link(price, to: theirs, at: place, price.createdAt)])
    }

    package func link(
        _ product: Product, to theirs: String, at place: ProviderPlace, _ time: Timestamp
    ) async throws { try await commit([Self.link(product, to: theirs, at: place, time)]) }

    package func link(
        _ price: PriceRecord, to theirs: String, at place: ProviderPlace, _ time: Timestamp
    ) async throws { try await commit([Self.link(price, to: theirs, at: place, time)]) }

    private func commit(_ statements: [(PostgresStatement, PostgresParameters)]) async throws {
        do {
            _ = try await pool.transaction { transaction in try await transaction.commit(executing: statements) }
        } catch let error as PostgresError {
            switch error.kind {
            case .uniqueViolation: throw LinkRefusal.taken
            case .foreignKeyViolation: throw Refusal.noSuchProduct
            default: throw error
            }
        }
    }

    private static func link(
        _ product: Product, to theirs: String, at place: ProviderPlace, _ time: Timestamp
    ) -> (PostgresStatement, PostgresParameters) {
        (
            """
            INSERT INTO provider_products
                (product_id, organization_id, livemode, provider, account_id, provider_product_id, linked_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            PostgresParameters(
                product.id.stored, product.organizationID.stored, product.livemode, place.provider.rawValue,
                place.account, theirs, time.stored)
        )
    }

    private static func link(
        _ price: PriceRecord, to theirs: String, at place: ProviderPlace, _ time: Timestamp
    ) -> (PostgresStatement, PostgresParameters) {
        (
            """
            INSERT INTO provider_prices
                (price_id, organization_id, livemode, provider, account_id, provider_price_id, linked_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            PostgresParameters(
                price.price.id.stored, price.organizationID.stored, price.livemode, place.provider.rawValue,
                place.account, theirs, time.stored)
        )
    }
}

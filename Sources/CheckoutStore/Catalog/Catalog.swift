package import Checkout
package import Postgres

/// Products and prices.
package struct Catalog: Sendable {
    let pool: PostgresPool
    private let offers: PostgresLookup<PostgresUUID, Offer>

    package init(_ pool: PostgresPool) {
        self.pool = pool
        offers = PostgresLookup(
            pool,
            PostgresStatement(joining: [
                "SELECT", PriceRecord.columns, ",", Product.columns,
                "FROM prices r JOIN products p ON p.id = r.product_id WHERE r.id = ANY($1)",
            ])
        ) { row in
            var cursor = ColumnCursor()
            let offer = Offer(price: try PriceRecord(row, &cursor), product: try Product(row, &cursor))
            return (offer.price.price.id.stored, offer)
        }
    }

    /// A price of the organization's in this mode, with its product; archived ones too. Coalesced.
    package func offer(
        _ id: PriceID, of organization: OrganizationID, livemode: Bool
    ) async throws -> Offer? {
        guard
            let offer = try await offers.find(id.stored), offer.price.organizationID == organization,
            offer.price.livemode == livemode
        else { return nil }
        return offer
    }

    /// Why something cannot be sold as described.
    package enum Refusal: Error, Hashable, Sendable {
        /// There is no such product in this organization and mode.
        case noSuchProduct
    }
}

extension Catalog {
    // MARK: Products

    package func create(_ product: Product) async throws {
        let statements = try Self.insert(product)
        _ = try await pool.transaction { transaction in try await transaction.commit(executing: statements) }
    }

    static func insert(_ product: Product) throws -> [(PostgresStatement, PostgresParameters)] {
        [
            (
                """
                INSERT INTO products
                    (id, organization_id, livemode, name, description, active, metadata, created_at, updated_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
                """,
                PostgresParameters(
                    product.id.stored, product.organizationID.stored, product.livemode, product.name,
                    product.description, product.isActive, try product.metadata.stored, product.createdAt.stored)
            ),
            ProductFeature.insert(product.features, of: product.id),
        ]
    }

    /// Everything but whose it is and since when; `false` if there is no such product.
    package func update(_ product: Product, at time: Timestamp) async throws -> Bool {
        let metadata = try product.metadata.stored
        return try await pool.transaction { transaction in
            let count = try await transaction.execute(
                """
                UPDATE products SET name = $4, description = $5, active = $6, metadata = $7,
                    updated_at = greatest(created_at, $8)
                WHERE id = $1 AND organization_id = $2 AND livemode = $3
                """,
                PostgresParameters(
                    product.id.stored, product.organizationID.stored, product.livemode, product.name,
                    product.description, product.isActive, metadata, time.stored))
            guard count > 0 else { return false }
            try await transaction.commit(executing: [
                ("DELETE FROM product_features WHERE product_id = $1", PostgresParameters(product.id.stored)),
                ProductFeature.insert(product.features, of: product.id),
            ])
            return true
        }
    }

    package func product(_ id: ProductID, of organization: OrganizationID, livemode: Bool) async throws -> Product? {
        try await pool.first(
            Self.productByID, PostgresParameters(id.stored, organization.stored, livemode)
        ) { row in
            var cursor = ColumnCursor()
            return try Product(row, &cursor)
        }
    }

    /// Newest first; archived ones only on demand.
    package func products(
        of organization: OrganizationID, livemode: Bool, isActive: Bool? = nil, after cursor: ListCursor? = nil,
        limit: Int
    ) async throws -> Page<Product> {
        let place = cursor ?? .start
        let found = try await pool.query(
            Self.productList,
            PostgresParameters(
                organization.stored, livemode, place.createdAt.stored, place.id.stored, isActive, limit + 1)
        ) { row in
            var cursor = ColumnCursor()
            return try Product(row, &cursor)
        }
        return Page(found, limit: limit) { ListCursor(createdAt: $0.createdAt, id: $0.id.id) }
    }

    private static let productByID = PostgresStatement(joining: [
        "SELECT", Product.columns, "FROM products p WHERE p.id = $1 AND p.organization_id = $2 AND p.livemode = $3",
    ])
    private static let productList = PostgresStatement(joining: [
        "SELECT", Product.columns,
        """
        FROM products p
        WHERE p.organization_id = $1 AND p.livemode = $2 AND (p.created_at, p.id) < ($3, $4)
            AND ($5::boolean IS NULL OR p.active = $5)
        ORDER BY p.created_at DESC, p.id DESC LIMIT $6
        """,
    ])
}

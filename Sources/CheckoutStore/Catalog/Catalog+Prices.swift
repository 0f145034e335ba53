package import Checkout
import Postgres

extension Catalog {
    /// Throws `Refusal.noSuchProduct` unless the price's product is the same organization's, in the same mode.
    package func create(_ record: PriceRecord) async throws {
        let (statement, parameters) = try Self.insert(record)
        do throws(PostgresError) {
            try await pool.execute(statement, parameters)
        } catch {
            if case .foreignKeyViolation = error.kind { throw Refusal.noSuchProduct }
            throw error
        }
    }

    static func insert(_ record: PriceRecord) throws -> (PostgresStatement, PostgresParameters) {
        let price = record.price
        let period = price.billing.period
        return (
            """
            INSERT INTO prices (id, organization_id, livemode, product_id, kind, currency, unit_amount,
                billing_interval, interval_count, trial_days, active, metadata, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)
            """,
            PostgresParameters(
                price.id.stored, record.organizationID.stored, record.livemode, price.productID.stored,
                price.billing.kind, price.unitAmount.currency.code, price.unitAmount.minorUnits,
                period?.interval.rawValue, period.map { Int32(clamping: $0.count) },
                Int32(clamping: price.trialDays), price.isActive, try record.metadata.stored, record.createdAt.stored)
        )
    }

    /// Archived prices stay readable and are sold no more. `nil` if there is no such price.
    package func setActive(
        _ isActive: Bool, price id: PriceID, of organization: OrganizationID, livemode: Bool, at time: Timestamp
    ) async throws -> PriceRecord? {
        let count = try await pool.execute(
            """
            UPDATE prices SET active = $4, updated_at = greatest(created_at, $5)
            WHERE id = $1 AND organization_id = $2 AND livemode = $3
            """, PostgresParameters(id.stored, organization.stored, livemode, isActive, time.stored))
        return count > 0 ? try await price(id, of: organization, livemode: livemode) : nil
    }

    package func price(_ id: PriceID, of organization: OrganizationID, livemode: Bool) async throws -> PriceRecord? {
        try await offer(id, of: organization, livemode: livemode)?.price
    }

    /// Newest first, of one product or of all.
    package func prices(
        of organization: OrganizationID, livemode: Bool, product: ProductID? = nil, isActive: Bool? = nil,
        after cursor: ListCursor? = nil, limit: Int
    ) async throws -> Page<PriceRecord> {
        let place = cursor ?? .start
        let found = try await pool.query(
            Self.priceList,
            PostgresParameters(
                organization.stored, livemode, place.createdAt.stored, place.id.stored, product?.stored, isActive,
                limit + 1)
        ) { row in
            var cursor = ColumnCursor()
            return try PriceRecord(row, &cursor)
        }
        return Page(found, limit: limit) { ListCursor(createdAt: $0.createdAt, id: $0.price.id.id) }
    }

    private static let priceList = PostgresStatement(joining: [
        "SELECT", PriceRecord.columns,
        """
        FROM prices r
        WHERE r.organization_id = $1 AND r.livemode = $2 AND (r.created_at, r.id) < ($3, $4)
            AND ($5::uuid IS NULL OR r.product_id = $5) AND ($6::boolean IS NULL OR r.active = $6)
        ORDER BY r.created_at DESC, r.id DESC LIMIT $7
        """,
    ])
}

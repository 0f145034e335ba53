package import Checkout
import Postgres

/// What is sold.
package struct Product: Hashable, Sendable {
    package let id: ProductID
    package let organizationID: OrganizationID
    package let livemode: Bool
    package var name: String
    package var description: String?
    package var isActive: Bool
    package var features: [ProductFeature]
    package var metadata: Metadata
    package let createdAt: Timestamp
    package var updatedAt: Timestamp

    package init(
        id: ProductID, organizationID: OrganizationID, livemode: Bool, name: String, description: String? = nil,
        isActive: Bool = true, features: [ProductFeature] = [], metadata: Metadata = .empty, createdAt: Timestamp
    ) {
        self.id = id
        self.organizationID = organizationID
        self.livemode = livemode
        self.name = name
        self.description = description
        self.isActive = isActive
        self.features = features
        self.metadata = metadata
        self.createdAt = createdAt
        updatedAt = createdAt
    }

    /// All features' members come as one array, which costs orders one look at the table.
    static let columns: StaticString = """
        p.id, p.organization_id, p.livemode, p.name, p.description, p.active,
        ARRAY(
            SELECT unnest(ARRAY[f.key, f.title, f.kind, f.feature_limit::text, f.reset_period])
            FROM product_features f WHERE f.product_id = p.id ORDER BY f.position),
        p.metadata, p.created_at, p.updated_at
        """

    init(_ row: borrowing PostgresRow, _ cursor: inout ColumnCursor) throws {
        id = try cursor.id(row)
        organizationID = try cursor.id(row)
        livemode = try cursor.next(row)
        name = try cursor.next(row)
        description = try cursor.next(row)
        isActive = try cursor.next(row)
        features = try ProductFeature.all(cursor.next(row))
        metadata = try Metadata(stored: cursor.next(row))
        createdAt = try cursor.time(row)
        updatedAt = try cursor.time(row)
    }
}

/// A price with what only its merchant knows of it.
package struct PriceRecord: Hashable, Sendable {
    package let organizationID: OrganizationID
    package let livemode: Bool
    package let price: Price
    package let metadata: Metadata
    package let createdAt: Timestamp
    package let updatedAt: Timestamp

    package init(
        organizationID: OrganizationID, livemode: Bool, price: Price, metadata: Metadata = .empty, createdAt: Timestamp
    ) {
        self.organizationID = organizationID
        self.livemode = livemode
        self.price = price
        self.metadata = metadata
        self.createdAt = createdAt
        updatedAt = createdAt
    }

    static let columns: StaticString = """
        r.id, r.organization_id, r.livemode, r.product_id, r.kind, r.currency, r.unit_amount, r.billing_interval,
        r.interval_count, r.trial_days, r.active,
        EXISTS (SELECT FROM product_features f WHERE f.product_id = r.product_id),
        r.metadata, r.created_at, r.updated_at
        """

    init(_ row: borrowing PostgresRow, _ cursor: inout ColumnCursor) throws {
        let id: PriceID = try cursor.id(row)
        organizationID = try cursor.id(row)
        livemode = try cursor.next(row)
        let productID: ProductID = try cursor.id(row)
        let kind: String = try cursor.next(row)
        let currency = try cursor.currency(row)
        let unitAmount = Money(minorUnits: try cursor.next(row), currency: currency)
        let interval: BillingInterval? = try cursor.optionalWord(row)
        let count: Int? = try cursor.next(row)
        let period = interval.flatMap { BillingPeriod(interval: $0, count: count ?? 0) }
        guard let billing = Price.Billing(kind: kind, period: period) else {
            throw PostgresError(.unexpectedResult, reason: "a price is of no kind that this build knows")
        }
        price = Price(
            id: id, productID: productID, unitAmount: unitAmount, billing: billing, trialDays: try cursor.next(row),
            isActive: try cursor.next(row), grantsFeatures: try cursor.next(row))
        metadata = try Metadata(stored: cursor.next(row))
        createdAt = try cursor.time(row)
        updatedAt = try cursor.time(row)
    }
}

extension Price.Billing {
    /// The word in the table.
    package var kind: String {
        switch self {
        case .free: "free"
        case .oneTime: "one_time"
        case .recurring: "recurring"
        }
    }

    package var period: BillingPeriod? {
        if case .recurring(let period) = self { period } else { nil }
    }

    init?(kind: String, period: BillingPeriod?) {
        switch (kind, period) {
        case ("free", nil): self = .free
        case ("one_time", nil): self = .oneTime
        case ("recurring", let period?): self = .recurring(period)
        default: return nil
        }
    }
}

/// What a session is made for: a price, and its product as the buyer is shown it.
package struct Offer: Hashable, Sendable {
    package let price: PriceRecord
    package let product: Product

    package var summary: ProductSummary {
        ProductSummary(
            id: product.id, name: product.name, description: product.description, period: price.price.billing.period,
            features: product.features.map(\.title))
    }
}

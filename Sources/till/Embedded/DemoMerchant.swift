import Checkout
import CheckoutAPI
import CheckoutStore
import Cryptography
import EventLoop
import Postgres

/// The merchant that every `till dev` has from the start, with something to sell and a key to call with.
///
/// Its key follows from the installation's secret and its prices' ids from its own, so that both survive restarts without
/// being written down anywhere.
struct DemoMerchant: Sendable {
    static let slug = "demo"

    var secretKey: SecretString
    var free: PriceID
    var monthly: PriceID
    var oneTime: PriceID

    /// Makes what is not there yet; as often as one likes.
    static func seed(_ pool: PostgresPool, secret: SecretString) async throws -> DemoMerchant {
        let merchants = Merchants(pool: pool)
        let organization = try await organization(merchants)
        let key = try DevSecret.derived("demo secret key", from: secret, prefix: "sk_test_")
        if try await merchants.keys.find(hash: SecretKey.hash(key)) == nil {
            let record = APIKey(
                id: try merchants.newID(), organizationID: organization.id, livemode: false,
                hint: SecretKey.hint(of: key), name: "till dev", createdAt: merchants.now)
            try await unlessThere { try await merchants.keys.create(record, hash: SecretKey.hash(key)) }
        }
        return DemoMerchant(
            secretKey: key, free: try await price(DemoCatalog.free, organization, merchants),
            monthly: try await price(DemoCatalog.monthly, organization, merchants),
            oneTime: try await price(DemoCatalog.oneTime, organization, merchants))
    }

    private static func organization(_ merchants: Merchants) async throws -> Organization {
        if let found = try await merchants.organizations.find(slug: slug) { return found }
        let new = Organization(
            id: try merchants.newID(), name: "Demo", slug: slug,
            // Pages from anywhere: it is for trying things out, and its keys are for tests only.
            allowedOrigins: ["*"], createdAt: merchants.now)
        if try await merchants.organizations.create(new) { return new }
        // Another till dev on the same database was faster.
        return try await merchants.organizations.find(slug: slug) ?? new
    }

    private static func price(
        _ item: DemoCatalog.Item, _ organization: Organization, _ merchants: Merchants
    ) async throws -> PriceID {
        let productID: ProductID = try id(item.name, organization)
        let priceID: PriceID = try id(item.price, organization)
        if try await merchants.catalog.price(priceID, of: organization.id, livemode: false) != nil { return priceID }
        let words = try PriceText(item.price)
        let product = Product(
            id: productID, organizationID: organization.id, livemode: false, name: item.name,
            description: item.description, features: item.features, createdAt: merchants.now)
        let price = Price(id: priceID, productID: productID, unitAmount: words.amount, billing: words.billing)
        let record = PriceRecord(
            organizationID: organization.id, livemode: false, price: price, createdAt: merchants.now)
        try await unlessThere { try await merchants.catalog.create(product) }
        try await unlessThere { try await merchants.catalog.create(record) }
        return priceID
    }

    /// Always the same for the same organization: a UUID of version 8, which is for that (RFC 9562).
    private static func id<Kind: IdentifierKind>(
        _ name: String, _ organization: Organization
    ) throws -> Identifier<Kind> {
        let digest = try SHA256.hash("till dev \(Kind.prefix)\(name) of \(organization.id)").bytes
        let bits = digest.prefix(16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        return Identifier(UniqueID(bits: bits & ~(0xF << 76) & ~(0b11 << 62) | 8 << 76 | 0b10 << 62))
    }

    private static func unlessThere(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as PostgresError {
            guard case .uniqueViolation = error.kind else { throw error }
        }
    }
}

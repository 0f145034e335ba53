import Checkout
import CheckoutStore
import EventLoop
import Postgres
import Testing

@Suite struct CatalogTests {
    private static func organization(_ bits: UInt128, _ slug: String) -> Organization {
        Organization(
            id: OrganizationID(UniqueID(bits: bits)), name: "Shop", slug: slug,
            allowedOrigins: ["https://shop.example"],
            stripeAccountID: "acct_1", applicationFeeBasisPoints: 250, createdAt: StoreFixture.start)
    }

    @Test func anOfferIsAPriceAndItsProduct() async throws {
        try await StoreFixture.with { fixture in
            let shop = Self.organization(0xA, "shop")
            #expect(try await Organizations(fixture.pool).create(shop))
            let catalog = Catalog(fixture.pool)
            var product = Product(
                id: ProductID(UniqueID(bits: 1)), organizationID: shop.id, livemode: false, name: "Pro",
                features: [.init(key: "seats", title: "Ten \"seats\""), .init(key: "api", title: "API")],
                metadata: try Metadata(["a": "b"]), createdAt: StoreFixture.start)
            try await catalog.create(product)
            #expect(try await catalog.product(product.id, of: shop.id, livemode: false) == product)
            let period = try #require(BillingPeriod(interval: .month, count: 3))
            let price = Price(
                id: PriceID(UniqueID(bits: 2)), productID: product.id, unitAmount: StoreFixture.money(999),
                billing: .recurring(period), trialDays: 7, grantsFeatures: true)
            let record = PriceRecord(
                organizationID: shop.id, livemode: false, price: price, createdAt: StoreFixture.start)
            try await catalog.create(record)
            let offer = try await catalog.offer(price.id, of: shop.id, livemode: false)
            #expect(offer?.price == record)
            #expect(offer?.summary.features == ["Ten \"seats\"", "API"])
            #expect(offer?.summary.period == period)
            // Another tenant's, another mode's: it is as if there were none.
            #expect(try await catalog.offer(price.id, of: OrganizationID(UniqueID(bits: 9)), livemode: false) == nil)
            #expect(try await catalog.offer(price.id, of: shop.id, livemode: true) == nil)
            let archived = try await catalog.setActive(
                false, price: price.id, of: shop.id, livemode: false, at: StoreFixture.start)
            #expect(archived?.price.isActive == false)
            #expect(try await catalog.prices(of: shop.id, livemode: false, isActive: true, limit: 5).items.isEmpty)
            product.features = [
                .init(key: "api", title: "API", .metered(limit: 5, resets: .billingPeriod)),
                .init(key: "seats", title: "Seats", .number(limit: 10)),
                .init(key: "projects", title: "Projects", .number(limit: nil)),
                .init(key: "sso", title: "NULL"),
                .init(key: "credits", title: "{,}", .metered(limit: nil, resets: nil)),
            ]
            product.name = "Professional"
            #expect(try await catalog.update(product, at: StoreFixture.start))
            #expect(try await catalog.products(of: shop.id, livemode: false, limit: 5).items == [product])
        }
    }

    /// What no feature can be, and the constraint that keeps it from being that.
    static let breaches: [(sql: PostgresStatement, constraint: String)] = [
        ("UPDATE product_features SET kind = 'unit'", "product_features_kind_known"),
        ("UPDATE product_features SET feature_limit = 1", "product_features_boolean_is_not_counted"),
        ("UPDATE product_features SET kind = 'number', feature_limit = -1", "product_features_limit_exact"),
        ("UPDATE product_features SET kind = 'metered', reset_period = 'year'", "product_features_reset_known"),
        ("UPDATE product_features SET kind = 'number', reset_period = 'day'", "product_features_only_use_is_reset"),
    ]

    @Test func theTableKnowsWhatAFeatureCanBe() async throws {
        try await StoreFixture.with { fixture in
            let shop = Self.organization(0xA, "shop")
            _ = try await Organizations(fixture.pool).create(shop)
            try await Catalog(fixture.pool).create(
                Product(
                    id: ProductID(UniqueID(bits: 1)), organizationID: shop.id, livemode: false, name: "Pro",
                    features: [.init(key: "sso", title: "Single sign-on")], createdAt: StoreFixture.start))
            for (sql, constraint) in Self.breaches {
                do {
                    try await fixture.pool.execute(sql)
                    Issue.record("\(constraint) does not bite")
                } catch let error as PostgresError {
                    #expect(error.kind == .checkViolation(constraint: constraint))
                }
            }
        }
    }

    @Test func aPriceNeedsAProductOfItsOwnTenantAndMode() async throws {
        try await StoreFixture.with { fixture in
            let shop = Self.organization(0xA, "shop")
            _ = try await Organizations(fixture.pool).create(shop)
            let price = Price(
                id: PriceID(UniqueID(bits: 2)), productID: ProductID(UniqueID(bits: 1)),
                unitAmount: StoreFixture.money(1), billing: .oneTime)
            await #expect(throws: Catalog.Refusal.noSuchProduct) {
                try await Catalog(fixture.pool).create(
                    PriceRecord(organizationID: shop.id, livemode: false, price: price, createdAt: StoreFixture.start))
            }
        }
    }

    @Test func keysAreFoundByTheirHashUntilTheyAreRevoked() async throws {
        try await StoreFixture.with { fixture in
            let shop = Self.organization(0xA, "shop")
            let organizations = Organizations(fixture.pool)
            #expect(try await organizations.create(shop))
            #expect(try await !organizations.create(Self.organization(0xB, "shop")))
            #expect(try await organizations.find(shop.id) == shop)
            #expect(try await organizations.find(slug: "shop") == shop)
            let keys = APIKeys(fixture.pool)
            let key = APIKey(
                id: APIKeyID(UniqueID(bits: 1)), organizationID: shop.id, livemode: false, hint: "sk_test_…abcd",
                createdAt: StoreFixture.start)
            let hash = [UInt8](repeating: 4, count: 32)
            try await keys.create(key, hash: hash)
            let found = try await keys.find(hash: hash)
            #expect(found?.key == key)
            #expect(found?.organization == shop)
            try await keys.used([key.id], at: StoreFixture.start)
            #expect(try await keys.all(of: shop.id).first?.lastUsedAt == StoreFixture.start)
            #expect(try await keys.revoke(key.id, at: StoreFixture.start))
            #expect(try await !keys.revoke(key.id, at: StoreFixture.start))
            #expect(try await keys.find(hash: hash) == nil)
        }
    }

    @Test func onlyItsOwnOrganizationRevokesAToken() async throws {
        try await StoreFixture.with { fixture in
            let organizations = Organizations(fixture.pool)
            let (shop, stranger) = (Self.organization(0xA, "shop"), Self.organization(0xB, "stranger"))
            _ = try await organizations.create(shop)
            _ = try await organizations.create(stranger)
            let token = SessionTokenID(UniqueID(bits: 7))
            let revocations = TokenRevocations(fixture.pool)
            let expiry = StoreFixture.start + .seconds(60)
            try await revocations.revoke(token, of: stranger.id, at: StoreFixture.start, expiresAt: expiry)
            #expect(try await !revocations.isRevoked(token, of: shop.id))
            try await revocations.revoke(token, of: shop.id, at: StoreFixture.start, expiresAt: expiry)
            #expect(try await revocations.isRevoked(token, of: shop.id))
        }
    }
}

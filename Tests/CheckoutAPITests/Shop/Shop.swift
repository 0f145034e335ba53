import Checkout
import CheckoutFlow
import CheckoutStore
import Cryptography
import EventLoop
import HTTPMessages
import HTTPServer
import Pages
import Payments
import Postgres
import Schema
import TestSupport
import Testing

@testable import CheckoutAPI

/// The whole API in one process, with a database of the test's own, a merchant who sells, and another who must not notice.
struct Shop: Sendable {
    let database: TestDatabase
    let loop: EventLoop
    let bank: SimulatedBank
    let services: APIServices
    let application: Application
    let merchant: Merchant
    let stranger: Merchant
    let prices: Prices

    static let secret = SecretString(String(repeating: "secret ", count: 6))
    static let settings = APISettings(publicURL: "https://till.example")

    var clock: ManualClock { bank.manual }

    static func with<Result: Sendable>(
        limits: RateSettings = .unlimited, loopClock: ManualClock? = nil,
        _ body: @Sendable @concurrent (Shop) async throws -> Result
    ) async throws -> Result {
        await MarketPlace.shared.enter()
        let result: Swift.Result<Result, any Error>
        do {
            let database = try await TestDatabase.create()
            result = .success(
                try await withEventLoop(clock: loopClock?.clock ?? .system) { loop in
                    _ = try await MigrationRunner(Schema.migrations).run(on: database.target, loop: loop)
                    return try await on(loop, database, SimulatedBank(ManualClock()), limits: limits, body)
                })
        } catch { result = .failure(error) }
        await MarketPlace.shared.leave()
        return try result.get()
    }

    /// The same shop as another process would have it.
    func elsewhere<Result: Sendable>(
        _ body: @Sendable @concurrent (Shop) async throws -> Result
    ) async throws -> Result {
        try await loop.run {
            try await Self.on(loop, database, bank, limits: .unlimited, of: self, body)
        }
    }

    /// `first` is the process that was there before.
    private static func on<Result: Sendable>(
        _ loop: EventLoop, _ database: TestDatabase, _ bank: SimulatedBank, limits: RateSettings,
        of first: Shop? = nil, _ body: @Sendable @concurrent (Shop) async throws -> Result
    ) async throws -> Result {
        let pool = PostgresPool(database.target, loop: loop, options: .patient, pool: .patient)
        let feed = try await EventFeed.start(database.target, pools: [pool], options: .patient)
        let services = try services(pool, feed, bank, limits)
        let result: Swift.Result<Result, any Error>
        do {
            let shop: Shop
            if let first {
                shop = try Shop(
                    database, loop, bank, services, first.merchant, stranger: first.stranger, prices: first.prices)
            } else {
                let merchant = try await Merchant.settle("shop", services)
                shop = try Shop(
                    database, loop, bank, services, merchant,
                    stranger: try await Merchant.settle("stranger", services),
                    prices: try await Prices.publish(by: merchant, services))
            }
            result = .success(try await body(shop))
        } catch { result = .failure(error) }
        await services.flow.drained()
        try await feed.stop()
        await pool.shutdown()
        return try result.get()
    }

    private static func services(
        _ pool: PostgresPool, _ feed: EventFeed, _ bank: SimulatedBank, _ limits: RateSettings
    ) throws -> APIServices {
        let sessions = SessionBody(settings)
        let store = SessionStore(pool, feed: feed, render: sessions.publicBody)
        let keys = try ServiceKeys(secrets: [secret])
        let flow = CheckoutFlow(
            store: store, feed: feed, providers: bank.providers, keys: keys, returnURL: sessions.returnURL,
            clock: bank.manual.clock, events: .silent)
        return APIServices(
            store: store, feed: feed, flow: flow, providers: bank.providers, keys: keys, settings: settings,
            limits: RateLimits(limits), clock: bank.manual.clock)
    }

    private init(
        _ database: TestDatabase, _ loop: EventLoop, _ bank: SimulatedBank, _ services: APIServices,
        _ merchant: Merchant, stranger: Merchant, prices: Prices
    ) throws {
        self.database = database
        self.loop = loop
        self.bank = bank
        self.services = services
        self.merchant = merchant
        self.stranger = stranger
        self.prices = prices
        let assets = try PageAssets()
        application = try Application(middleware: CheckoutAPI.middleware) { table in
            CheckoutAPI(services, assets).add(to: &table)
        }
    }
}

/// An organization with its keys.
struct Merchant: Sendable {
    let organization: Organization
    let key: String
    let liveKey: String

    static func settle(_ slug: String, _ services: APIServices) async throws -> Merchant {
        let organization = Organization(
            id: OrganizationID(UniqueID(bits: try RandomUUID.version4())), name: slug, slug: slug,
            allowedOrigins: ["https://\(slug).example"], createdAt: services.now)
        #expect(try await services.organizations.create(organization))
        var keys: [String] = []
        for livemode in [false, true] {
            let key = try SecretKey.mint(livemode: livemode)
            try await services.apiKeys.create(
                APIKey(
                    id: APIKeyID(UniqueID(bits: try RandomUUID.version4())), organizationID: organization.id,
                    livemode: livemode, hint: SecretKey.hint(of: key), createdAt: services.now),
                hash: SecretKey.hash(key))
            keys.append(key.reveal { $0 })
        }
        return Merchant(organization: organization, key: keys[0], liveKey: keys[1])
    }

    /// A token as the merchant's backend gets it for one of its users.
    func token(
        for user: String, _ services: APIServices, operations: [TokenOperation]? = nil, livemode: Bool = false
    ) throws -> String {
        let claims = SessionTokenClaims(
            id: SessionTokenID(UniqueID(bits: try RandomUUID.version4())), issuedAt: services.now,
            expiresAt: services.now + .seconds(3600), organizationID: organization.id, externalUserID: user,
            allowedOperations: operations, metadata: .empty)
        return try SessionToken.sign(claims, livemode: livemode, with: services.keys).reveal { $0 }
    }
}

/// What the shop sells.
struct Prices: Sendable {
    let product: ProductID
    let monthly: PriceID
    let trial: PriceID
    let free: PriceID
    let oneTime: PriceID
    let archived: PriceID

    static func publish(by merchant: Merchant, _ services: APIServices) async throws -> Prices {
        let product = Product(
            id: ProductID(UniqueID(bits: try RandomUUID.version4())), organizationID: merchant.organization.id,
            livemode: false, name: "Pro", description: "Everything",
            features: [ProductFeature(key: "sso", title: "Single sign-on")], createdAt: services.now)
        try await services.catalog.create(product)
        let month = try #require(BillingPeriod(interval: .month, count: 1))
        let prices = Prices(
            product: product.id, monthly: try await price(of: product, 1900, .recurring(month), services),
            trial: try await price(of: product, 1900, .recurring(month), trialDays: 14, services),
            free: try await price(of: product, 0, .free, services),
            oneTime: try await price(of: product, 4900, .oneTime, services),
            archived: try await price(of: product, 700, .oneTime, services))
        _ = try await services.catalog.setActive(
            false, price: prices.archived, of: product.organizationID, livemode: false, at: services.now)
        return prices
    }

    private static func price(
        of product: Product, _ amount: Int64, _ billing: Price.Billing, trialDays: Int = 0, _ services: APIServices
    ) async throws -> PriceID {
        let usd = try #require(Currency("usd"))
        let price = Price(
            id: PriceID(UniqueID(bits: try RandomUUID.version4())), productID: product.id,
            unitAmount: Money(minorUnits: amount, currency: usd), billing: billing, trialDays: trialDays)
        try await services.catalog.create(
            PriceRecord(
                organizationID: product.organizationID, livemode: false, price: price, createdAt: services.now))
        return price.id
    }
}

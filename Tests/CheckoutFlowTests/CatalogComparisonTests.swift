import Checkout
import CheckoutStore
import EventLoop
import Payments
import Testing

@testable import CheckoutFlow

/// A provider's products and prices beside ours, without any of either's world.
@Suite struct CatalogComparisonTests {
    private static let shop = OrganizationID(UniqueID(bits: 1))
    private static let now = Timestamp(unixSeconds: 1_800_000_000)
    private let usd = Currency("usd")

    private func comparison(
        _ products: [Product] = [], _ prices: [PriceRecord] = [], _ links: CatalogLinks = CatalogLinks()
    ) -> CatalogComparison {
        var count: UInt128 = 100
        return CatalogComparison(
            of: Self.shop, livemode: false, at: Self.now, products: products, prices: prices, links,
            newID: {
                count += 1
                return UniqueID(bits: count)
            })
    }

    private func product(_ id: UInt128, _ name: String = "Pro", isActive: Bool = true) -> Product {
        Product(
            id: ProductID(UniqueID(bits: id)), organizationID: Self.shop, livemode: false, name: name,
            isActive: isActive, features: [ProductFeature(key: "sso", title: "SSO")], createdAt: Self.now)
    }

    private func price(
        _ id: UInt128, of product: Product, _ units: Int64 = 1900, isActive: Bool = true
    ) throws -> PriceRecord {
        PriceRecord(
            organizationID: Self.shop, livemode: false,
            price: Price(
                id: PriceID(UniqueID(bits: id)), productID: product.id, unitAmount: try money(units),
                billing: .recurring(.month), isActive: isActive), createdAt: Self.now)
    }

    private func money(_ units: Int64) throws -> Money { Money(minorUnits: units, currency: try #require(usd)) }

    private func theirs(
        _ id: String = "prod_1", _ name: String = "Pro", isActive: Bool = true, ours: Product? = nil
    ) -> ProviderProduct {
        ProviderProduct(
            providerID: id, productID: ours?.id, name: name, isActive: isActive,
            metadata: ["tier": "1", "till_product": "x"], livemode: false)
    }

    private func theirPrice(
        _ id: String = "price_1", of product: String = "prod_1", _ units: Int64? = 1900,
        _ billing: ListedPrice.Billing = .recurring(.month), isActive: Bool = true, trialDays: Int = 0
    ) throws -> ListedPrice {
        ListedPrice(
            providerID: id, product: product, unitAmount: try units.map(money), billing: billing,
            trialDays: trialDays, isActive: isActive, livemode: false)
    }

    private func outcomes(_ comparison: CatalogComparison) -> [CatalogStep.Outcome] { comparison.steps.map(\.outcome) }

    @Test func whatIsNewIsMade() throws {
        var comparison = comparison()
        try comparison.compare(theirs())
        try comparison.compare(theirPrice(trialDays: 900))
        try comparison.compare(theirPrice("price_2", 0))
        try comparison.compare(theirPrice("price_3", 500, .oneTime))
        comparison.finish()
        #expect(outcomes(comparison) == [.created, .created, .created, .created])
        guard case .create(let made) = comparison.steps[0].action else { return #expect(Bool(false)) }
        #expect(made.name == "Pro" && made.isActive && made.metadata.values == ["tier": "1"])
        let prices = comparison.steps.compactMap { step -> Price? in
            if case .createPrice(let record) = step.action { record.price } else { nil }
        }
        #expect(prices.map(\.billing) == [.recurring(.month), .free, .oneTime])
        #expect(prices.map(\.trialDays) == [730, 0, 0] && prices.allSatisfy { $0.productID == made.id })
    }

    @Test func whatIsKnownFollows() throws {
        let (pro, team) = (product(1), product(2, "Team"))
        let links = CatalogLinks(
            products: ["prod_1": pro.id, "prod_2": team.id],
            prices: ["price_1": PriceID(UniqueID(bits: 11)), "price_2": PriceID(UniqueID(bits: 12))])
        let prices = [try price(11, of: pro), try price(12, of: team, isActive: false)]
        var same = comparison([pro, team], prices, links)
        try same.compare(theirs())
        try same.compare(theirs("prod_2", "Team"))
        try same.compare(theirPrice())
        try same.compare(theirPrice("price_2", of: "prod_2", isActive: false))
        same.finish()
        #expect(outcomes(same) == [.unchanged, .unchanged, .unchanged, .unchanged])
        #expect(same.steps.allSatisfy { $0.action == .none })

        var other = comparison([pro, team], prices, links)
        try other.compare(theirs("prod_1", "Pro Plus"))
        try other.compare(theirs("prod_2", "Team", isActive: false))
        try other.compare(theirPrice(isActive: false))
        try other.compare(theirPrice("price_2", of: "prod_2"))
        other.finish()
        #expect(outcomes(other) == [.updated, .archived, .archived, .updated])
        guard case .update(let changed) = other.steps[0].action else { return #expect(Bool(false)) }
        #expect(changed.name == "Pro Plus" && changed.features == pro.features, "features are ours alone")
        #expect(other.steps[2].action == .setActive(PriceID(UniqueID(bits: 11)), false))
    }

    @Test func whatIsGoneThereStays() throws {
        let pro = product(1)
        let links = CatalogLinks(products: ["prod_1": pro.id], prices: ["price_1": PriceID(UniqueID(bits: 11))])
        var comparison = comparison([pro], [try price(11, of: pro)], links)
        comparison.compare(.price, unreadable: UnreadableObject(id: "price_1", reason: "recurring"))
        comparison.finish()
        #expect(outcomes(comparison) == [.unsupported, .missing])
        #expect(comparison.steps.allSatisfy { $0.action == .none })
    }

    @Test func whatIsArchivedThereAndUnknownHereIsPassedOver() throws {
        var comparison = comparison()
        try comparison.compare(theirs(isActive: false))
        try comparison.compare(theirs("prod_2"))
        try comparison.compare(theirPrice())
        try comparison.compare(theirPrice("price_2", of: "prod_2", isActive: false))
        #expect(outcomes(comparison) == [.ignored, .created, .ignored, .ignored])
    }

    @Test func whatCannotBeSoldHereIsToldWithItsReason() throws {
        let pro = product(1)
        let links = CatalogLinks(products: ["prod_1": pro.id], prices: ["price_4": PriceID(UniqueID(bits: 11))])
        var comparison = comparison([pro], [try price(11, of: pro)], links)
        try comparison.compare(theirs())
        try comparison.compare(theirPrice("price_1", nil, .unsupported("tiers")))
        try comparison.compare(theirPrice("price_2", of: "prod_9"))
        try comparison.compare(theirPrice("price_3", CheckoutLimits.amountMinorUnits.upperBound + 1))
        try comparison.compare(theirPrice("price_4", 2000))
        #expect(outcomes(comparison).dropFirst().allSatisfy { $0 == .unsupported })
        #expect(
            comparison.steps.dropFirst().map(\.reason) == [
                "tiers", "its product prod_9 is not known", "an amount that is out of bounds",
                "it is sold for something else here",
            ])
        #expect(comparison.steps.allSatisfy { $0.action == .none })
    }

    /// The provider was told of it by us, for subscriptions at prices that were named in their orders.
    @Test func whatCameFromHereIsRecognised() throws {
        let pro = product(1, "Our name")
        let prices = [try price(11, of: pro), try price(12, of: pro, 2900)]
        var first = comparison([pro], prices)
        try first.compare(theirs("\(pro.id)", "Their name", ours: pro))
        for number in 1...3 { try first.compare(theirPrice("price_\(number)", of: "\(pro.id)")) }
        try first.compare(theirPrice("price_4", of: "\(pro.id)", 4900))
        #expect(outcomes(first) == [.linked, .linked, .ignored, .ignored, .created])
        #expect(first.steps[1].id == "\(prices[0].price.id)")

        let links = CatalogLinks(products: ["\(pro.id)": pro.id], prices: ["price_1": prices[0].price.id])
        var second = comparison([pro], prices, links)
        try second.compare(theirs("\(pro.id)", "Their name", ours: pro))
        for number in 1...3 { try second.compare(theirPrice("price_\(number)", of: "\(pro.id)")) }
        #expect(outcomes(second) == [.unchanged, .unchanged, .ignored, .ignored], "its name is ours to say")
    }

    @Test func whatDoesNotFitIsCut() throws {
        var comparison = comparison()
        try comparison.compare(theirs("prod_1", String(repeating: "é", count: 300)))
        try comparison.compare(theirs("prod_2", "\0"))
        let names = comparison.steps.compactMap { step -> String? in
            if case .create(let product) = step.action { product.name } else { nil }
        }
        #expect(names.map(\.unicodeScalars.count) == [200, 6])
    }
}

import Checkout
import CheckoutStore
import EventLoop
import HTTPMessages
import Payments
import Testing

@testable import CheckoutFlow
@testable import Simulator

/// A provider's prices, read into a database through the real adapter, and what is then subscribed to.
@Suite struct PriceSyncTests {
    private let place = ProviderPlace(.stripe, livemode: false)

    private func sync(
        _ fixture: FlowFixture, _ network: FlowNetwork, for organization: OrganizationID = FlowFixture.organization,
        isDry: Bool = false
    ) async throws -> [CatalogStep] {
        let client = try #require(try network.providers().connected(.stripe, livemode: false)?.client)
        let now = fixture.now
        return try await PriceSync(Catalog(fixture.store.pool), client, now: { now })
            .run(for: organization, at: place, isDry: isDry)
    }

    private func fill(_ network: FlowNetwork) {
        network.call("/v1/products", ["id": "prod_team", "name": "Team", "description": "For ten"])
        for (units, name) in [("2900", "monthly"), ("29000", "yearly")] {
            network.call(
                "/v1/prices",
                [
                    "product": "prod_team", "currency": "usd", "unit_amount": .text(units), "nickname": .text(name),
                    "recurring": ["interval": name == "monthly" ? "month" : "year"],
                ])
        }
        network.call("/v1/prices", ["product": "prod_team", "currency": "usd", "unit_amount": "9900"])
    }

    @Test func twiceIsOnce() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            fill(network)
            let catalog = Catalog(fixture.store.pool)
            let dry = try await sync(fixture, network, isDry: true)
            #expect(dry.map(\.outcome) == Array(repeating: .created, count: 4))
            #expect(
                try await catalog.products(of: FlowFixture.organization, livemode: false, limit: 9).items.isEmpty)

            let first = try await sync(fixture, network)
            #expect(first.map(\.outcome) == Array(repeating: .created, count: 4))
            let products = try await catalog.products(of: FlowFixture.organization, livemode: false, limit: 9).items
            #expect(products.map(\.name) == ["Team"] && products.first?.description == "For ten")
            let prices = try await catalog.prices(of: FlowFixture.organization, livemode: false, limit: 9).items
            #expect(Set(prices.map(\.price.unitAmount.minorUnits)) == [2900, 29000, 9900])
            let links = try await catalog.links(of: FlowFixture.organization, at: place)
            let team = try #require(products.first)
            #expect(links.products == ["prod_team": team.id])
            #expect(Set(links.prices.values) == Set(prices.map(\.price.id)))

            let second = try await sync(fixture, network)
            #expect(second.map(\.outcome) == Array(repeating: .unchanged, count: 4))
            #expect(
                try await catalog.prices(of: FlowFixture.organization, livemode: false, limit: 9).items == prices)

            network.call("/v1/products/prod_team", ["name": "Team Plus"])
            let yearly = try #require(network.world { $0.prices.newestFirst.first { $0.unitAmount == 29000 }?.id })
            network.call("/v1/prices/\(yearly)", ["active": "false"])
            let third = try await sync(fixture, network)
            #expect(third.count { $0.outcome == .updated } == 1 && third.count { $0.outcome == .archived } == 1)
            #expect(
                try await catalog.products(of: FlowFixture.organization, livemode: false, limit: 9).items.map(\.name)
                    == ["Team Plus"])
            let sold = try await catalog.prices(
                of: FlowFixture.organization, livemode: false, isActive: true, limit: 9)
            #expect(Set(sold.items.map(\.price.unitAmount.minorUnits)) == [2900, 9900])
            #expect(try await sync(fixture, network).allSatisfy { $0.outcome == .unchanged })
        }
    }

    @Test func anAccountsPricesAreOneMerchants() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            fill(network)
            _ = try await sync(fixture, network)
            let other = Organization(
                id: OrganizationID(UniqueID(bits: 0xB)), name: "Other", slug: "other", createdAt: fixture.now)
            #expect(try await Organizations(fixture.store.pool).create(other))
            let steps = try await sync(fixture, network, for: other.id)
            #expect(steps.allSatisfy { $0.outcome == .unsupported && $0.id == nil })
            #expect(steps.first?.reason?.contains("another organization") == true)
            let catalog = Catalog(fixture.store.pool)
            #expect(try await catalog.products(of: other.id, livemode: false, limit: 9).items.isEmpty)
            #expect(try await catalog.prices(of: other.id, livemode: false, limit: 9).items.isEmpty)
        }
    }

    @Test func aProviderThatCannotBeAskedChangesNothing() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            fill(network)
            network.forecast(.answered(401, #"{"error":{"type":"invalid_request_error","message":"no"}}"#))
            await #expect(throws: PriceSync.Failure.self) { _ = try await sync(fixture, network) }
            let catalog = Catalog(fixture.store.pool)
            let products = try await catalog.products(of: FlowFixture.organization, livemode: false, limit: 9)
            #expect(products.items.isEmpty)
        }
    }

    /// Subscribed at the provider's own price, and at one of ours when that was archived there without our knowing.
    @Test(arguments: [false, true])
    func subscriptionsAreMadeAtTheProvidersPrice(isArchived: Bool) async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            try await fixture.makeProducts()
            let catalog = Catalog(fixture.store.pool)
            let price = PriceRecord(
                organizationID: FlowFixture.organization, livemode: false,
                price: Price(
                    id: PriceID(UniqueID(bits: 1)), productID: FlowFixture.product,
                    unitAmount: try FlowFixture.usd(999), billing: .recurring(.month)), createdAt: fixture.now)
            try await catalog.create(price)
            // As if it had been taken over from there.
            network.call("/v1/products", ["id": "prod_pro", "name": "Pro"])
            network.call(
                "/v1/prices",
                [
                    "product": "prod_pro", "currency": "usd", "unit_amount": "999",
                    "recurring": ["interval": "month"],
                ])
            let theirs = try #require(network.world { Array($0.prices.newestFirst).first?.id })
            let product = try #require(
                try await catalog.product(FlowFixture.product, of: FlowFixture.organization, livemode: false))
            try await catalog.link(product, to: "prod_pro", at: place, fixture.now)
            try await catalog.link(price, to: theirs, at: place, fixture.now)
            if isArchived { network.call("/v1/prices/\(theirs)", ["active": "false"]) }

            let record = try await fixture.subscribe()
            #expect(record.state.status == .active && record.state.owed == nil)
            #expect((record.state.provider.price == theirs) == !isArchived)
            let known = network.world { $0.products.newestFirst.map(\.id) }
            #expect(known == ["prod_pro"], "it is told of no product twice")
            #expect(network.charges.map { $0["amount"]?.integer } == [999])

            // More of the same: at the price it is billed at, or where that is no longer sold at one of ours.
            network.call("/v1/prices/\(theirs)", ["active": "false"])
            let more = try fixture.plan(quantity: 3)
            guard case .preview(let preview, _) = try await fixture.subscriptionFlow.previewChange(record.id, to: more)
            else { return #expect(Bool(false), "no preview") }
            let changed = try fixture.settled(try await fixture.subscriptionFlow.change(record.id, to: more))
            #expect(changed.state.plan.quantity == 3 && changed.state.owed == nil)
            #expect(network.charges.last?["amount"]?.integer == preview.dueNow.minorUnits)
        }
    }
}

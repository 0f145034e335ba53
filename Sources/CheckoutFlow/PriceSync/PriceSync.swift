package import Checkout
package import CheckoutStore
import Cryptography
package import Payments

/// Reads a provider's products and prices into a merchant's own. Done twice, the second time changes nothing.
package struct PriceSync: Sendable {
    private let catalog: Catalog
    private let calls: CatalogCalls
    private let now: @Sendable () -> Timestamp

    package init(_ catalog: Catalog, _ provider: ProviderClient, now: @escaping @Sendable () -> Timestamp) {
        self.catalog = catalog
        calls = provider.catalog
        self.now = now
    }

    /// Why it ended early; what was done until then stays.
    package struct Failure: Error, Sendable {
        package let cause: ProviderFailure
    }

    /// What became of everything the provider has; with `isDry` what would.
    package func run(
        for organization: OrganizationID, at place: ProviderPlace, isDry: Bool
    ) async throws -> [CatalogStep] {
        let steps = try await compare(organization, place)
        guard !isDry else { return steps }
        var done: [CatalogStep] = []
        for step in steps { done.append(try await perform(step, organization, place)) }
        return done
    }

    // MARK: Reading

    private func compare(_ organization: OrganizationID, _ place: ProviderPlace) async throws -> [CatalogStep] {
        // The provider first: a product that is made there meanwhile has its prices the next time.
        let products = try await all(place) { list throws(ProviderFailure) in try await calls.listProducts(list) }
        let prices = try await all(place) { list throws(ProviderFailure) in try await calls.listPrices(list) }
        var comparison = CatalogComparison(
            of: organization, livemode: place.livemode, at: now(),
            products: try await ours(organization, place), prices: try await ourPrices(organization, place),
            try await catalog.links(of: organization, at: place),
            newID: { UniqueID(bits: try RandomUUID.version7(unixMilliseconds: now().unixMilliseconds)) })
        for product in products.items { try comparison.compare(product) }
        for object in products.unreadable { comparison.compare(.product, unreadable: object) }
        for price in prices.items { try comparison.compare(price) }
        for object in prices.unreadable { comparison.compare(.price, unreadable: object) }
        comparison.finish()
        return comparison.steps
    }

    private func all<Item>(
        _ place: ProviderPlace, _ call: (CatalogList) async throws(ProviderFailure) -> ProviderPage<Item>
    ) async throws(Failure) -> ProviderPage<Item> {
        var all = ProviderPage<Item>([])
        var list = CatalogList(accountID: place.accountID)
        repeat {
            do throws(ProviderFailure) {
                let page = try await call(list)
                all.items += page.items
                all.unreadable += page.unreadable
                list.after = page.next
            } catch {
                throw Failure(cause: error)
            }
        } while list.after != nil
        return all
    }

    private func ours(_ organization: OrganizationID, _ place: ProviderPlace) async throws -> [Product] {
        var (all, cursor): ([Product], ListCursor?) = ([], nil)
        repeat {
            let page = try await catalog.products(of: organization, livemode: place.livemode, after: cursor, limit: 500)
            all += page.items
            cursor = page.next
        } while cursor != nil
        return all
    }

    private func ourPrices(_ organization: OrganizationID, _ place: ProviderPlace) async throws -> [PriceRecord] {
        var (all, cursor): ([PriceRecord], ListCursor?) = ([], nil)
        repeat {
            let page = try await catalog.prices(of: organization, livemode: place.livemode, after: cursor, limit: 500)
            all += page.items
            cursor = page.next
        } while cursor != nil
        return all
    }

    // MARK: Writing

    private func perform(
        _ step: CatalogStep, _ organization: OrganizationID, _ place: ProviderPlace
    ) async throws -> CatalogStep {
        do {
            switch step.action {
            case .none: break
            case .create(let product): try await catalog.create(product, linkedTo: step.providerID, at: place)
            case .link(let product): try await catalog.link(product, to: step.providerID, at: place, now())
            case .update(let product): _ = try await catalog.update(product, at: now())
            case .createPrice(let price): try await catalog.create(price, linkedTo: step.providerID, at: place)
            case .linkPrice(let price): try await catalog.link(price, to: step.providerID, at: place, now())
            case .setActive(let id, let isActive):
                _ = try await catalog.setActive(
                    isActive, price: id, of: organization, livemode: place.livemode, at: now())
            }
            return step
        } catch Catalog.LinkRefusal.taken {
            return step.refused("another organization has it, or another sync is under way")
        } catch let error as Catalog.Refusal {
            // Its product was refused just now.
            guard error == .noSuchProduct else { throw error }
            return step.refused("its product is not here")
        }
    }
}

extension CatalogStep {
    fileprivate func refused(_ reason: String) -> CatalogStep {
        var step = self
        (step.id, step.outcome, step.reason, step.action) = (nil, .unsupported, reason, .none)
        return step
    }
}

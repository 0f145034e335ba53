import Checkout
import CheckoutAPI
import CheckoutStore
import Cryptography
import EventLoop
import Postgres

/// Who uses this service, what they call with and what they sell, as an operator changes it.
struct Merchants: Sendable {
    let organizations: Organizations
    let keys: APIKeys
    let catalog: Catalog
    let reviews: Reviews
    let events: ProviderEvents
    let loop: EventLoop
    /// For what is asked of the provider.
    let stripe: StripeConfiguration

    init(pool: PostgresPool, stripe: StripeConfiguration = StripeConfiguration()) {
        organizations = Organizations(pool)
        keys = APIKeys(pool)
        catalog = Catalog(pool)
        reviews = Reviews(pool)
        events = ProviderEvents(pool)
        loop = pool.loop
        self.stripe = stripe
    }

    var now: Timestamp { Timestamp(unixNanoseconds: loop.clock.unixNanoseconds()) }

    func perform(_ act: AdministrativeAct) async throws -> AdministrationReport {
        switch act {
        case .createOrganization(let slug, let details): try await createOrganization(slug, details)
        case .updateOrganization(let reference, let details): try await updateOrganization(reference, details)
        case .listOrganizations: AdministrationReport(organizations: try await organizations.all())
        case .createKey(let scope, let name): try await createKey(scope, name: name)
        case .listKeys(let reference):
            AdministrationReport(keys: try await keys.all(of: organization(reference).id))
        case .revokeKey(let id): try await revokeKey(id)
        case .createProduct(let scope, let details, let prices): try await createProduct(scope, details, prices)
        case .addPrices(let product, let scope, let prices): try await addPrices(product, scope, prices)
        case .listProducts(let scope): try await listProducts(scope)
        case .listReviews(let organization, let status): try await listReviews(of: organization, status)
        case .showReview(let id): try await showReview(id)
        case .resolveReview(let id, let note): try await resolveReview(id, note: note)
        case .replayEvent(let reference): try await replayEvent(reference)
        case .syncPrices(let order): try await syncPrices(order)
        }
    }

    // MARK: Organizations

    private func createOrganization(
        _ slug: String, _ details: OrganizationDetails
    ) async throws -> AdministrationReport {
        var organization = Organization(
            id: try newID(), name: details.name ?? slug, slug: slug, createdAt: now)
        details.apply(to: &organization)
        guard try await organizations.create(organization) else {
            throw CommandFailure(.refused, "There is an organization “\(slug)” already: choose another slug.")
        }
        return AdministrationReport(organization: organization, "Made organization \(slug) (\(organization.id)).")
    }

    private func updateOrganization(
        _ reference: String, _ details: OrganizationDetails
    ) async throws -> AdministrationReport {
        var organization = try await organization(reference)
        details.apply(to: &organization)
        guard try await organizations.update(organization) else { throw Self.noOrganization(reference) }
        return AdministrationReport(
            organization: organization, "Changed organization \(organization.slug) (\(organization.id)).")
    }

    /// The one that was named, or the only one.
    func organization(_ reference: String?) async throws -> Organization {
        guard let reference else { return try await onlyOrganization() }
        let found =
            if let id = OrganizationID(reference) { try await organizations.find(id) } else {
                try await organizations.find(slug: reference)
            }
        guard let found else { throw Self.noOrganization(reference) }
        return found
    }

    private func onlyOrganization() async throws -> Organization {
        let all = try await organizations.all(limit: 2)
        guard let first = all.first else {
            throw CommandFailure(.refused, "There is no organization yet: “till org create” makes one.")
        }
        guard all.count == 1 else {
            throw CommandFailure(
                .refused, "There are several organizations: choose one with --org; “till org list” shows them.")
        }
        return first
    }

    private static func noOrganization(_ reference: String) -> CommandFailure {
        CommandFailure(.refused, "There is no organization “\(reference)”; “till org list” shows them.")
    }

    // MARK: Keys

    private func createKey(_ scope: MerchantScope, name: String) async throws -> AdministrationReport {
        let organization = try await organization(scope.organization)
        let secret = try SecretKey.mint(livemode: scope.livemode)
        let key = APIKey(
            id: try newID(), organizationID: organization.id, livemode: scope.livemode,
            hint: SecretKey.hint(of: secret),
            name: name, createdAt: now)
        try await keys.create(key, hash: SecretKey.hash(secret))
        return AdministrationReport(key: key, secret: secret, organization: organization)
    }

    private func revokeKey(_ id: APIKeyID) async throws -> AdministrationReport {
        guard try await keys.revoke(id, at: now) else {
            throw CommandFailure(.refused, "There is no key \(id) that is still good; “till keys list” shows them.")
        }
        return AdministrationReport(revoked: id)
    }

    // MARK: Products

    private func createProduct(
        _ scope: MerchantScope, _ details: ProductDetails, _ prices: [PriceText]
    ) async throws -> AdministrationReport {
        let organization = try await organization(scope.organization)
        let product = Product(
            id: try newID(), organizationID: organization.id, livemode: scope.livemode, name: details.name,
            description: details.description, features: details.features, createdAt: now)
        try await catalog.create(product)
        return AdministrationReport(products: [(product, try await create(prices, of: product))])
    }

    private func addPrices(
        _ id: ProductID, _ scope: MerchantScope, _ prices: [PriceText]
    ) async throws -> AdministrationReport {
        let organization = try await organization(scope.organization)
        guard let product = try await catalog.product(id, of: organization.id, livemode: scope.livemode) else {
            let mode = scope.livemode ? "live" : "test"
            throw CommandFailure(.refused, "\(organization.slug) has no product \(id) in \(mode) mode.")
        }
        return AdministrationReport(products: [(product, try await create(prices, of: product))])
    }

    private func create(_ prices: [PriceText], of product: Product) async throws -> [PriceRecord] {
        var records: [PriceRecord] = []
        for text in prices {
            let price = Price(id: try newID(), productID: product.id, unitAmount: text.amount, billing: text.billing)
            let record = PriceRecord(
                organizationID: product.organizationID, livemode: product.livemode, price: price, createdAt: now)
            try await catalog.create(record)
            records.append(record)
        }
        return records
    }

    private func listProducts(_ scope: MerchantScope) async throws -> AdministrationReport {
        let organization = try await organization(scope.organization)
        var listed: [(Product, [PriceRecord])] = []
        var cursor: ListCursor?
        repeat {
            let page = try await catalog.products(
                of: organization.id, livemode: scope.livemode, after: cursor, limit: 100)
            for product in page.items { listed.append((product, try await prices(of: product))) }
            cursor = page.next
        } while cursor != nil
        return AdministrationReport(products: listed)
    }

    private func prices(of product: Product) async throws -> [PriceRecord] {
        var prices: [PriceRecord] = []
        var cursor: ListCursor?
        repeat {
            let page = try await catalog.prices(
                of: product.organizationID, livemode: product.livemode, product: product.id, after: cursor, limit: 100)
            prices += page.items
            cursor = page.next
        } while cursor != nil
        return prices
    }

    /// Ids made later sort later.
    func newID<Kind: IdentifierKind>() throws -> Identifier<Kind> {
        Identifier(UniqueID(bits: try RandomUUID.version7(unixMilliseconds: now.unixMilliseconds)))
    }
}

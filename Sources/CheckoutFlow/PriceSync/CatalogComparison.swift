import Checkout
import CheckoutStore
import Payments

/// A provider's products and prices beside ours: what would have to be done for ours to be the same. Pure.
///
/// Names, descriptions and whether something is sold are the provider's to say; features are ours alone. Amounts change on
/// neither side. Nothing is ever deleted.
struct CatalogComparison {
    let organization: OrganizationID
    let livemode: Bool
    let now: Timestamp
    /// Those that nothing of the provider's was compared with yet.
    private var links: CatalogLinks
    private var linked: Set<PriceID>
    private var products: [ProductID: Product]
    private var prices: [PriceID: PriceRecord]
    /// Ours, by the provider's ids: with those that are about to be made.
    private var taken: [String: Product] = [:]
    /// Those of them that the provider was told of by us.
    private var told: Set<ProductID> = []
    /// Archived there and unknown here; their prices are of no interest.
    private var ignored: Set<String> = []
    private let newID: () throws -> UniqueID
    private(set) var steps: [CatalogStep] = []

    init(
        of organization: OrganizationID, livemode: Bool, at now: Timestamp, products: [Product], prices: [PriceRecord],
        _ links: CatalogLinks, newID: @escaping () throws -> UniqueID
    ) {
        self.organization = organization
        self.livemode = livemode
        self.now = now
        self.links = links
        linked = Set(links.prices.values)
        self.products = Dictionary(products.map { ($0.id, $0) }) { first, _ in first }
        self.prices = Dictionary(prices.map { ($0.price.id, $0) }) { first, _ in first }
        self.newID = newID
    }

    // MARK: Products

    mutating func compare(_ theirs: ProviderProduct) throws {
        let step: CatalogStep
        if let id = links.products.removeValue(forKey: theirs.providerID), let ours = products[id] {
            step = changed(ours, as: theirs)
        } else if let ours = theirs.productID.flatMap({ products[$0] }) {
            // The provider was told of it by us: its name is ours to say.
            taken[theirs.providerID] = ours
            told.insert(ours.id)
            step = CatalogStep(
                .product, theirs.providerID, id: "\(ours.id)", name: ours.name, .linked, .link(ours))
        } else if !theirs.isActive {
            ignored.insert(theirs.providerID)
            step = CatalogStep(
                .product, theirs.providerID, name: theirs.shownName, .ignored, reason: "archived")
        } else {
            let made = Product(
                id: ProductID(try newID()), organizationID: organization, livemode: livemode, name: theirs.shownName,
                description: theirs.shownDescription, metadata: theirs.ownMetadata, createdAt: now)
            taken[theirs.providerID] = made
            step = CatalogStep(
                .product, theirs.providerID, id: "\(made.id)", name: made.name, .created, .create(made))
        }
        steps.append(step)
    }

    private mutating func changed(_ ours: Product, as theirs: ProviderProduct) -> CatalogStep {
        taken[theirs.providerID] = ours
        var new = ours
        // What we told the provider of keeps the name that it has here.
        if theirs.productID == ours.id {
            told.insert(ours.id)
        } else {
            new.name = theirs.shownName
            new.description = theirs.shownDescription
        }
        new.isActive = theirs.isActive
        let outcome: CatalogStep.Outcome =
            new == ours ? .unchanged : ours.isActive && !new.isActive ? .archived : .updated
        return CatalogStep(
            .product, theirs.providerID, id: "\(ours.id)", name: new.name, outcome,
            outcome == .unchanged ? .none : .update(new))
    }

    // MARK: Prices

    /// After all products.
    mutating func compare(_ theirs: ListedPrice) throws {
        func step(
            _ outcome: CatalogStep.Outcome, _ id: PriceID? = nil, reason: String? = nil, _ action: CatalogAction = .none
        ) -> CatalogStep {
            CatalogStep(
                .price, theirs.providerID, id: id.map { "\($0)" }, name: theirs.shownName, outcome, reason: reason,
                action)
        }
        let known = links.prices.removeValue(forKey: theirs.providerID).flatMap { prices[$0] }
        guard let (amount, billing) = theirs.soldHere else {
            return steps.append(step(.unsupported, known?.price.id, reason: theirs.obstacle))
        }
        if let ours = known?.price {
            guard ours.unitAmount == amount, ours.billing == billing else {
                return steps.append(step(.unsupported, ours.id, reason: "it is sold for something else here"))
            }
            guard ours.isActive != theirs.isActive else { return steps.append(step(.unchanged, ours.id)) }
            return steps.append(
                step(theirs.isActive ? .updated : .archived, ours.id, .setActive(ours.id, theirs.isActive)))
        }
        guard theirs.isActive, !ignored.contains(theirs.product) else {
            return steps.append(step(.ignored, reason: "archived"))
        }
        guard let product = taken[theirs.product] else {
            return steps.append(step(.unsupported, reason: "its product \(theirs.product) is not known"))
        }
        if let same = twin(of: theirs, amount, billing, product) {
            linked.insert(same.price.id)
            return steps.append(step(.linked, same.price.id, .linkPrice(same)))
        }
        if told.contains(product.id), let same = soldAlready(amount, billing, product) {
            return steps.append(step(.ignored, same, reason: "it was made for a subscription"))
        }
        let price = Price(
            id: PriceID(try newID()), productID: product.id, unitAmount: amount, billing: billing,
            trialDays: theirs.soldTrialDays)
        let made = PriceRecord(
            organizationID: organization, livemode: livemode, price: price, metadata: theirs.ownMetadata,
            createdAt: now)
        steps.append(step(.created, price.id, .createPrice(made)))
    }

    /// One of ours for the same, that is no other of the provider's.
    private func twin(
        of theirs: ListedPrice, _ amount: Money, _ billing: Price.Billing, _ product: Product
    ) -> PriceRecord? {
        prices.values.filter { record in
            let price = record.price
            return price.productID == product.id && price.isActive && price.unitAmount == amount
                && price.billing == billing && price.trialDays == theirs.soldTrialDays && !linked.contains(price.id)
        }.min { ($0.createdAt, $0.price.id.id.bits) < ($1.createdAt, $1.price.id.id.bits) }
    }

    /// A price that is named in a subscription's order leaves one behind at the provider each time.
    private func soldAlready(_ amount: Money, _ billing: Price.Billing, _ product: Product) -> PriceID? {
        prices.values.map(\.price).filter { price in
            price.productID == product.id && price.unitAmount == amount && price.billing == billing
        }.map(\.id).min { $0.id.bits < $1.id.bits }
    }

    // MARK: The rest

    mutating func compare(_ subject: CatalogStep.Subject, unreadable: UnreadableObject) {
        switch subject {
        case .product: links.products[unreadable.id] = nil
        case .price: links.prices[unreadable.id] = nil
        }
        steps.append(
            CatalogStep(
                subject, unreadable.id, name: unreadable.id, .unsupported,
                reason: "it cannot be read: \(unreadable.reason)"))
    }

    /// After everything: what is linked and was not there.
    mutating func finish() {
        for (theirs, id) in links.products.sorted(by: { $0.key < $1.key }) {
            steps.append(
                CatalogStep(.product, theirs, id: "\(id)", name: products[id]?.name ?? theirs, .missing))
        }
        for (theirs, id) in links.prices.sorted(by: { $0.key < $1.key }) {
            steps.append(CatalogStep(.price, theirs, id: "\(id)", name: theirs, .missing))
        }
    }
}

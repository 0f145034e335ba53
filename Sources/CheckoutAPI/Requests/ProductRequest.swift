import Checkout
import CheckoutStore
import HTTPMessages

/// What a merchant sends about a product; what is left out stays as it is.
struct ProductRequest: Sendable {
    private static let nameCharacters = 1...200
    private static let descriptionCharacters = 0...2000

    let name: String?
    /// An empty text takes the description away.
    let description: String?
    let features: [ProductFeature]?
    let metadata: Metadata?
    let isActive: Bool?

    init(_ body: JSONReader) throws(APIError) {
        name = try body.string("name", characters: Self.nameCharacters)
        description = try body.string("description", characters: Self.descriptionCharacters)
        features = try FeatureFields.read(body)
        metadata = try body.metadata()
        isActive = try body.bool("active")
    }

    func product(_ id: ProductID, of caller: MerchantCaller, at time: Timestamp) throws(APIError) -> Product {
        guard let name else { throw .missing("name") }
        var product = Product(
            id: id, organizationID: caller.organization.id, livemode: caller.livemode, name: name, createdAt: time)
        change(&product)
        return product
    }

    func change(_ product: inout Product) {
        if let name { product.name = name }
        if let description { product.description = description.isEmpty ? nil : description }
        if let features { product.features = features }
        if let metadata { product.metadata = metadata }
        if let isActive { product.isActive = isActive }
    }
}

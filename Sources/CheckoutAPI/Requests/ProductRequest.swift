import Checkout
import CheckoutStore
import HTTPMessages

/// What a merchant sends about a product; what is left out stays as it is.
struct ProductRequest: Sendable {
    private static let nameCharacters = 1...200
    private static let descriptionCharacters = 0...2000
    private static let featureCount = 0...100

    let name: String?
    /// An empty text takes the description away.
    let description: String?
    let features: [ProductFeature]?
    let metadata: Metadata?
    let isActive: Bool?

    init(_ body: JSONReader) throws(APIError) {
        name = try body.string("name", characters: Self.nameCharacters)
        description = try body.string("description", characters: Self.descriptionCharacters)
        features = try Self.features(body)
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

    private static func features(_ body: JSONReader) throws(APIError) -> [ProductFeature]? {
        guard let objects = try body.objects("features", count: featureCount) else { return nil }
        var features: [ProductFeature] = []
        var keys: Set<String> = []
        for object in objects {
            let key = try object.required("key", object.string("key"))
            guard isFeatureKey(key) else {
                throw object.invalid("key", "up to 64 of a-z, 0-9, _, . and -, beginning with a letter or digit")
            }
            guard keys.insert(key).inserted else { throw object.invalid("key", "different from those before it") }
            let title = try object.required("title", object.string("title", characters: nameCharacters))
            features.append(ProductFeature(key: key, title: title))
        }
        return features
    }

    private static func isFeatureKey(_ key: String) -> Bool {
        let isPlain: (UInt8) -> Bool = { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        let marks = Array("_.-".utf8)
        return (1...64).contains(key.utf8.count) && key.utf8.first.map(isPlain) == true
            && key.utf8.allSatisfy { isPlain($0) || marks.contains($0) }
    }
}

import Checkout
import CheckoutStore
import HTTPMessages

/// The features that a merchant sends of a product.
enum FeatureFields {
    private static let count = 0...100
    private static let titleCharacters = 1...200

    static func read(_ body: JSONReader) throws(APIError) -> [ProductFeature]? {
        guard let objects = try body.objects("features", count: count) else { return nil }
        var features: [ProductFeature] = []
        var keys: Set<String> = []
        for object in objects {
            let feature = try feature(object)
            guard keys.insert(feature.key).inserted else {
                throw object.invalid("key", "different from those before it")
            }
            features.append(feature)
        }
        return features
    }

    private static func feature(_ object: JSONReader) throws(APIError) -> ProductFeature {
        let key = try object.required("key", object.string("key"))
        guard isKey(key) else { throw object.invalid("key", keyExpectation) }
        let title = try object.required("title", object.string("title", characters: titleCharacters))
        return ProductFeature(key: key, title: title, try allowance(object))
    }

    /// A plain feature unless another kind is told.
    private static func allowance(_ object: JSONReader) throws(APIError) -> FeatureAllowance {
        let kind: FeatureKind = try object.choice("kind") ?? .boolean
        let limit = try object.integer("limit", in: FeatureAllowance.limits)
        let resets: FeatureResetPeriod? = try object.choice("resetPeriod")
        if kind == .boolean, limit != nil {
            throw object.invalid("limit", "left out for a feature that is there or not: kind tells which are counted")
        }
        guard let allowance = FeatureAllowance(kind, limit: limit, resets: resets) else {
            throw object.invalid("resetPeriod", "left out for a feature that is not metered")
        }
        return allowance
    }

    static let keyExpectation = "up to 64 of a-z, 0-9, _, . and -, beginning with a letter or digit"

    static func isKey(_ key: String) -> Bool {
        let isPlain: (UInt8) -> Bool = { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        let marks = Array("_.-".utf8)
        return (1...64).contains(key.utf8.count) && key.utf8.first.map(isPlain) == true
            && key.utf8.allSatisfy { isPlain($0) || marks.contains($0) }
    }
}

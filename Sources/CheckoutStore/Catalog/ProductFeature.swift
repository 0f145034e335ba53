package import Checkout
import Postgres

/// Something a product gives its buyers.
package struct ProductFeature: Hashable, Sendable {
    /// By which code asks for it.
    package let key: String
    package let title: String
    package let allowance: FeatureAllowance

    package init(key: String, title: String, _ allowance: FeatureAllowance = .boolean) {
        self.key = key
        self.title = title
        self.allowance = allowance
    }
}

extension ProductFeature {
    private static let memberCount = 5

    /// As `Product.columns` has them: each with key, title, kind, limit and period, one after the other.
    static func all(_ texts: [String?]) throws(PostgresError) -> [ProductFeature] {
        var features: [ProductFeature] = []
        for start in stride(from: 0, to: texts.count, by: memberCount) {
            features.append(try ProductFeature(texts[start..<min(start + memberCount, texts.count)]))
        }
        return features
    }

    private init(_ texts: ArraySlice<String?>) throws(PostgresError) {
        let members = Array(texts)
        guard
            members.count == Self.memberCount, let key = members[0], let title = members[1],
            let kind = members[2].flatMap(FeatureKind.init),
            case let (limit, period) = (members[3].flatMap { Int64($0) }, members[4].flatMap(FeatureResetPeriod.init)),
            period?.rawValue == members[4], let allowance = FeatureAllowance(kind, limit: limit, resets: period)
        else { throw PostgresError(.unexpectedResult, reason: "a feature is of no kind that this build knows") }
        self.init(key: key, title: title, allowance)
    }

    /// Puts them all down, in their order.
    static func insert(
        _ features: [ProductFeature], of product: ProductID
    ) -> (PostgresStatement, PostgresParameters) {
        (
            """
            INSERT INTO product_features (product_id, position, key, title, kind, feature_limit, reset_period)
            SELECT $1, f.n - 1, f.key, f.title, f.kind, f.feature_limit, f.reset_period
            FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[])
                WITH ORDINALITY AS f (key, title, kind, feature_limit, reset_period, n)
            """,
            PostgresParameters(
                product.stored, features.map(\.key), features.map(\.title), features.map(\.allowance.kind.rawValue),
                features.map(\.allowance.limit), features.map(\.allowance.resetPeriod?.rawValue))
        )
    }
}

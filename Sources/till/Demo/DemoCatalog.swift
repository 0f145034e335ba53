import Checkout
import CheckoutStore
import Pages

/// What the demo merchant sells: one of each kind, so that there is something of each to try.
enum DemoCatalog {
    /// A product, and its only price as the command line has it.
    struct Item: Sendable {
        var name: String
        var description: String
        var features: [ProductFeature]
        var price: String
    }

    static let free = Item(
        name: "Starter", description: "One project, for as long as you like.",
        features: [
            ProductFeature(key: "projects", title: "One project", .number(limit: 1)),
            ProductFeature(key: "api_calls", title: "1,000 API calls a month", .metered(limit: 1000, resets: .month)),
        ], price: "0.00usd")

    static let monthly = Item(
        name: "Pro", description: "Any number of projects.", features: proFeatures(callsReset: .billingPeriod),
        price: "19.00usd/month")

    static let oneTime = Item(
        // What is paid once has no billing period.
        name: "Lifetime", description: "Pro, paid once.", features: proFeatures(callsReset: .month),
        price: "199.00usd")

    private static func proFeatures(callsReset: FeatureResetPeriod) -> [ProductFeature] {
        [
            ProductFeature(key: "projects", title: "Unlimited projects", .number(limit: nil)),
            ProductFeature(
                key: "api_calls", title: "100,000 API calls a month", .metered(limit: 100_000, resets: callsReset)),
            ProductFeature(key: "sso", title: "Single sign-on"),
        ]
    }
}

/// By which the shop's page asks its server for a price; the names that `dev.json` uses as well.
enum DemoChoice: String, CaseIterable, Sendable {
    case free, monthly, oneTime

    func price(of merchant: DemoMerchant) -> PriceID {
        switch self {
        case .free: merchant.free
        case .monthly: merchant.monthly
        case .oneTime: merchant.oneTime
        }
    }

    private var item: DemoCatalog.Item {
        switch self {
        case .free: DemoCatalog.free
        case .monthly: DemoCatalog.monthly
        case .oneTime: DemoCatalog.oneTime
        }
    }

    var good: DemoGood {
        let (amount, per) =
            switch self {
            case .free: ("$0", "for ever")
            case .monthly: ("$19", "a month")
            case .oneTime: ("$199", "once")
            }
        return DemoGood(
            key: rawValue, name: item.name, description: item.description, features: item.features.map(\.title),
            amount: amount, per: per)
    }
}

import Checkout
import CheckoutStore
import HTTPMessages

/// What a merchant sends to sell a product at a price. A price never changes: who wants another makes another.
struct PriceRequest: Sendable {
    /// How a price is charged, as the API calls it.
    private enum Kind: String, CaseIterable {
        case free
        case oneTime = "one_time"
        case recurring
    }

    let productID: ProductID
    private let unitAmount: Money
    private let billing: Price.Billing
    private let trialDays: Int
    private let isActive: Bool
    private let metadata: Metadata

    init(_ body: JSONReader) throws(APIError) {
        productID = try body.required("productId", body.id("productId"))
        let kind = try body.required("type", body.choice("type", of: Kind.self))
        unitAmount = try Self.amount(body, kind)
        billing = try Self.billing(body, kind)
        trialDays = try Self.trialDays(body, kind)
        isActive = try body.bool("active") ?? true
        metadata = try body.metadata() ?? .empty
    }

    func record(_ id: PriceID, of caller: MerchantCaller, at time: Timestamp) -> PriceRecord {
        let price = Price(
            id: id, productID: productID, unitAmount: unitAmount, billing: billing, trialDays: trialDays,
            isActive: isActive)
        return PriceRecord(
            organizationID: caller.organization.id, livemode: caller.livemode, price: price, metadata: metadata,
            createdAt: time)
    }

    private static func amount(_ body: JSONReader, _ kind: Kind) throws(APIError) -> Money {
        let currency = try body.required("currency", body.currency("currency"))
        let amount = try body.integer("unitAmount", in: CheckoutLimits.amountMinorUnits)
        guard kind == .free else {
            return Money(minorUnits: try body.required("unitAmount", amount), currency: currency)
        }
        guard amount ?? 0 == 0 else { throw body.invalid("unitAmount", "0, or left out, for a free price") }
        return .zero(currency)
    }

    private static func billing(_ body: JSONReader, _ kind: Kind) throws(APIError) -> Price.Billing {
        let interval = try body.choice("interval", of: BillingInterval.self)
        let count = try body.integer("intervalCount", in: 1...365)
        guard kind == .recurring else {
            try refuse(interval, "interval", body)
            try refuse(count, "intervalCount", body)
            return kind == .free ? .free : .oneTime
        }
        let unit = try body.required("interval", interval)
        guard let period = BillingPeriod(interval: unit, count: Int(count ?? 1)) else {
            throw body.invalid("intervalCount", "an integer 1 to \(unit.maximumCount) for \(unit.rawValue)")
        }
        return .recurring(period)
    }

    private static func trialDays(_ body: JSONReader, _ kind: Kind) throws(APIError) -> Int {
        let range = CheckoutLimits.trialDays
        let days = try body.integer("trialDays", in: Int64(range.lowerBound)...Int64(range.upperBound)) ?? 0
        if kind != .recurring { try refuse(days == 0 ? nil : days, "trialDays", body) }
        return Int(days)
    }

    private static func refuse(_ value: (some Any)?, _ name: String, _ body: JSONReader) throws(APIError) {
        if value != nil { throw body.invalid(name, "left out for a price that is not recurring") }
    }
}

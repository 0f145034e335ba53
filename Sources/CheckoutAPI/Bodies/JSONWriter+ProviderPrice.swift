import Checkout
import CheckoutFlow
import CheckoutStore
import HTTPMessages
import Payments

/// A price of a provider's.
extension JSONWriter {
    /// - Parameter ours: the price that it is here, when it was taken over.
    mutating func providerPrice(_ price: ListedPrice, _ ours: PriceID?) {
        beginObject()
        member("id", price.providerID)
        member("object", "provider_price")
        member("productId", price.product)
        member("priceId", orNull: ours?.description)
        member("type", price.kind)
        member("name", orNull: price.name)
        member("currency", orNull: price.unitAmount?.currency.code)
        key("unitAmount")
        if let amount = price.unitAmount { integer(amount.minorUnits) } else { null() }
        member("interval", orNull: price.period?.interval.rawValue)
        key("intervalCount")
        if let count = price.period?.count { integer(count) } else { null() }
        member("trialDays", price.trialDays)
        member("active", price.isActive)
        member("livemode", price.livemode)
        member("obstacle", orNull: price.obstacle)
        endObject()
    }
}

extension ListedPrice {
    fileprivate var kind: String {
        switch billing {
        case .oneTime: "one_time"
        case .recurring: "recurring"
        case .unsupported: "unsupported"
        }
    }

    fileprivate var period: BillingPeriod? {
        if case .recurring(let period) = billing { period } else { nil }
    }
}

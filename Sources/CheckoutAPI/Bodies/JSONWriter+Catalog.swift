import Checkout
import CheckoutStore
import HTTPMessages

/// Products and prices as their merchant sees them.
extension JSONWriter {
    mutating func product(_ product: Product) {
        beginObject()
        member("id", product.id)
        member("object", "product")
        member("name", product.name)
        member("description", orNull: product.description)
        key("features")
        beginArray()
        for feature in product.features { self.feature(feature) }
        endArray()
        member("active", product.isActive)
        member("livemode", product.livemode)
        member("metadata", product.metadata)
        member("createdAt", product.createdAt)
        member("updatedAt", product.updatedAt)
        endObject()
    }

    private mutating func feature(_ feature: ProductFeature) {
        beginObject()
        member("key", feature.key)
        member("title", feature.title)
        allowance(feature.allowance)
        endObject()
    }

    mutating func price(_ record: PriceRecord) {
        let price = record.price
        beginObject()
        member("id", price.id)
        member("object", "price")
        member("productId", price.productID)
        member("type", price.billing.kind)
        member("currency", price.unitAmount.currency.code)
        member("unitAmount", price.unitAmount.minorUnits)
        member("interval", orNull: price.billing.period?.interval.rawValue)
        key("intervalCount")
        if let count = price.billing.period?.count { integer(count) } else { null() }
        member("trialDays", price.trialDays)
        member("active", price.isActive)
        member("livemode", record.livemode)
        member("metadata", record.metadata)
        member("createdAt", record.createdAt)
        member("updatedAt", record.updatedAt)
        endObject()
    }
}

extension HTTPResponse {
    static func product(_ product: Product, _ status: HTTPStatus = .ok) -> HTTPResponse {
        var json = JSONWriter()
        json.product(product)
        return .noStore(json.bytes, status)
    }

    static func price(_ price: PriceRecord, _ status: HTTPStatus = .ok) -> HTTPResponse {
        var json = JSONWriter()
        json.price(price)
        return .noStore(json.bytes, status)
    }
}

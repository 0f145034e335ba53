import Checkout
import CheckoutStore
import HTTPMessages

/// A customer as its merchant sees it, or the customer itself.
extension JSONWriter {
    mutating func customer(_ customer: Customer, for reader: Caller) {
        beginObject()
        member("id", customer.id)
        member("object", "customer")
        member("externalId", orNull: customer.details.externalID)
        member("email", orNull: customer.details.email)
        member("name", orNull: customer.details.name)
        member("taxId", orNull: customer.details.taxID)
        member("livemode", customer.livemode)
        // What the merchant notes of its customers is not written for them.
        if case .secretKey = reader { member("metadata", customer.metadata) }
        member("createdAt", customer.createdAt)
        member("updatedAt", customer.updatedAt)
        endObject()
    }
}

extension HTTPResponse {
    static func customer(_ customer: Customer, for reader: Caller, _ status: HTTPStatus = .ok) -> HTTPResponse {
        var json = JSONWriter()
        json.customer(customer, for: reader)
        return .noStore(json.bytes, status)
    }
}

package import CheckoutStore
package import HTTPMessages

/// Why a customer cannot be kept as described.
extension APIError {
    package init(_ refusal: Customers.Refusal) {
        switch refusal {
        case .nothingToFindItBy: self = .customerWithoutIdentity
        case .externalIDTaken(let holder):
            self.init(
                .conflict, code: "customer_exists",
                message: "There is a customer with this externalId already: \(holder).", param: "externalId")
            var json = JSONWriter(capacity: 64)
            json.beginObject()
            json.member("customerId", holder)
            json.endObject()
            subject = json.bytes
        }
    }

    package static var customerWithoutIdentity: APIError {
        APIError(
            .validation, code: "parameter_missing", message: "A customer needs an externalId or an email.",
            param: "externalId")
    }
}

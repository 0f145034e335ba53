import Checkout
import HTTPMessages

/// Who buys, in either of the two ways in which generations of client SDKs say it: flat, or as an object of its own. Where
/// both speak, the object counts.
struct CustomerRequest: Sendable {
    let details: CustomerDetails
    /// How this request calls what the rules call otherwise.
    let names: [String: String]

    init(_ body: JSONReader) throws(APIError) {
        let email = try body.string("customerEmail", characters: 0...CheckoutLimits.emailCharacterCount)
        let name = try body.string("customerName", characters: 0...CheckoutLimits.nameCharacterCount)
        var details = CustomerDetails()
        if let object = try body.object("customer") {
            details.email = try object.string("email", characters: 0...CheckoutLimits.emailCharacterCount)
            details.name = try object.string("name", characters: 0...CheckoutLimits.nameCharacterCount)
            details.externalID = try object.string(
                "externalId", characters: 0...CheckoutLimits.externalIDCharacterCount)
            details.taxID = try object.string("taxId", characters: 0...CheckoutLimits.taxIDCharacterCount)
        }
        names = details.email == nil ? ["customer.email": "customerEmail"] : [:]
        details.email = details.email ?? email
        details.name = details.name ?? name
        self.details = details
    }
}

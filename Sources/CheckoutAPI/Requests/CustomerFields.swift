import Checkout
import CheckoutStore
import HTTPMessages

/// What a merchant sends about a customer. Elsewhere `null` counts as left out; here it takes away what there was, as an
/// empty text does.
struct CustomerFields: Sendable {
    let changes: CustomerChanges

    init(_ body: JSONReader) throws(APIError) {
        var changes = CustomerChanges()
        changes.externalID = try Self.change(body, "externalId", CheckoutLimits.externalIDCharacterCount)
        changes.email = try Self.change(body, "email", CheckoutLimits.emailCharacterCount)
        changes.name = try Self.change(body, "name", CheckoutLimits.nameCharacterCount)
        changes.taxID = try Self.change(body, "taxId", CheckoutLimits.taxIDCharacterCount)
        if case .set(let email) = changes.email, !CustomerDetails.looksLikeMailbox(email) {
            throw body.invalid("email", "an e-mail address")
        }
        changes.metadata = try body.isNull("metadata") ? .empty : body.metadata()
        self.changes = changes
    }

    private static func change(
        _ body: JSONReader, _ name: String, _ characters: Int
    ) throws(APIError) -> CustomerChanges.Change {
        if body.isNull(name) { return .clear }
        guard let text = try body.string(name, characters: 0...characters) else { return .keep }
        return text.isEmpty ? .clear : .set(text)
    }

    /// A new one, for whom there has to be something to find it by.
    func customer(_ id: CustomerID, of caller: MerchantCaller, at time: Timestamp) throws(APIError) -> Customer {
        var customer = Customer(
            id: id, organizationID: caller.organization.id, livemode: caller.livemode, details: CustomerDetails(),
            createdAt: time)
        changes.apply(to: &customer)
        guard customer.details.identifies else { throw .customerWithoutIdentity }
        return customer
    }
}

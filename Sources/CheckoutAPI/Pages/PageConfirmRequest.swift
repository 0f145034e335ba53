import Checkout
import CheckoutStore
import HTTPMessages

/// What the page sends when the buyer says yes.
struct PageConfirmRequest: Sendable {
    let paymentMethod: String?
    /// What the buyer says of themselves.
    let customer: CustomerDetails

    init(_ body: JSONReader) throws(APIError) {
        let method = try body.string("paymentMethodId", characters: 0...CheckoutLimits.paymentMethodCharacterCount)
        paymentMethod = method?.isEmpty == true ? nil : method
        var customer = CustomerDetails()
        if let object = try body.object("customer") {
            customer.email = try object.string("email", characters: 0...CheckoutLimits.emailCharacterCount)
            customer.name = try object.string("name", characters: 0...CheckoutLimits.nameCharacterCount)
        }
        do throws(OrderProblem) {
            self.customer = try customer.checked()
        } catch {
            throw APIError(error)
        }
    }

    /// Receipts and subscriptions are somebody's: where the merchant has not said whose, the buyer has to.
    func requireBuyer(of terms: SessionTerms) throws(APIError) {
        // A subscription that runs is somebody's already.
        guard terms.quote.mode != .change else { return }
        if terms.customer.email == nil, customer.email == nil { throw .missing("customer.email") }
    }
}

import Checkout
import HTTPMessages

/// What a buyer's page sends to confirm.
struct ConfirmRequest: Sendable {
    /// Nil where nothing is to be paid; forms send an empty text then.
    let paymentMethod: String?
    /// Where the buyer is to go after the bank's check.
    let returnURL: String?

    init(_ body: JSONReader, livemode: Bool) throws(APIError) {
        let method = try body.string("paymentMethodId", characters: 0...CheckoutLimits.paymentMethodCharacterCount)
        paymentMethod = method?.isEmpty == true ? nil : method
        let url = try body.string("returnUrl", characters: 0...CheckoutLimits.urlCharacterCount)
        guard let url, !url.isEmpty else {
            returnURL = nil
            return
        }
        do throws(OrderProblem) {
            returnURL = try RedirectTemplate(url, param: "returnUrl", livemode: livemode).text
        } catch {
            throw APIError(error)
        }
    }
}

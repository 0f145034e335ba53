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
        returnURL = try Self.checked(url, livemode: livemode)
    }

    private static func checked(_ url: String?, livemode: Bool) throws(APIError) -> String? {
        guard let url, !url.isEmpty else { return nil }
        do throws(OrderProblem) {
            return try RedirectTemplate(url, param: "returnUrl", livemode: livemode).text
        } catch {
            throw APIError(error)
        }
    }
}

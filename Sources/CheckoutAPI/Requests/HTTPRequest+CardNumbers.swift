import Checkout
package import HTTPMessages

extension HTTPRequest {
    /// Throws 400 for a body with a card number in it, before anything of it is read: what was never taken in cannot be kept,
    /// logged or lost.
    func refuseCardNumbers() throws(APIError) {
        if CardNumber.occurs(in: body) { throw .cardNumberRefused }
    }
}

extension APIError {
    package static var cardNumberRefused: APIError {
        APIError(
            .validation, code: "card_number_refused",
            message: "Card numbers are not taken here. The payment provider takes them and gives an id for each.")
    }
}

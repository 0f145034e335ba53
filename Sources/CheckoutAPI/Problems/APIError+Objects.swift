package import HTTPMessages

/// What is not there, or not the caller's: nobody learns which.
extension APIError {
    package static func sessionNotFound(param: String? = nil) -> APIError {
        notFound(code: "session_not_found", "There is no such checkout session.", param)
    }

    package static func customerNotFound(param: String? = nil) -> APIError {
        notFound(code: "customer_not_found", "There is no such customer.", param)
    }

    package static var noSuchSubscription: APIError {
        notFound(code: "subscription_not_found", "There is no such subscription.", nil)
    }

    package static func productNotFound(param: String? = nil) -> APIError {
        notFound(code: "product_not_found", "There is no such product.", param)
    }

    package static func priceNotFound(param: String? = nil) -> APIError {
        notFound(code: "price_not_found", "There is no such price.", param)
    }

    package static var reviewNotFound: APIError {
        notFound(code: "review_not_found", "There is no such review.", nil)
    }

    package static func productArchived(param: String) -> APIError {
        APIError(
            .validation, code: "product_archived",
            message: "The product of this price is archived and is sold no more.",
            param: param)
    }

    package static var sessionTokenNotFound: APIError {
        notFound(code: "session_token_not_found", "There is no such session token.", nil)
    }

    static func notFound(code: String, _ message: String, _ param: String?) -> APIError {
        APIError(.notFound, code: code, message: message, param: param)
    }
}

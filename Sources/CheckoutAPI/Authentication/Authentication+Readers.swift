import Checkout
import HTTPMessages

/// Those who read what is a customer's: the merchant, or the customer itself in a page of the merchant's.
extension Authentication {
    /// Throws 403 for a token that is not for this operation, and for a client secret, which is for one session.
    func reader(
        of request: HTTPRequest, _ origin: CrossOrigin, _ operation: TokenOperation
    ) async throws -> Caller {
        let caller = try await caller(of: request, origin)
        switch caller {
        case .secretKey: break
        case .sessionToken(let token): try token.require(operation)
        case .clientSecret: throw APIError.credentialNotEnough
        }
        return caller
    }
}

extension Caller {
    /// A token's user asks of nobody but itself.
    func mayAsk(about externalID: String?) -> Bool {
        guard case .sessionToken(let token) = self, let externalID else { return true }
        return externalID == token.userID
    }

    /// Of whom it asks, by the merchant's own id: a token's user need not be named.
    func customerAsked(_ externalID: String?) -> String? {
        if case .sessionToken(let token) = self { token.userID } else { externalID }
    }
}

extension QueryParameters {
    /// The merchant's own id of a customer.
    func externalID() throws(APIError) -> String? {
        try string("externalId", atMost: CheckoutLimits.externalIDCharacterCount)
    }
}

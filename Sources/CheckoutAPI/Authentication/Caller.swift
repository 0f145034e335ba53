import Checkout
package import CheckoutStore
package import HTTPMessages

/// Who sent a request, as far as a credential proves it.
package enum Caller: Sendable {
    case secretKey(MerchantCaller)
    case sessionToken(UserCaller)
    case clientSecret(BuyerCaller)

    package var organizationID: OrganizationID {
        switch self {
        case .secretKey(let caller): caller.organization.id
        case .sessionToken(let caller): caller.organization.id
        case .clientSecret(let caller): caller.record.organizationID
        }
    }

    package var livemode: Bool {
        switch self {
        case .secretKey(let caller): caller.livemode
        case .sessionToken(let caller): caller.livemode
        case .clientSecret(let caller): caller.record.terms.merchant.livemode
        }
    }
}

/// A merchant's backend: it may do everything in its organization and mode.
package struct MerchantCaller: Hashable, Sendable {
    package let keyID: APIKeyID
    package let organization: Organization
    package let livemode: Bool
}

/// A merchant's end user.
package struct UserCaller: Hashable, Sendable {
    package let claims: SessionTokenClaims
    package let organization: Organization
    package let livemode: Bool

    /// The merchant's own id of the user.
    package var userID: String { claims.externalUserID }

    package func require(_ operation: TokenOperation) throws(APIError) {
        guard claims.allows(operation) else { throw .operationNotAllowed(operation) }
    }
}

/// The bearer of one session's client secret.
package struct BuyerCaller: Hashable, Sendable {
    package let record: SessionRecord
}

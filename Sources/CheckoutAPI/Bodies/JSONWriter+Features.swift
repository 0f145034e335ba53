import Checkout
import HTTPMessages

/// What customers may use.
extension JSONWriter {
    mutating func entitlement(_ entitlement: FeatureEntitlement) {
        beginObject()
        member("object", "entitlement")
        member("featureKey", entitlement.key)
        member("title", entitlement.title)
        allowance(entitlement.allowance)
        key("grants")
        beginArray()
        for grant in entitlement.grants { self.grant(grant) }
        endArray()
        endObject()
    }

    mutating func allowance(_ allowance: FeatureAllowance) {
        member("kind", allowance.kind.rawValue)
        key("limit")
        if let limit = allowance.limit { integer(limit) } else { null() }
        member("resetPeriod", orNull: allowance.resetPeriod?.rawValue)
    }

    private mutating func grant(_ grant: FeatureGrant) {
        beginObject()
        member("productId", grant.productID)
        switch grant.source {
        case .subscription(let id): member("subscriptionId", id)
        case .purchase(let session): member("checkoutSessionId", session)
        }
        allowance(grant.allowance)
        member("grantedAt", grant.grantedAt)
        endObject()
    }
}

import Checkout
import CheckoutStore
import Cryptography
import HTTPMessages

/// A subscription as its merchant sees it, or its customer.
extension JSONWriter {
    /// `link` is there while it waits for its payment.
    mutating func subscription(_ record: SubscriptionRecord, for reader: Caller, link: SubscriptionLink? = nil) {
        let state = record.state
        beginObject()
        member("id", record.id)
        member("object", "subscription")
        member("customerId", record.terms.customerID)
        plan(state.plan)
        member("status", state.status.rawValue)
        member("currentPeriodStart", timeOrNull: state.currentPeriod?.lowerBound)
        member("currentPeriodEnd", timeOrNull: state.currentPeriod?.upperBound)
        member("cancelAtPeriodEnd", state.cancelAtPeriodEnd)
        member("cancelAt", timeOrNull: state.endsAt)
        member("renewsAt", timeOrNull: state.renewsAt)
        member("trialEnd", timeOrNull: state.trialEnd)
        member("canceledAt", timeOrNull: state.canceledAt)
        member("endedAt", timeOrNull: state.endedAt)
        if let time = state.linkExpiresAt { member("linkExpiresAt", time) }
        if let link { member("checkoutUrl", link.url) }
        member("provider", record.terms.provider.rawValue)
        if case .secretKey = reader { merchantsMembers(record, link) }
        member("livemode", record.terms.livemode)
        member("version", state.version)
        member("createdAt", state.createdAt)
        member("updatedAt", state.updatedAt)
        endObject()
    }

    private mutating func plan(_ plan: SubscriptionPlan) {
        member("productId", plan.productID)
        member("priceId", plan.priceID)
        member("quantity", plan.quantity)
        member("unitAmount", plan.unitAmount.minorUnits)
        key("amount")
        if let amount = plan.amount { integer(amount.minorUnits) } else { null() }
        member("currency", plan.unitAmount.currency.code)
        member("interval", plan.period.interval.rawValue)
        member("intervalCount", plan.period.count)
    }

    /// What the merchant notes of it and where to find it elsewhere is not written for its customers.
    private mutating func merchantsMembers(_ record: SubscriptionRecord, _ link: SubscriptionLink?) {
        member("checkoutSessionId", orNull: (record.state.origin?.sessionID ?? link?.session.id)?.description)
        link?.clientSecret?.reveal { member("clientSecret", $0) }
        member("providerCustomerId", orNull: record.state.provider.customer)
        member("providerSubscriptionId", orNull: record.state.provider.subscription)
        member("metadata", record.state.metadata)
    }
}

extension HTTPResponse {
    static func subscription(
        _ record: SubscriptionRecord, for reader: Caller, link: SubscriptionLink? = nil, _ status: HTTPStatus = .ok
    ) -> HTTPResponse {
        var json = JSONWriter(capacity: 1024)
        json.subscription(record, for: reader, link: link)
        return .noStore(json.bytes, status)
    }
}

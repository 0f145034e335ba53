import Checkout
import Cryptography
import HTTPMessages

extension JSONWriter {
    /// A whole session body; `own` for its owners only, `summary` in the answer to a confirm.
    mutating func session(
        _ view: SessionView, _ links: SessionLinksBase, _ own: OwnersMembers?, _ summary: ConfirmationSummary? = nil
    ) {
        let id = view.id.description
        beginObject()
        member("id", id)
        member("object", SessionView.object)
        member("status", view.status.rawValue)
        member("paymentStatus", view.paymentStatus.rawValue)
        member("version", view.version)
        member("livemode", view.livemode)
        own?.secrets.clientSecret?.reveal { member("clientSecret", $0) }
        member("paymentIntentId", orNull: view.paymentIntentID)
        member("provider", view.provider.rawValue)
        order(view)
        if let product = view.product { self.product(product) }
        if let own { customer(own.customer) }
        member("trialDays", view.trialDays)
        member("checkoutMode", view.checkoutMode.rawValue)
        progress(view)
        member("checkoutUrl", links.checkout(id))
        member("statusUrl", links.status(id))
        member("streamUrl", links.stream(id))
        if let url = view.successURL { member("successUrl", url) }
        if let url = view.cancelURL { member("cancelUrl", url) }
        if let own { ownersRest(own) }
        member("createdAt", view.createdAt)
        member("updatedAt", view.updatedAt)
        member("expiresAt", view.expiresAt)
        if let time = view.completedAt { member("completedAt", time) }
        if let summary { confirmation(summary) }
        endObject()
    }

    private mutating func order(_ view: SessionView) {
        member("amount", view.amount.minorUnits)
        member("currency", view.currency.code)
        member("totalAmount", view.total.minorUnits)
        member("discountAmount", view.discount.minorUnits)
        member("taxAmount", view.tax.minorUnits)
        if let code = view.couponCode { member("couponCode", code) }
        if let price = view.priceID { member("priceId", price.description) }
        member("quantity", view.quantity)
        if let proration = view.proration { self.proration(proration) }
    }

    /// What a change costs, and why; `totalAmount` is what of it is due now.
    private mutating func proration(_ proration: Proration) {
        key("proration")
        beginObject()
        member("credited", proration.credited.minorUnits)
        member("charged", proration.charged.minorUnits)
        member("total", proration.total.minorUnits)
        member("explanation", proration.explanation)
        endObject()
    }

    private mutating func product(_ product: ProductSummary) {
        key("product")
        beginObject()
        member("id", product.id.description)
        member("name", product.name)
        member("description", orNull: product.description)
        member("interval", orNull: product.period?.interval.rawValue)
        key("intervalCount")
        if let period = product.period { integer(period.count) } else { null() }
        key("features")
        beginArray()
        for feature in product.features { string(feature) }
        endArray()
        endObject()
    }

    private mutating func customer(_ customer: CustomerDetails) {
        key("customer")
        beginObject()
        member("email", orNull: customer.email)
        member("name", orNull: customer.name)
        member("externalId", orNull: customer.externalID)
        endObject()
    }

    /// What has become of it.
    private mutating func progress(_ view: SessionView) {
        member("requiresAction", view.requiresAction)
        if let action = view.nextAction {
            key("nextAction")
            beginObject()
            member("type", action.type.rawValue)
            member("redirectUrl", action.redirectURL)
            endObject()
        }
        if let failure = view.failure { self.failure(failure) }
        if let subscription = view.subscription { self.subscription(subscription) }
        fulfilment(view.fulfilment)
    }

    private mutating func failure(_ failure: FailureView) {
        key("failure")
        beginObject()
        member("code", failure.code.rawValue)
        member("declineCode", orNull: failure.declineCode)
        member("message", failure.message)
        member("suggestion", failure.suggestion)
        key("attempt")
        if let attempt = failure.attempt { integer(attempt) } else { null() }
        endObject()
    }

    private mutating func subscription(_ subscription: SubscriptionSummary) {
        key("subscription")
        beginObject()
        member("id", subscription.id.description)
        member("customerId", subscription.customerID.description)
        member("productId", subscription.productID.description)
        member("priceId", subscription.priceID.description)
        member("status", subscription.status.rawValue)
        member("currentPeriodStart", subscription.currentPeriodStart)
        member("currentPeriodEnd", subscription.currentPeriodEnd)
        member("cancelAtPeriodEnd", subscription.cancelAtPeriodEnd)
        key("trialEnd")
        if let end = subscription.trialEnd { string(end.description) } else { null() }
        endObject()
    }

    private mutating func fulfilment(_ fulfilment: Fulfilment) {
        key("fulfilment")
        beginObject()
        if let time = fulfilment.paidAt { member("paidAt", time) }
        if let time = fulfilment.subscribedAt { member("subscribedAt", time) }
        if let time = fulfilment.entitledAt { member("entitledAt", time) }
        if let time = fulfilment.merchantNotifiedAt { member("merchantNotifiedAt", time) }
        endObject()
    }

    private mutating func ownersRest(_ own: OwnersMembers) {
        member("metadata", own.metadata)
        guard let payment = own.secrets.payment else { return }
        key("payment")
        beginObject()
        member("publishableKey", orNull: payment.publishableKey)
        payment.providerClientSecret.reveal { member("providerClientSecret", $0) }
        member("accountId", orNull: payment.accountID)
        endObject()
    }

    /// `requiresAction` is among the session's own members.
    private mutating func confirmation(_ summary: ConfirmationSummary) {
        member("success", summary.success)
        if let url = summary.actionURL { member("actionUrl", url) }
        if let id = summary.subscriptionID { member("subscriptionId", id.description) }
        member("message", summary.message)
    }
}

extension CheckoutSession {
    /// `product`, `subscription` and `change` are what the store found beside the session.
    package func view(
        links: SessionLinks, product: ProductSummary? = nil, subscription: SubscriptionSummary? = nil,
        change: Boxed<PlanChange>? = nil
    ) -> SessionView {
        let quote = terms.quote
        return SessionView(
            id: terms.id, status: state.status, paymentStatus: state.paymentStatus(in: quote.mode),
            version: state.version, livemode: terms.merchant.livemode, paymentIntentID: state.intentID,
            provider: terms.provider, amount: quote.amount, total: quote.due, discount: quote.discount, tax: quote.tax,
            couponCode: terms.couponCode, priceID: terms.priceID, quantity: terms.quantity, product: product,
            trialDays: terms.trialDays, change: change, checkoutMode: quote.mode, nextAction: state.nextAction,
            failure: state.failure.map(FailureView.init), subscription: subscription, fulfilment: state.fulfilment,
            links: links, successURL: terms.successURL?.url(for: terms.id),
            cancelURL: terms.cancelURL?.url(for: terms.id), createdAt: state.createdAt, updatedAt: state.updatedAt,
            expiresAt: terms.expiresAt, completedAt: state.completedAt)
    }

    package func privateView(
        of session: SessionView, clientSecret: String?, payment: PaymentHandles?
    ) -> PrivateSessionView {
        PrivateSessionView(
            session: session, clientSecret: clientSecret, customer: terms.customer, metadata: terms.metadata,
            payment: payment)
    }
}

extension SessionTerms {
    /// As they were stored, after they had been checked.
    package init(
        stored id: CheckoutSessionID, merchant: MerchantTerms, provider: PaymentProvider, quote: Quote,
        priceID: PriceID?, productID: ProductID?, quantity: Int64, couponCode: String?, trialDays: Int,
        existingSubscriptionID: SubscriptionID?, startsSubscription: Bool, grantsEntitlements: Bool,
        customer: CustomerDetails, metadata: Metadata, presentation: CheckoutOrder.Presentation,
        successURL: RedirectTemplate?, cancelURL: RedirectTemplate?, createdAt: Timestamp, expiresAt: Timestamp
    ) {
        self.id = id
        self.merchant = merchant
        self.provider = provider
        self.quote = quote
        self.priceID = priceID
        self.productID = productID
        self.quantity = quantity
        self.couponCode = couponCode
        self.trialDays = trialDays
        self.existingSubscriptionID = existingSubscriptionID
        self.startsSubscription = startsSubscription
        self.grantsEntitlements = grantsEntitlements
        self.customer = customer
        self.metadata = metadata
        self.presentation = presentation
        self.successURL = successURL
        self.cancelURL = cancelURL
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}

/// What a merchant's backend, or a buyer's client with its leave, orders: the members of a create request, each already
/// of its type and not yet checked against one another.
package struct CheckoutOrder: Hashable, Sendable {
    package var item: Item
    package var quantity: Int64 = 1
    package var customer = CustomerDetails()
    package var metadata = Metadata.empty
    package var presentation = Presentation.embedded
    package var successURL: String?
    package var cancelURL: String?
    package var couponCode: String?
    /// What the coupon takes off, as whoever knows coupons has worked it out.
    package var discount: Money?
    package var tax: Money?
    /// Instead of the price's own.
    package var trialDays: Int?
    package var existingSubscriptionID: SubscriptionID?
    /// When that one runs, and is to be changed.
    package var change: PlanChange?
    package var provider = PaymentProvider.stripe
    package var lifetimeSeconds: Int?

    /// What is bought.
    package enum Item: Hashable, Sendable {
        case price(Price)
        case amount(Money)
    }

    /// Where the buyer pays: inside the merchant's page, or on one of its own.
    package enum Presentation: String, Hashable, Sendable, Codable, CaseIterable {
        case embedded
        case redirect
    }

    package init(_ item: Item) { self.item = item }
}

/// Who moves the money.
package enum PaymentProvider: String, Hashable, Sendable, Codable, CaseIterable {
    case stripe
    case paddle
}

/// What a merchant has declared once for all of its sessions.
package struct MerchantTerms: Hashable, Sendable {
    package var livemode: Bool
    /// The merchant's account at the provider, when the platform charges on its behalf.
    package var accountID: String?
    package var latePayments: LatePaymentPolicy

    package init(livemode: Bool, accountID: String? = nil, latePayments: LatePaymentPolicy = .refundAlways) {
        self.livemode = livemode
        self.accountID = accountID
        self.latePayments = latePayments
    }
}

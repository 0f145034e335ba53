import Checkout
import CheckoutStore

/// What an operator wants done about merchants: who they are, what they call with, what they sell.
enum AdministrativeAct: Equatable, Sendable {
    case createOrganization(slug: String, OrganizationDetails)
    /// By slug or id.
    case updateOrganization(String, OrganizationDetails)
    case listOrganizations
    case createKey(MerchantScope, name: String)
    case listKeys(organization: String?)
    case revokeKey(APIKeyID)
    case createProduct(MerchantScope, ProductDetails, prices: [PriceText])
    case addPrices(ProductID, MerchantScope, [PriceText])
    case listProducts(MerchantScope)
    /// All merchants' when none is named.
    case listReviews(organization: String?, ReviewStatus?)
    case showReview(ReviewID)
    case resolveReview(ReviewID, note: String?)
    /// By our id or the provider's.
    case replayEvent(String)
    case syncPrices(PriceSyncOrder)
}

/// Whose, and in which mode.
struct MerchantScope: Equatable, Sendable {
    /// By slug or id; nil for the only one there is.
    var organization: String?
    var livemode = false
}

/// What is to be set about an organization; nil leaves it as it is.
struct OrganizationDetails: Equatable, Sendable {
    var name: String?
    var allowedOrigins: [String]?
    /// Empty for the platform's own account.
    var stripeAccountID: String?
    var applicationFeeBasisPoints: Int?
    var lateAfterExpiry: LatePaymentPolicy.Answer?
    var lateAfterCancel: LatePaymentPolicy.Answer?
    var pastDueEntitlements: EntitlementRules.PastDue?
    /// Empty for none.
    var logoURL: String?
    /// Empty for the pages' own.
    var accentColor: String?

    func apply(to organization: inout Organization) {
        if let name { organization.name = name }
        if let allowedOrigins { organization.allowedOrigins = allowedOrigins }
        if let stripeAccountID { organization.stripeAccountID = stripeAccountID.isEmpty ? nil : stripeAccountID }
        if let applicationFeeBasisPoints { organization.applicationFeeBasisPoints = applicationFeeBasisPoints }
        let late = organization.latePayments
        organization.latePayments = LatePaymentPolicy(
            afterExpiry: lateAfterExpiry ?? late.afterExpiry, afterCancel: lateAfterCancel ?? late.afterCancel)
        if let pastDueEntitlements { organization.entitlements = EntitlementRules(pastDue: pastDueEntitlements) }
        if let logoURL { organization.logoURL = logoURL.isEmpty ? nil : logoURL }
        if let accentColor { organization.accentColor = accentColor.isEmpty ? nil : accentColor }
    }
}

/// What is to be sold, apart from its prices.
struct ProductDetails: Equatable, Sendable {
    var name: String
    var description: String?
    var features: [ProductFeature] = []
}

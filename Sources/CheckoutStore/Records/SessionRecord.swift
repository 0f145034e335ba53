package import Checkout

/// A checkout session with everything that is kept beside its rules.
package struct SessionRecord: Hashable, Sendable {
    package let organizationID: OrganizationID
    /// The end user whose token ordered it.
    package let tokenUser: String?
    /// SHA-256 of the client secret.
    package let clientSecretHash: [UInt8]?
    /// What was bought, as it was when it was ordered.
    package let product: ProductSummary?
    package var session: CheckoutSession
    /// What it started, as that stands now.
    package internal(set) var subscription: SubscriptionSummary?
    /// What it changes about a subscription, when that is what it is for.
    package let change: Boxed<PlanChange>?
    /// The provider's secret of the intent, as whoever gave it had sealed it.
    package var sealedIntentSecret: [UInt8]?
    /// The number of its rows in the timeline.
    package var lastSequence: Int

    package init(
        organizationID: OrganizationID, tokenUser: String?, clientSecretHash: [UInt8]?, product: ProductSummary?,
        session: CheckoutSession, change: Boxed<PlanChange>? = nil, sealedIntentSecret: [UInt8]? = nil,
        lastSequence: Int = 0
    ) {
        self.organizationID = organizationID
        self.tokenUser = tokenUser
        self.clientSecretHash = clientSecretHash
        self.product = product
        self.session = session
        self.change = change
        self.sealedIntentSecret = sealedIntentSecret
        self.lastSequence = lastSequence
    }

    package var id: CheckoutSessionID { session.terms.id }
    package var terms: SessionTerms { session.terms }
    package var state: SessionState { session.state }

    /// When it has to be looked at again, if ever: its machine says for what.
    package var dueAt: Timestamp? {
        if state.status.isTerminal || state.ending != nil { return state.checkAt }
        return state.checkAt.map { min($0, terms.expiresAt) } ?? terms.expiresAt
    }
}

/// A session that is to be: what was ordered, by whom, and what its bearer will know.
package struct NewSession: Sendable {
    package var organizationID: OrganizationID
    package var terms: SessionTerms
    package var tokenUser: String?
    package var clientSecretHash: [UInt8]?
    package var product: ProductSummary?
    package var change: Boxed<PlanChange>?
    /// SHA-256 of the `OrderFingerprint`; `nil` when the order names nobody and so can never be recognised.
    package var orderFingerprint: [UInt8]?

    package init(
        organizationID: OrganizationID, terms: SessionTerms, tokenUser: String? = nil, clientSecretHash: [UInt8]? = nil,
        product: ProductSummary? = nil, change: Boxed<PlanChange>? = nil, orderFingerprint: [UInt8]? = nil
    ) {
        self.organizationID = organizationID
        self.terms = terms
        self.tokenUser = tokenUser
        self.clientSecretHash = clientSecretHash
        self.product = product
        self.change = change
        self.orderFingerprint = orderFingerprint
    }
}

/// A visible change of a session, as everybody may know it.
package struct SessionChange: Hashable, Sendable {
    package let sessionID: CheckoutSessionID
    package let version: Int
    package let status: SessionStatus
    /// The public session body at that version: the same bytes for status, stream and webhooks.
    package let body: [UInt8]

    package init(sessionID: CheckoutSessionID, version: Int, status: SessionStatus, body: [UInt8]) {
        self.sessionID = sessionID
        self.version = version
        self.status = status
        self.body = body
    }
}

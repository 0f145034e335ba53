package import Checkout
package import CheckoutStore
package import Cryptography
import HTTPMessages

/// Writes sessions as clients get them, by hand: every status, stream and webhook is one of these.
///
/// Members that a session may lack altogether (the `?` of the contract) are left out when it does; all others are always
/// there, `null` where they have no value.
package struct SessionBody: Sendable {
    private let links: SessionLinksBase

    package init(_ settings: APISettings) { links = SessionLinksBase(publicURL: settings.publicURL) }

    /// Where the bank sends the buyer back to.
    package func returnURL(_ session: CheckoutSessionID) -> String { links.buyersReturn(session) }

    /// The page on which it is paid.
    package func checkoutURL(_ session: CheckoutSessionID) -> String { links.checkout(session.description) }

    /// The same page for a frame of the merchant's.
    package func embeddedURL(_ session: CheckoutSessionID) -> String { links.embedded(session.description) }

    /// What a page of ours draws.
    func pageView(of record: SessionRecord) -> SessionView { view(of: record) }

    /// What everybody may see who has the session's id. Stored with each version and served from there.
    package func publicBody(_ record: SessionRecord) -> [UInt8] {
        var json = JSONWriter(capacity: 2048)
        json.session(view(of: record), links, nil)
        return json.bytes
    }

    /// What the merchant and the holder of the client secret see.
    package func privateBody(_ record: SessionRecord, _ secrets: SessionSecrets) -> [UInt8] {
        var json = JSONWriter(capacity: 3072)
        json.session(view(of: record), links, OwnersMembers(record, secrets))
        return json.bytes
    }

    /// The same with what client SDKs look for after a confirm.
    package func confirmedBody(_ record: SessionRecord, _ secrets: SessionSecrets) -> [UInt8] {
        let view = view(of: record)
        var json = JSONWriter(capacity: 3072)
        json.session(view, links, OwnersMembers(record, secrets), ConfirmationSummary(view))
        return json.bytes
    }

    /// `links` are the writer's own.
    func view(of record: SessionRecord) -> SessionView {
        record.session.view(
            links: .unwritten, product: record.product, subscription: record.subscription, change: record.change)
    }
}

/// What owners of a session get to see and its record does not hold in the clear.
package struct SessionSecrets: Sendable {
    /// Nil for an owner who is not to have it, such as the end user of a session token.
    package var clientSecret: SecretString?
    package var payment: PaymentAccess?

    package init(clientSecret: SecretString? = nil, payment: PaymentAccess? = nil) {
        self.clientSecret = clientSecret
        self.payment = payment
    }
}

/// What a page needs to talk to the provider's own script.
package struct PaymentAccess: Sendable {
    package let publishableKey: String?
    package let providerClientSecret: SecretString
    package let accountID: String?

    package init(publishableKey: String?, providerClientSecret: SecretString, accountID: String?) {
        self.publishableKey = publishableKey
        self.providerClientSecret = providerClientSecret
        self.accountID = accountID
    }
}

/// The members that the public body does not have.
struct OwnersMembers {
    let secrets: SessionSecrets
    let customer: CustomerDetails
    let metadata: Metadata

    init(_ record: SessionRecord, _ secrets: SessionSecrets) {
        self.secrets = secrets
        customer = record.terms.customer
        metadata = record.terms.metadata
    }
}

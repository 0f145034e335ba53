package import Checkout

/// The providers this service is configured with, for the loop that asks.
package struct Providers: Sendable {
    /// One provider's account of ours, as far as mode goes: keys for tests and keys for money are two accounts.
    package struct Account: Hashable, Sendable {
        package let provider: PaymentProvider
        package let livemode: Bool

        package init(_ provider: PaymentProvider, livemode: Bool) {
            self.provider = provider
            self.livemode = livemode
        }
    }

    private let connected: [Account: ConnectedProvider]
    private let webhooks: [PaymentProvider: ProviderWebhooks]

    package init(
        _ connected: [Account: ConnectedProvider] = [:], webhooks: [PaymentProvider: ProviderWebhooks] = [:]
    ) {
        self.connected = connected
        self.webhooks = webhooks
    }

    /// Nil when no key for it is configured.
    package func connected(_ provider: PaymentProvider, livemode: Bool) -> ConnectedProvider? {
        connected[Account(provider, livemode: livemode)]
    }

    /// All that have a key.
    package var accounts: [Account] {
        connected.keys.sorted {
            ($0.provider.rawValue, $0.livemode ? 1 : 0) < ($1.provider.rawValue, $1.livemode ? 1 : 0)
        }
    }

    package func webhooks(of provider: PaymentProvider) -> ProviderWebhooks? { webhooks[provider] }
}

/// A provider in one mode, ready to be asked.
package struct ConnectedProvider: Sendable {
    package let client: ProviderClient
    /// For the provider's own script in the buyer's browser.
    package let publishableKey: String?
    package let cardEntry: ProviderCardEntry

    package init(
        _ client: ProviderClient, publishableKey: String?,
        cardEntry: ProviderCardEntry = .providerScript { $0.minorUnits }
    ) {
        self.client = client
        self.publishableKey = publishableKey
        self.cardEntry = cardEntry
    }
}

/// How buyers' browsers give it their cards.
package enum ProviderCardEntry: Sendable {
    /// By its own script; the amount is as it counts, nil when it cannot.
    case providerScript(amount: @Sendable (Money) -> Int64?)
    /// By any page, at this address: no real provider allows that, only its double.
    case simulator(url: String)
}

/// How a provider's webhooks are checked and read.
package struct ProviderWebhooks: Sendable {
    /// The request header that holds the signature.
    package let signatureHeader: String
    /// Whether the raw bytes are the provider's, before anything in them is read.
    package let verify:
        @Sendable (_ signature: String?, _ body: [UInt8], _ at: Timestamp) throws(WebhookRejection) -> Void
    /// What they say: of bytes whose signature holds, or held when they were stored.
    package let read: @Sendable (_ body: [UInt8]) throws(UnreadableWebhook) -> VerifiedEvent

    package init(
        signatureHeader: String,
        verify:
            @escaping @Sendable (_ signature: String?, _ body: [UInt8], _ at: Timestamp) throws(WebhookRejection) ->
            Void,
        read: @escaping @Sendable (_ body: [UInt8]) throws(UnreadableWebhook) -> VerifiedEvent
    ) {
        self.signatureHeader = signatureHeader
        self.verify = verify
        self.read = read
    }
}

/// Why a webhook is not believed. The reason is for the log; whoever sent it is told nothing more.
package struct WebhookRejection: Error, Hashable, Sendable {
    package let reason: String
    /// Our own trouble, not the sender's: it is to be sent again.
    package let isOurs: Bool

    package init(reason: String, isOurs: Bool = false) {
        self.reason = reason
        self.isOurs = isOurs
    }
}

/// Why bytes with a good signature are no event.
package struct UnreadableWebhook: Error, Hashable, Sendable {
    package let reason: String

    package init(reason: String) { self.reason = reason }
}

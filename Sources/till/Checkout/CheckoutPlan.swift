import BackgroundWork
import Checkout
import CheckoutAPI
import CheckoutFlow
import CheckoutStore
import EventLoop
import HTTPClient
import Payments
import Stripe

/// What the checkout is built from, the same on every loop.
struct CheckoutPlan: Sendable {
    let keys: ServiceKeys
    let settings: APISettings
    private let stripe: StripeSettings?
    private let livemode: Bool
    private let webhooks: WebhookVerifier?

    init(_ configuration: Configuration, publicURL: String) throws(CommandFailure) {
        do throws(ServiceKeysError) {
            keys = try ServiceKeys(secrets: configuration.secrets)
        } catch {
            throw CommandFailure(.configuration, "TILL_SECRET cannot be used: \(error).")
        }
        var settings = APISettings(publicURL: publicURL)
        if configuration.unlimitedRates { settings.rates = .unlimited }
        settings.hasProviderPages = configuration.stripe.settings?.isStripeItself ?? false
        self.settings = settings
        let said = configuration.stripe
        stripe = said.settings
        livemode = said.livemode ?? false
        guard !said.webhookSecrets.isEmpty else {
            webhooks = nil
            return
        }
        do {
            webhooks = try WebhookVerifier(
                secrets: said.webhookSecrets, tolerance: .seconds(said.webhookToleranceSeconds))
        } catch {
            throw CommandFailure(.software, "Webhooks cannot be checked: \(error).")
        }
    }

    /// On the client's loop. Calls wait their turn when there is a pacer.
    func providers(
        client: HTTPClient, loop: EventLoop, pacer: CallPacer?, _ journal: CheckoutJournal
    ) throws -> Providers {
        var connected: [Providers.Account: ConnectedProvider] = [:]
        if let stripe {
            let api = StripeAPI.live(stripe, client: client, loop: loop) { journal.tried($0) }
            let provider = StripeProvider(api: api).client
            connected[.init(.stripe, livemode: livemode)] = ConnectedProvider(
                pacer.map { provider.paced(by: $0) } ?? provider, publishableKey: stripe.publishableKey,
                cardEntry: Self.cardEntry(stripe, livemode: livemode))
        }
        let checked = webhooks.map { ProviderWebhooks.stripe($0) { journal.compared($0) } }
        return Providers(connected, webhooks: checked.map { [.stripe: $0] } ?? [:])
    }

    /// Behind any other address than Stripe's own is a double of it, which takes cards from pages.
    private static func cardEntry(_ stripe: StripeSettings, livemode: Bool) -> ProviderCardEntry {
        if livemode || stripe.base == StripeConfiguration().apiBase {
            return .providerScript { StripeMoney.amount(of: $0) }
        }
        return .simulator(url: stripe.base)
    }

    /// A secret says that somebody is to send them.
    var expectsWebhooks: Bool { webhooks != nil && stripe != nil }

    /// On the store's loop.
    func flow(
        _ store: SessionStore, _ feed: EventFeed, _ providers: Providers, _ journal: CheckoutJournal
    ) -> CheckoutFlow {
        let body = SessionBody(settings)
        return CheckoutFlow(
            store: store, feed: feed, providers: providers, keys: keys, returnURL: { body.returnURL($0) },
            clock: store.loop.clock, events: journal.flow)
    }
}

import Cryptography
import Stripe

/// What an operator says about Stripe; without a secret key nothing is asked of it.
struct StripeConfiguration: Equatable, Sendable {
    var secretKey: SecretString?
    var publishableKey: String?
    var webhookSecrets: [SecretString] = []
    var apiBase = "https://api.stripe.com"
    var apiVersion = StripeSettings.pinnedVersion
    var webhookToleranceSeconds = 300

    /// For the adapter; nil when there is no key.
    var settings: StripeSettings? {
        guard let secretKey else { return nil }
        var settings = StripeSettings(secretKey: secretKey)
        settings.publishableKey = publishableKey
        settings.base = apiBase
        settings.version = apiVersion
        return settings
    }

    /// Whether it is not Stripe that is asked, but the simulator or another double.
    var isSomebodyElse: Bool { apiBase != StripeConfiguration().apiBase }

    /// Whether the key moves real money; nil without one.
    var livemode: Bool? { settings?.livemode }
}

// MARK: What does not fit together

extension StripeConfiguration {
    var contradictions: [String] {
        guard let livemode else { return [] }
        var sentences: [String] = []
        if let publishableKey, let other = StripeKey.livemode(of: publishableKey), other != livemode {
            sentences.append(
                """
                STRIPE_SECRET_KEY is a \(Self.word(livemode)) key and STRIPE_PUBLISHABLE_KEY a \(Self.word(other)) one: \
                take both from the same mode of the same account.
                """)
        }
        if livemode, !isTransportSafe {
            sentences.append(
                """
                STRIPE_API_BASE is “\(apiBase)”, where the live key would cross the network unencrypted: give an https \
                address, or one on this machine.
                """)
        }
        return sentences
    }

    var warnings: [String] {
        guard let livemode else { return warningsWithoutKey }
        var sentences: [String] = []
        if webhookSecrets.isEmpty {
            sentences.append(
                """
                STRIPE_WEBHOOK_SECRETS is not set, so that Stripe's webhooks are refused. Every payment still completes: \
                it is asked about instead, which takes longer.
                """)
        }
        if publishableKey == nil {
            sentences.append(
                "STRIPE_PUBLISHABLE_KEY is not set, so that Stripe's script cannot take cards in buyers' browsers.")
        }
        if !livemode, !isTransportSafe {
            sentences.append("STRIPE_API_BASE is “\(apiBase)”: the key crosses the network unencrypted.")
        }
        return sentences + oddSecretWarnings
    }

    private var warningsWithoutKey: [String] {
        var idle: [String] = []
        if publishableKey != nil { idle.append("STRIPE_PUBLISHABLE_KEY") }
        if !webhookSecrets.isEmpty { idle.append("STRIPE_WEBHOOK_SECRETS") }
        guard !idle.isEmpty else { return oddSecretWarnings }
        let verb = idle.count == 1 ? "has" : "have"
        return ["\(idle.joined(separator: " and ")) \(verb) no effect without STRIPE_SECRET_KEY."] + oddSecretWarnings
    }

    /// The endpoint's id stands beside its secret in Stripe's dashboard.
    private var oddSecretWarnings: [String] {
        guard webhookSecrets.contains(where: { !$0.reveal { $0.hasPrefix("whsec_") } }) else { return [] }
        return [
            """
            STRIPE_WEBHOOK_SECRETS holds one that does not begin with whsec_, as Stripe's do: is it the endpoint's signing \
            secret?
            """
        ]
    }

    private var isTransportSafe: Bool { apiBase.lowercased().hasPrefix("https://") || PublicURL.isLoopback(apiBase) }

    private static func word(_ livemode: Bool) -> String { livemode ? "live" : "test" }
}

/// The forms of Stripe's keys.
enum StripeKey {
    /// Whether a key is for real money; nil when it does not say.
    static func livemode(of key: String) -> Bool? {
        let parts = key.split(separator: "_", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[2].isEmpty else { return nil }
        return parts[1] == "live" ? true : parts[1] == "test" ? false : nil
    }

    /// Whether `key` begins with one of `kinds` and its mode, and holds nothing that a header cannot.
    static func isKey(_ key: String, of kinds: [String]) -> Bool {
        guard livemode(of: key) != nil, kinds.contains(where: { key.hasPrefix($0 + "_") }) else { return false }
        return key.utf8.allSatisfy { $0 > UInt8(ascii: " ") && $0 < 0x7F }
    }
}

import CheckoutFlow
import Cryptography

/// The secrets of this installation and of its payment provider.
extension Variable {
    static let serviceSecret = Variable(
        name: "TILL_SECRET", form: "\(ServiceKeys.minimumSecretByteCount) characters or more, …",
        standard: nil,
        summary:
            "What all of this installation's keys are made from; for rotation a list, the new one first. “openssl rand -hex 32” makes one.",
        isSecret: true,
        read: { text, configuration throws(Expectation) in
            let secrets = list(text)
            guard !secrets.isEmpty, secrets.allSatisfy({ $0.utf8.count >= ServiceKeys.minimumSecretByteCount }) else {
                throw Expectation(
                    advice:
                        "each secret needs \(ServiceKeys.minimumSecretByteCount) characters or more; “openssl rand -hex 32” makes one"
                )
            }
            configuration.secrets = secrets.map { SecretString($0) }
        },
        show: { masked($0.secrets) })

    static let stripe: [Variable] = [
        Variable(
            name: "STRIPE_SECRET_KEY", form: "sk_test_… or sk_live_…", standard: nil,
            summary: "Stripe's secret key, or a restricted one (rk_…). Without it only free checkouts can be made.",
            isSecret: true,
            read: { text, configuration throws(Expectation) in
                guard StripeKey.isKey(text, of: ["sk", "rk"]) else {
                    throw Expectation(advice: "give the account's secret key, like sk_test_… or sk_live_…")
                }
                configuration.stripe.secretKey = SecretString(text)
            },
            show: { masked($0.stripe.secretKey.map { [$0] } ?? []) }),
        Variable(
            name: "STRIPE_PUBLISHABLE_KEY", form: "pk_test_… or pk_live_…", standard: nil,
            summary: "Stripe's publishable key, of the same mode: with it buyers' browsers load Stripe's script.",
            read: { text, configuration throws(Expectation) in
                guard StripeKey.isKey(text, of: ["pk"]) else {
                    throw Expectation(advice: "give the account's publishable key, like pk_test_… or pk_live_…")
                }
                configuration.stripe.publishableKey = text
            },
            show: { $0.stripe.publishableKey ?? "not set" }),
        Variable(
            name: "STRIPE_WEBHOOK_SECRETS", form: "whsec_…, …", standard: nil,
            summary: "The signing secrets of Stripe's webhook endpoints for this service; during a rotation both.",
            isSecret: true,
            read: { text, configuration throws(Expectation) in
                let secrets = list(text)
                guard !secrets.isEmpty else { throw Expectation(advice: "give whsec_…, or several with commas") }
                configuration.stripe.webhookSecrets = secrets.map { SecretString($0) }
            },
            show: { masked($0.stripe.webhookSecrets) }),
        Variable(
            name: "STRIPE_API_BASE", form: "https://host", standard: StripeConfiguration().apiBase,
            summary: "Where Stripe's API is; the simulator's address for trying things out.",
            read: { text, configuration throws(Expectation) in
                configuration.stripe.apiBase = try PublicURL.parse(text)
            },
            show: { $0.stripe.apiBase }),
        Variable(
            name: "STRIPE_API_VERSION", form: "date.name", standard: StripeConfiguration().apiVersion,
            summary: "The version of Stripe's API that every request names; another than the default is untested.",
            read: { text, configuration throws(Expectation) in configuration.stripe.apiVersion = try version(text) },
            show: { $0.stripe.apiVersion }),
        integer(
            "STRIPE_WEBHOOK_TOLERANCE_SECONDS", 1...86_400, \.stripe.webhookToleranceSeconds,
            "How far a webhook's signed time may be from ours, either way."),
    ]

    /// The parts between commas, without white space around them.
    private static func list(_ text: String) -> [String] {
        text.split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
    }

    private static func masked(_ secrets: [SecretString]) -> String {
        secrets.isEmpty ? "not set" : secrets.map(\.description).joined(separator: ", ")
    }

    /// `2026-10-28.endive`, or only its date.
    private static func version(_ text: String) throws(Expectation) -> String {
        let date = text.prefix { $0 != "." }
        let parts = date.split(separator: "-", omittingEmptySubsequences: false)
        let isDate = parts.map(\.utf8.count) == [4, 2, 2] && parts.allSatisfy { $0.utf8.allSatisfy(isDigit) }
        let name = text.dropFirst(date.count)
        let isName = name.isEmpty || (name.count > 1 && name.dropFirst().utf8.allSatisfy { (0x61...0x7A).contains($0) })
        guard isDate, isName else {
            throw Expectation(advice: "give a version like \(StripeConfiguration().apiVersion)")
        }
        return text
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

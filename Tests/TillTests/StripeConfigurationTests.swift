import Stripe
import Testing

@testable import till

/// What an operator may say about Stripe, and what does not fit together.
@Suite struct StripeConfigurationTests {
    private func read(_ environment: [String: String]) -> ConfigurationReading {
        ConfigurationReader.read(environment: environment)
    }

    private let complete = [
        "STRIPE_SECRET_KEY": "sk_test_canary", "STRIPE_PUBLISHABLE_KEY": "pk_test_abc",
        "STRIPE_WEBHOOK_SECRETS": "whsec_canary",
    ]

    @Test func aCompleteOneNeedsNoWord() throws {
        let reading = read(complete)
        #expect(reading.problems == [])
        #expect(reading.warnings == [])
        let settings = try #require(reading.configuration.stripe.settings)
        #expect(settings.livemode == false)
        #expect(settings.publishableKey == "pk_test_abc")
        #expect(settings.base == "https://api.stripe.com")
        #expect(Configuration().stripe.settings == nil)
    }

    @Test func keysOfTwoModesContradict() {
        let reading = read(complete.merging(["STRIPE_SECRET_KEY": "sk_live_canary"]) { $1 })
        #expect(
            reading.problems == [
                "STRIPE_SECRET_KEY is a live key and STRIPE_PUBLISHABLE_KEY a test one: take both from the same mode of "
                    + "the same account."
            ])
    }

    @Test(arguments: [
        ("http://proxy.example.com", false), ("http://localhost.example.com", false), ("http://127.example.com", false),
        ("https://proxy.example.com", true), ("http://127.0.0.1:12111", true), ("http://[::1]:1", true),
        ("http://localhost", true), ("HTTP://LOCALHOST:99/stripe", true),
    ])
    func aLiveKeyStaysEncrypted(_ base: String, _ isFine: Bool) {
        let live = ["STRIPE_SECRET_KEY": "sk_live_canary", "STRIPE_PUBLISHABLE_KEY": "pk_live_abc"]
        let reading = read(complete.merging(live) { $1 }.merging(["STRIPE_API_BASE": base]) { $1 })
        #expect(reading.problems.isEmpty == isFine)
        #expect(reading.problems.allSatisfy { $0.hasPrefix("STRIPE_API_BASE is “\(base)”, where the live key would") })
        let test = read(complete.merging(["STRIPE_API_BASE": base]) { $1 })
        #expect(test.problems == [])
        #expect(test.warnings.isEmpty == isFine)
    }

    @Test func whatIsMissingIsAWarningOnly() {
        let reading = read(["STRIPE_SECRET_KEY": "sk_test_canary"])
        #expect(reading.problems == [])
        #expect(reading.warnings.count == 2)
        #expect(reading.warnings[0].hasPrefix("STRIPE_WEBHOOK_SECRETS is not set"))
        #expect(reading.warnings[1].hasPrefix("STRIPE_PUBLISHABLE_KEY is not set"))
        #expect(read([:]).warnings == [])
    }

    @Test func saysWhatHasNoEffect() {
        let reading = read(["STRIPE_PUBLISHABLE_KEY": "pk_test_a", "STRIPE_WEBHOOK_SECRETS": "we_123"])
        #expect(reading.problems == [])
        #expect(reading.warnings.count == 2)
        #expect(
            reading.warnings[0]
                == "STRIPE_PUBLISHABLE_KEY and STRIPE_WEBHOOK_SECRETS have no effect without STRIPE_SECRET_KEY.")
        #expect(reading.warnings[1].hasPrefix("STRIPE_WEBHOOK_SECRETS holds one that does not begin with whsec_"))
        #expect(!reading.warnings[1].contains("we_123"))
    }

    @Test func theMostLikelySlipIsNamed() {
        #expect(
            read(["STRIPE_WEBHOOK_SECRET": "whsec_canary"]).warnings == [
                "STRIPE_WEBHOOK_SECRET is not a variable that Till knows and has no effect; did you mean "
                    + "“STRIPE_WEBHOOK_SECRETS”?"
            ])
    }
}

import CheckoutAPI
import CheckoutFlow
import EventLoop

/// What the checkout of this process has done so far, for the metrics.
struct CheckoutCounts: Equatable, Sendable {
    /// A call of the provider's and what came of it.
    struct Call: Hashable, Sendable {
        var kind: EffectReport.Kind
        var result: String
    }

    /// A secret for webhooks, by its place, and whether a signature was its own.
    struct Signature: Hashable, Sendable {
        var secret: Int
        var fits: Bool

        /// In lists.
        fileprivate var place: Int { secret * 2 + (fits ? 0 : 1) }
    }

    var calls: [Call: Int] = [:]
    var callSeconds: [EffectReport.Kind: Double] = [:]
    /// Exchanges with the provider by status; 0 without an answer.
    var tries: [Int: Int] = [:]
    var events: [EventOutcome: Int] = [:]
    var webhooksRefused: [String: Int] = [:]
    /// How often each of the secrets, counted from 0, made a webhook's signature, and how often it did not.
    var signatures: [Signature: Int] = [:]
    /// By how much our clock is ahead of the provider's, by its latest answer.
    var clockSkew: Duration?
    /// Of the latest webhook's signature.
    var signatureAge: Duration?
    /// Nil when no webhooks are expected.
    var webhookSilence: Duration?
    var rateLimited: [String: Int] = [:]
    var credentialsRefused = 0
    var reviews = 0
    /// Of the whole installation; nil while the database does not tell.
    var openReviews: Int?
    /// Objects that did not stand here as they did at the provider.
    var drift = 0
    var failures = 0

    func write(to metrics: inout PrometheusText) {
        metrics.begin("till_provider_calls_total", .counter, "What was asked of payment providers, by its result.")
        let calls = calls.sorted { ($0.key.kind.rawValue, $0.key.result) < ($1.key.kind.rawValue, $1.key.result) }
        for (call, count) in calls {
            metrics.sample(
                "till_provider_calls_total", [("call", call.kind.rawValue), ("result", call.result)], Double(count))
        }
        metrics.begin("till_provider_call_seconds_total", .counter, "Time spent on it, retries and waits included.")
        for (kind, seconds) in callSeconds.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            metrics.sample("till_provider_call_seconds_total", [("call", kind.rawValue)], seconds)
        }
        write(
            tries.map { (String($0.key), $0.value) }, "status", "till_provider_tries_total",
            "Requests sent to payment providers; status 0 is one without an answer.", to: &metrics)
        write(
            events.map { ($0.key.rawValue, $0.value) }, "outcome", "till_provider_events_total",
            "Events of payment providers, by what became of them.", to: &metrics)
        write(
            webhooksRefused.map { ($0.key, $0.value) }, "reason", "till_webhooks_refused_total",
            "Webhooks that were not believed.", to: &metrics)
        writeWebhooks(to: &metrics)
        write(
            rateLimited.map { ($0.key, $0.value) }, "scope", "till_rate_limited_total",
            "Requests answered 429.", to: &metrics)
        metrics.single(
            "till_credentials_refused_total", .counter, "Requests whose key, token or secret did not hold.",
            Double(credentialsRefused))
        metrics.single(
            "till_reviews_opened_total", .counter, "Things that a person has to look at.", Double(reviews))
        metrics.begin("till_reviews_open", .gauge, "Those of them that nobody has resolved, of all processes.")
        if let openReviews { metrics.sample("till_reviews_open", [], Double(openReviews)) }
        metrics.single(
            "till_drift_mended_total", .counter, "What a comparison with the provider found otherwise there.",
            Double(drift))
        metrics.single(
            "till_checkout_failures_total", .counter, "Errors that nobody waited for; the work is taken up again.",
            Double(failures))
    }

    private func writeWebhooks(to metrics: inout PrometheusText) {
        metrics.begin(
            "till_webhook_signatures_total", .counter,
            "Webhooks by secret, counted from 1 as configured, and whether it had signed them.")
        for (signature, count) in signatures.sorted(by: { $0.key.place < $1.key.place }) {
            metrics.sample(
                "till_webhook_signatures_total",
                [("secret", String(signature.secret + 1)), ("result", signature.fits ? "fits" : "does_not_fit")],
                Double(count))
        }
        let gauges: [(String, String, Duration?)] = [
            (
                "till_webhook_age_seconds", "Age of the latest webhook's signature by our clock when it came.",
                signatureAge
            ),
            (
                "till_webhook_silence_seconds",
                "How long payments have succeeded without any webhook; 0 while webhooks come.", webhookSilence
            ),
            (
                "till_provider_clock_skew_seconds",
                "By how much our clock is ahead of the provider's at least; negative if it is behind.", clockSkew
            ),
        ]
        for (name, help, value) in gauges {
            metrics.begin(name, .gauge, help)
            if let value { metrics.sample(name, [], Double(value.wholeNanoseconds) / 1e9) }
        }
    }

    private func write(
        _ samples: [(String, Int)], _ label: String, _ name: String, _ help: String, to metrics: inout PrometheusText
    ) {
        metrics.begin(name, .counter, help)
        for (value, count) in samples.sorted(by: { $0.0 < $1.0 }) {
            metrics.sample(name, [(label, value)], Double(count))
        }
    }
}

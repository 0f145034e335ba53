import BackgroundWork
import Checkout
import CheckoutAPI
import CheckoutFlow
import EventLoop
import Payments
import Postgres
import Stripe

/// Hears of everything the checkout does, counts it and tells the log what is worth a line. One for the process.
final class CheckoutJournal: Sendable {
    private let current = Locked(CheckoutCounts())
    private let silence = Locked(WebhookSilence())
    private let log: Logger
    private let clock: Clock
    /// Whether there is a secret to believe webhooks by.
    private let expectsWebhooks: Bool

    init(log: Logger, clock: Clock = .system, expectsWebhooks: Bool = true) {
        self.log = log
        self.clock = clock
        self.expectsWebhooks = expectsWebhooks
    }

    var counts: CheckoutCounts {
        var counts = current.withLock { $0 }
        if expectsWebhooks { counts.webhookSilence = silence.withLock { $0.length(at: now) } }
        return counts
    }

    private var now: Timestamp { Timestamp(unixNanoseconds: clock.unixNanoseconds()) }

    private func count(_ change: (inout CheckoutCounts) -> Void) {
        current.withLock { counts in change(&counts) }
    }

    // MARK: The flow

    var flow: FlowObserver {
        FlowObserver(
            effectEnded: { self.ended($0) },
            reviewOpened: { about, detail in
                self.count { $0.reviews += 1 }
                self.log.error("A person has to look at this", Self.fields(about, ["detail": .string(detail)]))
            },
            eventHandled: { type, outcome in
                self.count { $0.events[outcome, default: 0] += 1 }
                self.log.debug("provider event", ["type": .string(type), "outcome": .string(outcome.rawValue)])
            },
            paidByAnswer: { _ in self.silence.withLock { $0.paid(at: self.now) } },
            driftMended: { about, changes in
                self.count { $0.drift += 1 }
                self.log.warning(
                    "The provider had it otherwise, and was believed",
                    Self.fields(about, ["changes": .string(changes.joined(separator: ", "))]))
            },
            backgroundFailed: { about, error in
                self.count { $0.failures += 1 }
                self.log.error(
                    "Something could not be seen to; it is taken up again",
                    Self.fields(about, ["error": .string(Self.text(error))]))
            })
    }

    private func ended(_ report: EffectReport) {
        let seconds = Double(report.duration.wholeNanoseconds) / 1e9
        count { counts in
            counts.calls[.init(kind: report.kind, result: report.result.name), default: 0] += 1
            counts.callSeconds[report.kind, default: 0] += seconds
        }
        var fields = Self.fields(
            report.about,
            [
                "call": .string(report.kind.rawValue), "result": .string(report.result.name),
                "milliseconds": .decimal((seconds * 1e6).rounded() / 1e3),
            ])
        switch report.result {
        case .answered: return log.debug("provider call", fields)
        case .late: return log.info("provider call", fields)
        case .notConfigured, .unanswered(nil): break
        case .unanswered(let failure?):
            fields.pairs.append(("detail", .string("\(failure.kind.rawValue): \(failure.detail)")))
            if let id = failure.requestID { fields.pairs.append(("providerRequestId", .string(id))) }
        case .refused(let reason): fields.pairs.append(("detail", .string(reason)))
        case .notRecorded(let error): fields.pairs.append(("detail", .string(Self.text(error))))
        }
        log.warning("provider call", fields)
    }

    func tried(_ attempt: StripeTry) {
        let before = current.withLock { counts in
            counts.tries[attempt.status, default: 0] += 1
            defer { counts.clockSkew = attempt.clockSkew ?? counts.clockSkew }
            return counts.clockSkew
        }
        guard let skew = attempt.clockSkew, Self.isFarOff(skew), !Self.isFarOff(before ?? .zero) else { return }
        log.warning(
            "Our clock and the payment provider's differ: webhooks may be refused",
            ["aheadSeconds": .decimal(Double(skew.wholeNanoseconds) / 1e9)])
    }

    /// Webhooks are refused at ten times as much, unless told otherwise.
    private static func isFarOff(_ skew: Duration) -> Bool { abs(skew.wholeNanoseconds) > 30_000_000_000 }

    // MARK: Webhooks

    func compared(_ comparison: SignatureComparison) {
        count { counts in
            for (secret, fits) in comparison.fits.enumerated() {
                counts.signatures[.init(secret: secret, fits: fits), default: 0] += 1
            }
            counts.signatureAge = comparison.age ?? counts.signatureAge
        }
    }

    func webhookCame(at time: Timestamp) { silence.withLock { $0.heard(at: time) } }

    /// Whether it is worth asking what other processes have heard.
    var isMissingWebhooks: Bool { expectsWebhooks && silence.withLock { $0.length(at: now) } > .seconds(1) }

    func tellOfWebhooks() {
        guard expectsWebhooks, let change = silence.withLock({ $0.change(at: now) }) else { return }
        switch change {
        case .began(let length):
            log.warning(
                """
                Payments succeed and no webhook tells of them: does the provider know this address, and is \
                STRIPE_WEBHOOK_SECRETS its secret?
                """, ["seconds": .integer(Int(length.components.seconds))])
        case .ended: log.notice("Webhooks arrive again")
        }
    }

    // MARK: The API

    var api: APIObserver {
        APIObserver { event in
            switch event {
            case .rateLimited(let scope): self.count { $0.rateLimited["\(scope)", default: 0] += 1 }
            case .credentialRefused: self.count { $0.credentialsRefused += 1 }
            case .webhookRefused(let provider, let reason):
                self.count { $0.webhooksRefused[reason, default: 0] += 1 }
                self.log.warning(
                    "A webhook was not believed", ["provider": .string(provider), "reason": .string(reason)])
            case .webhookReceived: self.webhookCame(at: self.now)
            case .keyUsesNotNoted(let reason):
                self.log.warning("When keys were used last could not be noted", ["reason": .string(reason)])
            case .answerNotKept(let reason):
                self.log.warning("An idempotent answer could not be kept", ["reason": .string(reason)])
            case .pageFailed(let requestID, let reason):
                self.log.log(
                    .error, "A page could not be drawn", requestID: requestID, fields: ["error": .string(reason)])
            }
        }
    }

    // MARK: Background work

    var work: WorkObserver {
        WorkObserver(
            done: { kind, name, result, _ in
                guard kind == .pruning, result.count > 0 else { return }
                self.log.info("Pruned", ["rows": .integer(result.count), "of": .string(name)])
            },
            failed: { kind, name, error in
                self.log.warning(
                    "Background work failed; it is tried again",
                    [
                        "kind": .string(kind.rawValue), "piece": .string(Self.shortened(name)),
                        "error": .string(Self.text(error)),
                    ])
            },
            lookFailed: { kind, count, error in
                // One line when it begins, and ever fewer while it lasts.
                guard count & (count - 1) == 0 else { return }
                self.log.warning(
                    "No background work could be claimed",
                    [
                        "kind": .string(kind.rawValue), "times": .integer(count), "error": .string(Self.text(error)),
                    ])
            })
    }

    // MARK: What may be in a log

    /// A session's id lets its holder read the session: the log has enough of it to find it, not to use it.
    private static func fields(_ about: FlowSubject?, _ rest: LogFields) -> LogFields {
        var fields = rest
        switch about {
        case .session(let id): fields.pairs.append(("session", .string(shortened("\(id)"))))
        case .subscription(let id): fields.pairs.append(("subscription", .string("\(id)")))
        case nil: break
        }
        return fields
    }

    static func shortened(_ name: String) -> String {
        name.hasPrefix(CheckoutSessionKind.prefix) ? "\(CheckoutSessionKind.prefix)…\(name.suffix(8))" : name
    }

    private static func text(_ error: any Error) -> String {
        (error as? PostgresError)?.logDescription ?? "\(error)"
    }
}

extension EffectReport.Result {
    /// For a label.
    fileprivate var name: String {
        switch self {
        case .answered: "answered"
        case .late: "late"
        case .unanswered: "unanswered"
        case .refused: "refused"
        case .notConfigured: "not_configured"
        case .notRecorded: "not_recorded"
        }
    }
}

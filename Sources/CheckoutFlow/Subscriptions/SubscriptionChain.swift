import Checkout
import CheckoutStore
import EventLoop
import Payments

/// What one input to a subscription set off: its effects one after another, each answer told to the rules, and what those
/// want then.
///
/// It is short: a customer, a method, a subscription, and a look-up or two. What is left is owed by the state and taken up
/// when it comes due, so that nothing here can hammer at a provider.
struct SubscriptionChain: Sendable {
    /// After so many calls nothing is asked any more; what is to be made by then is still made.
    private static let questionsUntil = 4
    private static let maximumCalls = 6

    let flow: CheckoutFlow
    var end: SubscriptionChainEnd
    private var pending: [SubscriptionEffect]
    private var calls = 0

    init(_ flow: CheckoutFlow, _ effects: [SubscriptionEffect], of record: SubscriptionRecord) {
        self.flow = flow
        end = SubscriptionChainEnd(record: record)
        pending = effects.filter { !$0.isTransactional }
    }

    var record: SubscriptionRecord { end.record }
    var isDone: Bool { pending.isEmpty }

    mutating func run() async {
        while let effect = pending.first, calls < (effect.isQuestion ? Self.questionsUntil : Self.maximumCalls) {
            pending.removeFirst()
            calls += 1
            await perform(effect)
        }
    }

    private mutating func perform(_ effect: SubscriptionEffect) async {
        guard let kind = effect.kind else { return await handOver(effect) }
        let start = flow.monotonicNow
        var result: EffectReport.Result
        do {
            result = try await call(for: effect)
        } catch {
            end.error = error
            result = .notRecorded(error)
        }
        flow.events.effectEnded(
            EffectReport(
                about: .subscription(record.id), kind: kind, duration: flow.monotonicNow - start, result: result))
    }

    /// To the machine of a session.
    private mutating func handOver(_ effect: SubscriptionEffect) async {
        do {
            switch effect {
            case .refundOrigin(let number, let origin): try await refund(origin, number)
            case .purchaseEnded(let purchase, let end): try await tell(purchase, end)
            default: break
            }
        } catch {
            end.error = error
            flow.events.backgroundFailed(.subscription(record.id), error)
        }
    }

    /// Tells the rules what was learned.
    @discardableResult
    mutating func tell(
        _ input: @escaping @Sendable (SubscriptionMachine) throws(Never) -> SubscriptionTransition
    ) async throws -> EffectReport.Result {
        switch try await flow.subscriptionStore.apply(record.id, at: flow.now, input) {
        case .applied(let record, let transition):
            end.record = record
            pending += transition.effects.filter { !$0.isTransactional }
            flow.subscriptions.observe(transition, of: record)
            if let review = transition.review { end.reviews.append(review) }
            return transition.event?.kind == .reportIgnored ? .late : .answered
        case .notFound, .duplicateEvent:
            // Subscriptions are never removed, and no event is in this.
            return .late
        }
    }

    /// Tells the rules what a call was answered with.
    @discardableResult
    mutating func tell(_ number: Int, _ answer: SubscriptionAnswer) async throws -> EffectReport.Result {
        let now = flow.now
        return try await tell { $0.callAnswered(number: number, answer, at: now) }
    }

    /// Tells the rules that there was no answer, or none that was wanted.
    mutating func tell(_ number: Int, _ failure: ProviderFailure) async throws -> EffectReport.Result {
        let answer = SubscriptionAnswer(failure)
        if case .refused(let reason, _) = answer {
            end.refusals[number] = reason
            try await tell(number, answer)
            return .refused(reason: reason)
        }
        end.failures[number] = failure
        try await tell(number, answer)
        return .unanswered(failure)
    }
}

/// How an input's effects ended.
struct SubscriptionChainEnd: Sendable {
    var record: SubscriptionRecord
    /// Calls that had no answer, by their numbers.
    var failures: [Int: ProviderFailure] = [:]
    /// The provider's reasons not to do what was asked.
    var refusals: [Int: String] = [:]
    /// What a person has to look at because of it.
    var reviews: [SubscriptionReview] = []
    /// An answer that could not be written down.
    var error: (any Error)?

    init(record: SubscriptionRecord) { self.record = record }
}

extension SubscriptionAnswer {
    /// A key that was used with other parameters may have acted, as the failure says: its outcome is not known, and
    /// nothing ends on the strength of it.
    init(_ failure: ProviderFailure) {
        if failure.mayHaveActed {
            self = .unknown
        } else if failure.kind == .refused {
            self = .refused(reason: failure.detail, failure.decline)
        } else {
            self = .notSent
        }
    }
}

extension SubscriptionEffect {
    /// `nil` for what no provider is asked for.
    fileprivate var kind: EffectReport.Kind? {
        switch self {
        case .createCustomer: .createCustomer
        case .attachMethod: .attachPaymentMethod
        case .createSubscription: .createSubscription
        case .setCancelAtPeriodEnd: .setCancelAtPeriodEnd
        case .cancel: .cancelSubscription
        case .changePlan: .changeSubscription
        case .lookUp: .lookUpSubscription
        case .refundOrigin, .purchaseEnded, .grantEntitlements, .revokeEntitlements: nil
        }
    }

    fileprivate var isQuestion: Bool { if case .lookUp = self { true } else { false } }
}

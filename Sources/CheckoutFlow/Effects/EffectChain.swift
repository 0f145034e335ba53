import Checkout
import CheckoutStore
import EventLoop
import Payments

/// What one input set off: its effects one after another, each answer told to the rules, and what those want then.
///
/// It is short. What is left is owed by the state and taken up when it comes due, so that nothing here can hammer at a
/// provider.
struct EffectChain: Sendable {
    /// After so many calls nothing is asked any more; what is announced by then is still done.
    private static let questionsUntil = 2
    private static let maximumCalls = 4

    let flow: CheckoutFlow
    private(set) var end: ChainEnd
    private var pending: [SessionEffect]
    private var idempotency: IdempotencyUse?
    private var calls = 0

    init(_ flow: CheckoutFlow, _ transition: Transition, of record: SessionRecord, _ idempotency: IdempotencyUse?) {
        self.flow = flow
        end = ChainEnd(record: record)
        pending = transition.effects.filter { $0 != .fulfil }
        // The key was taken with the first write; and once the request is answered, its answer stands.
        self.idempotency = idempotency.flatMap { use in
            use.answer(record) == nil ? IdempotencyUse(use.claim, takesKey: false, answer: use.answer) : nil
        }
    }

    var record: SessionRecord { end.record }
    var isDone: Bool { pending.isEmpty }

    mutating func run() async {
        while let effect = pending.first, calls < (effect.isQuestion ? Self.questionsUntil : Self.maximumCalls) {
            pending.removeFirst()
            calls += 1
            await perform(effect)
        }
    }

    private mutating func perform(_ effect: SessionEffect) async {
        guard let kind = effect.kind else { return await seeToChange(effect) }
        let start = flow.monotonicNow
        var result: EffectReport.Result
        do {
            result = try await call(for: effect)
        } catch {
            end.error = error
            result = .notRecorded(error)
        }
        if case .unanswered(let failure?) = result { end.failure = failure }
        if case .refused(let reason) = result { end.refusal = reason }
        flow.events.effectEnded(
            EffectReport(about: .session(record.id), kind: kind, duration: flow.monotonicNow - start, result: result))
    }

    private mutating func call(for effect: SessionEffect) async throws -> EffectReport.Result {
        let provider = flow.provider(of: record.terms)?.client
        switch effect {
        case .createIntent:
            guard let provider else { return .notConfigured }
            return try await createIntent(provider)
        case .confirmIntent(let attempt, let key, let paymentMethod, _):
            return try await confirm(attempt, key, paymentMethod, provider)
        case .cancelIntent:
            guard let provider else { return .notConfigured }
            return try await cancelIntent(provider)
        case .lookUpIntent(let ticket):
            guard let provider else { return .notConfigured }
            return try await lookUpIntent(ticket, provider)
        case .refund(let key, let amount, _):
            guard let provider else { return .notConfigured }
            return try await refund(key, amount, provider)
        case .fulfil, .changeSubscription, .lookUpChange: return .answered
        }
    }

    /// What is asked of the provider is reported as the subscription's.
    private mutating func seeToChange(_ effect: SessionEffect) async {
        do {
            switch effect {
            case .changeSubscription(let attempt): try await change(attempt)
            case .lookUpChange(let attempt): try await lookUpChange(attempt)
            case .createIntent, .confirmIntent, .cancelIntent, .lookUpIntent, .refund, .fulfil: break
            }
        } catch {
            end.error = error
            flow.events.backgroundFailed(.session(record.id), error)
        }
    }

    /// Tells the rules what the provider answered.
    @discardableResult
    mutating func tell(
        sealedIntentSecret: [UInt8]? = nil, _ input: @escaping @Sendable (SessionMachine) throws(Never) -> Transition
    ) async throws -> EffectReport.Result {
        let outcome = try await flow.apply(
            record.id, idempotency: idempotency, sealedIntentSecret: sealedIntentSecret, input)
        switch outcome {
        case .applied(let record, let transition):
            end.record = record
            pending += transition.effects.filter { $0 != .fulfil }
            if idempotency?.answer(record) != nil { idempotency = nil }
            flow.observe(transition, of: record)
            if transition.event?.kind == .completed, record.terms.payment.expectedAmount != nil {
                flow.events.paidByAnswer(record.terms.provider)
            }
            return transition.event?.kind == .reportIgnored ? .late : .answered
        case .notFound, .duplicateEvent, .answered:
            // Sessions are never removed while work is under way, and no event or key of another's is in this.
            return .late
        }
    }
}

/// How an input's effects ended.
struct ChainEnd: Sendable {
    var record: SessionRecord
    /// The last call that had no answer.
    var failure: ProviderFailure?
    /// The provider's reason not to do what was asked.
    var refusal: String?
    /// An answer that could not be written down.
    var error: (any Error)?
    /// It goes on; nobody could wait any longer.
    var isLate = false

    init(record: SessionRecord, isLate: Bool = false) {
        self.record = record
        self.isLate = isLate
    }
}

extension SessionEffect {
    fileprivate var kind: EffectReport.Kind? {
        switch self {
        case .createIntent: .createIntent
        case .confirmIntent: .confirmIntent
        case .cancelIntent: .cancelIntent
        case .lookUpIntent: .lookUpIntent
        case .refund: .refund
        case .fulfil, .changeSubscription, .lookUpChange: nil
        }
    }

    fileprivate var isQuestion: Bool {
        switch self {
        case .lookUpIntent, .cancelIntent, .lookUpChange: true
        case .createIntent, .confirmIntent, .refund, .fulfil, .changeSubscription: false
        }
    }
}

extension CheckoutFlow {
    func observe(_ transition: Transition, of record: SessionRecord) {
        guard let review = transition.review else { return }
        events.reviewOpened(.session(record.id), review.summary)
    }
}

extension ReviewItem {
    var summary: String {
        switch self {
        case .reportDoesNotMatch(let mismatch, let report): "\(mismatch.rawValue) of intent \(report.intentID)"
        case .refundRefused(let reason): "refund refused: \(reason)"
        case .secondIntent(let id): "second intent \(id)"
        case .intentNotFound(let id): "ended, and the provider knows no intent \(id)"
        }
    }
}

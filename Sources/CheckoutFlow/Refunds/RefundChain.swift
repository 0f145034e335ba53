import Checkout
import CheckoutStore
import EventLoop
import Payments

/// What one input to a refund set off: its effects one after another, each answer told to the rules, and what those want
/// then. What is left is owed by the state and taken up when it comes due.
struct RefundChain: Sendable {
    /// How it ended.
    struct End: Sendable {
        var record: RefundRecord
        /// The last call that had no answer.
        var failure: ProviderFailure?
        /// An answer that could not be written down.
        var error: (any Error)?
    }

    /// A search, and the call it shows to be missing.
    private static let maximumCalls = 2

    private let flow: CheckoutFlow
    private(set) var end: End
    private var pending: [RefundEffect]

    init(_ flow: CheckoutFlow, _ transition: RefundTransition, of record: RefundRecord) {
        self.flow = flow
        end = End(record: record)
        pending = transition.effects
    }

    private var record: RefundRecord { end.record }

    mutating func run() async {
        var calls = 0
        while let effect = pending.first, calls < Self.maximumCalls {
            pending.removeFirst()
            calls += 1
            await perform(effect)
        }
    }

    private mutating func perform(_ effect: RefundEffect) async {
        let start = flow.monotonicNow
        var result: EffectReport.Result?
        do {
            result = try await call(for: effect)
        } catch {
            end.error = error
            result = .notRecorded(error)
        }
        if case .unanswered(let failure?) = result { end.failure = failure }
        guard let result else { return }
        flow.told(effect.kind, of: record.subject, since: start, result)
    }

    private mutating func call(for effect: RefundEffect) async throws -> EffectReport.Result? {
        guard let client = flow.providers.connected(record.terms.provider, livemode: record.livemode)?.client else {
            return .notConfigured
        }
        switch effect {
        case .create(let number): return try await create(number, client)
        case .find(let ticket): return try await find(ticket)
        case .lookUp(let providerID): return try await lookUp(providerID, client)
        }
    }

    private mutating func create(_ number: Int, _ client: ProviderClient) async throws -> EffectReport.Result {
        let terms = record.terms
        let order = RefundOrder(
            intent: IntentReference(intentID: terms.intentID, accountID: terms.accountID), key: terms.key(number),
            reference: terms.reference,
            amount: terms.amount, sessionID: record.sessionID, reason: terms.ground)
        let answer: RefundCallAnswer
        let result: EffectReport.Result
        do throws(ProviderFailure) {
            answer = .reported(try await client.refunds.create(order))
            result = .answered
        } catch {
            answer = RefundCallAnswer(error)
            if case .refused(let reason) = answer {
                result = .refused(reason: reason)
            } else {
                result = .unanswered(error)
            }
        }
        let now = flow.now
        let told = try await tell { $0.callAnswered(answer, at: now) }
        return told ? result : .late
    }

    /// Among the intent's refunds. The others that are there are put on record by the way. It tells of its call itself.
    private mutating func find(_ ticket: RefundTicket) async throws -> EffectReport.Result? {
        let terms = record.terms
        guard
            let payment = try await flow.refunds.payment(ofIntent: terms.intentID, provider: terms.provider),
            case .success(let reports) = try await flow.takeOverRefunds(of: payment)
        else { return nil }
        if reports.contains(where: { $0.reference == terms.reference.text }) {
            end.record = try await flow.refunds.find(terms.id) ?? record
        } else {
            let now = flow.now
            _ = try await tell { $0.notFound(ticket, at: now) }
        }
        return nil
    }

    private mutating func lookUp(_ providerID: String, _ client: ProviderClient) async throws -> EffectReport.Result {
        let report: RefundReport
        do throws(ProviderFailure) {
            report = try await client.refunds.lookUp(
                RefundReference(providerID: providerID, accountID: record.terms.accountID))
        } catch {
            return .unanswered(error)
        }
        let now = flow.now
        return try await tell { $0.reported(report, at: now) } ? .answered : .late
    }

    /// Whether there was anything to tell it to.
    private mutating func tell(_ input: @escaping @Sendable (RefundMachine) -> RefundTransition) async throws -> Bool {
        guard let applied = try await flow.refunds.apply(record.id, at: flow.now, input) else { return false }
        end.record = applied.record
        pending += applied.transition.effects
        flow.observe(applied.reviews, of: applied.record.subject)
        return true
    }
}

extension RefundCallAnswer {
    fileprivate init(_ failure: ProviderFailure) {
        if failure.mayHaveActed {
            self = .unknown
        } else if failure.kind == .refused || failure.kind == .notFound {
            self = .refused(reason: failure.code ?? failure.kind.rawValue)
        } else {
            self = .notSent
        }
    }
}

extension RefundEffect {
    fileprivate var kind: EffectReport.Kind {
        switch self {
        case .create: .refund
        case .find, .lookUp: .lookUpRefund
        }
    }
}

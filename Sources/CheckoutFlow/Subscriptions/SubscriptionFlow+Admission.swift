import Checkout
import CheckoutStore
import EventLoop
import Payments

/// Something that is asked of a subscription.
typealias SubscriptionRequest =
    @Sendable (SubscriptionMachine, Timestamp) throws(SubscriptionRefusal) -> SubscriptionTransition

/// Whether a request may go on.
enum SubscriptionAdmission: Sendable {
    /// It is written. Now perform the transition's effects.
    case admitted(SubscriptionRecord, SubscriptionTransition)
    case refused(SubscriptionRefusal, SubscriptionRecord)
    case pending(SubscriptionRecord)
    case notConfigured(SubscriptionRecord)
    case notFound
}

extension SubscriptionFlow {
    private static let firstPause = Duration.milliseconds(20)

    /// One call of a subscription at a time: whoever comes while another is under way waits for its end, as long as they
    /// can be kept waiting, and is then asked about anew.
    func admit(
        _ id: SubscriptionID, looksForOthers: Bool, _ request: @escaping SubscriptionRequest
    ) async throws -> SubscriptionAdmission {
        flow.loop.preconditionCurrent()
        let deadline = flow.monotonicNow + flow.patience.loser
        var pause = Self.firstPause
        guard let known = try await store.find(id) else { return .notFound }
        if known.state.isBilled, provider(of: known) == nil { return .notConfigured(known) }
        while true {
            let now = flow.now
            let outcome = try await store.apply(id, looksForOthers: looksForOthers, at: now) {
                machine throws(SubscriptionRefusal) in try request(machine, now)
            }
            switch outcome {
            case .applied(let record, let transition): return .admitted(record, transition)
            case .refused(.callInProgress, let record):
                guard try await mayBeOver(record, before: deadline, &pause) else { return .pending(record) }
            case .refused(let refusal, let record): return .refused(refusal, record)
            case .notFound, .duplicateEvent: return .notFound
            }
        }
    }

    /// Waits a little for the call that is under way; false when nothing is gained by waiting.
    private func mayBeOver(
        _ record: SubscriptionRecord, before deadline: MonotonicTime, _ pause: inout Duration
    ) async throws -> Bool {
        let remaining = deadline - flow.monotonicNow
        guard remaining > .zero else { return false }
        if let checkAt = record.state.checkAt, checkAt <= flow.now {
            // Nobody has it, or a worker is about to: under its number it is one call whoever makes it.
            try await cameDue(record.id)
        } else if record.state.owed?.isUnderWay == false, let checkAt = record.state.checkAt,
            checkAt - flow.now > remaining
        {
            return false
        }
        try await flow.loop.sleep(for: min(pause, remaining))
        pause = min(pause * 2, flow.patience.lookAgain)
        return true
    }
}

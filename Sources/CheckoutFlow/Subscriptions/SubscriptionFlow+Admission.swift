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
    /// How long somebody waits for a call that is under way, and how often they look.
    struct Wait {
        let deadline: MonotonicTime
        var pause = Duration.milliseconds(20)
    }

    func wait() -> Wait { Wait(deadline: flow.monotonicNow + flow.patience.loser) }

    /// One call of a subscription at a time: whoever comes while another is under way waits for its end, as long as they
    /// can be kept waiting, and is then asked about anew.
    func admit(
        _ id: SubscriptionID, looksForOthers: Bool, _ request: @escaping SubscriptionRequest
    ) async throws -> SubscriptionAdmission {
        flow.loop.preconditionCurrent()
        var wait = wait()
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
                guard try await mayBeOver(record, &wait) else { return .pending(record) }
            case .refused(let refusal, let record): return .refused(refusal, record)
            case .notFound, .duplicateEvent: return .notFound
            }
        }
    }

    /// Waits a little for the call that is under way; false when nothing is gained by waiting.
    private func mayBeOver(_ record: SubscriptionRecord, _ wait: inout Wait) async throws -> Bool {
        let remaining = wait.deadline - flow.monotonicNow
        guard remaining > .zero else { return false }
        if let checkAt = record.state.checkAt, checkAt <= flow.now {
            // Nobody has it, or a worker is about to: under its number it is one call whoever makes it.
            try await cameDue(record.id)
        } else if record.state.owed?.isUnderWay == false, let checkAt = record.state.checkAt,
            checkAt - flow.now > remaining
        {
            return false
        }
        try await flow.loop.sleep(for: min(wait.pause, remaining))
        wait.pause = min(wait.pause * 2, flow.patience.lookAgain)
        return true
    }

    func mayBeOver(_ id: SubscriptionID, _ wait: inout Wait) async throws -> Bool {
        guard let record = try await store.find(id) else { return false }
        return try await mayBeOver(record, &wait)
    }
}

import Checkout
package import CheckoutStore
import EventLoop
import Payments

/// From an order to a session that can be paid.
extension CheckoutFlow {
    package func create(_ new: NewSession, idempotency: IdempotencyUse? = nil) async throws -> OrderOutcome {
        loop.preconditionCurrent()
        if new.terms.payment.needsIntent, provider(of: new.terms) == nil { return .notConfigured }
        switch try await store.create(new, idempotency: idempotency) {
        case .answered(let answer): return .answered(answer)
        case .existing(let record): return outcome(ChainEnd(record: record), isNew: false)
        case .opening(let record): return try await opened(record, idempotency)
        case .refused(let refusal): return .refused(refusal)
        case .created(let record, let transition):
            return outcome(try await settle(transition, of: record, idempotency), isNew: true)
        }
    }

    private func outcome(_ end: ChainEnd, isNew: Bool) -> OrderOutcome {
        if end.record.state.version > 0 { return .open(end.record, isNew: isNew) }
        // One that was given up after waiting for too long was refused by nobody: the next try makes another.
        if end.record.state.isOpening || end.record.state.status == .expired {
            return .providerFailed(end.failure ?? .noneInTime)
        }
        return .refusedByProvider(reason: end.refusal ?? "The provider refused the order.")
    }

    /// The same order's intent is being made by somebody, or was when they died. Whoever finds the work due takes it up:
    /// however many wait, the provider is asked at the session's own pace, and by each of them once.
    private func opened(_ first: SessionRecord, _ idempotency: IdempotencyUse?) async throws -> OrderOutcome {
        let start = monotonicNow
        var end = ChainEnd(record: first)
        while end.record.state.isOpening, end.failure == nil, monotonicNow < start + patience.loser {
            if let checkAt = end.record.state.checkAt, checkAt <= now {
                end = try await takeUp(end.record, within: start + patience.caller - monotonicNow)
            } else {
                let slice = min(patience.lookAgain, start + patience.loser - monotonicNow)
                _ = await feed.next(first.id, after: 0, within: slice)
                try Task.checkCancellation()
                end.record = try await store.record(first.id) ?? end.record
            }
        }
        try await keepAnswer(of: end.record, idempotency)
        return outcome(end, isNew: false)
    }

    private func takeUp(_ record: SessionRecord, within patience: Duration) async throws -> ChainEnd {
        let now = now
        let outcome = try await apply(record.id) { $0.timeCameDue(at: now) }
        guard case .applied(let record, let transition) = outcome else { return ChainEnd(record: record) }
        return try await settle(transition, of: record, within: patience)
    }
}

extension ProviderFailure {
    static var noneInTime: ProviderFailure {
        ProviderFailure(kind: .unreachable, mayHaveActed: true, detail: "no answer in time")
    }
}

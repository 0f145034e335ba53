package import Checkout
package import CheckoutStore
import EventLoop

/// The buyer says yes.
extension CheckoutFlow {
    /// Of several at once one proceeds; the others wait for its attempt and answer the same.
    package func confirm(
        _ id: CheckoutSessionID, paymentMethod: String?, returnURL: String?, idempotency: IdempotencyUse? = nil
    ) async throws -> ConfirmOutcome {
        loop.preconditionCurrent()
        switch try await confirmed(id, paymentMethod, returnURL, idempotency) {
        case .applied(let record, let transition):
            return .settled(try await settle(transition, of: record, idempotency).record)
        case .refused(.attemptInProgress(let number), let record):
            let now = now
            note(record) { $0.turnedAway(ConfirmRefusal.attemptInProgress(number), at: now) }
            let settled = try await attemptEnded(number, record)
            try await keepAnswer(of: settled, idempotency)
            return .settled(settled)
        case .refused(let refusal, let record):
            let now = now
            note(record) { $0.turnedAway(refusal, at: now) }
            return .refused(refusal, record)
        case .notFound, .duplicateEvent: return .notFound
        case .answered(let answer): return .answered(answer)
        }
    }

    /// Asked anew while the subscription that it changes is busy with something else.
    private func confirmed(
        _ id: CheckoutSessionID, _ paymentMethod: String?, _ returnURL: String?, _ idempotency: IdempotencyUse?
    ) async throws -> ApplyOutcome<ConfirmRefusal> {
        var wait = subscriptions.wait()
        while true {
            let now = now
            let outcome = try await apply(id, idempotency: idempotency, looksForObstacles: true) {
                machine throws(ConfirmRefusal) in
                try machine.confirmRequested(paymentMethod: paymentMethod, returnURL: returnURL, at: now)
            }
            guard case .refused(.cannotChange(.callInProgress), let record) = outcome,
                let subscription = record.terms.existingSubscriptionID,
                try await subscriptions.mayBeOver(subscription, &wait)
            else { return outcome }
        }
    }

    /// Waits until it is known how an attempt went.
    private func attemptEnded(_ number: Int, _ first: SessionRecord) async throws -> SessionRecord {
        try await changed(first) { state in
            state.attempt?.number == number
                && (state.attempt?.outcome == .started || state.attempt?.outcome == .unknown)
        }
    }

    /// Waits while the state is so, for as long as a loser has patience.
    func changed(_ first: SessionRecord, while isSo: (SessionState) -> Bool) async throws -> SessionRecord {
        let deadline = monotonicNow + patience.loser
        var record = first
        while isSo(record.state), monotonicNow < deadline {
            let slice = min(patience.lookAgain, deadline - monotonicNow)
            _ = await feed.next(record.id, after: record.state.version, within: slice)
            try Task.checkCancellation()
            record = try await store.record(record.id) ?? record
        }
        return record
    }
}

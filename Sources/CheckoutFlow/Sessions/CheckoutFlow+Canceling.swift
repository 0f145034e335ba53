package import Checkout
package import CheckoutStore
import EventLoop

/// Somebody wants a session to end.
extension CheckoutFlow {
    package func cancel(
        _ id: CheckoutSessionID, idempotency: IdempotencyUse? = nil
    ) async throws -> CancelOutcome {
        loop.preconditionCurrent()
        let now = now
        let outcome = try await apply(id, idempotency: idempotency) { machine throws(CancelRefusal) in
            // Asked for before: the provider is asked again at the session's own pace only.
            if machine.state.ending == .cancellation { return machine.timeCameDue(at: now) }
            return try machine.cancelRequested(at: now)
        }
        switch outcome {
        case .applied(let record, let transition):
            if transition.effects.isEmpty {
                let settled = try await changed(record) { $0.ending == .cancellation }
                if settled != record { try await keepAnswer(of: settled, idempotency) }
                return .settled(settled)
            }
            return .settled(try await settle(transition, of: record, idempotency).record)
        case .refused(let refusal, let record):
            note(record) { $0.turnedAway(refusal, at: now) }
            return .refused(refusal, record)
        case .notFound, .duplicateEvent: return .notFound
        case .answered(let answer): return .answered(answer)
        }
    }
}

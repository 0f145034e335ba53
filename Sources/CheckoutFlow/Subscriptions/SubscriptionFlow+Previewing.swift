package import Checkout
import CheckoutStore
import EventLoop
import Payments

extension SubscriptionFlow {
    /// What a change would cost, as the provider works it out; what would be refused is refused. Nothing is written. `time`
    /// is what it counts from, if that is not when it is made.
    package func previewChange(
        _ id: SubscriptionID, to plan: SubscriptionPlan, at time: Timestamp? = nil
    ) async throws -> ChangePreviewOutcome {
        let admission = try await admit(id, looksForOthers: true) { machine, now throws(SubscriptionRefusal) in
            _ = try machine.changeRequested(to: plan, at: now)
            return machine.nothing(at: now)
        }
        switch admission {
        case .admitted(let record, _): return try await preview(record, plan, at: time)
        case .refused(let refusal, let record): return .refused(refusal, record)
        case .pending(let record): return .pending(record)
        case .notConfigured(let record): return .notConfigured(record)
        case .notFound: return .notFound
        }
    }

    private func preview(
        _ record: SubscriptionRecord, _ plan: SubscriptionPlan, at time: Timestamp?
    ) async throws -> ChangePreviewOutcome {
        // The key is for the change itself: a preview changes nothing.
        let key = ProviderKey.call(record.state.callCount + 1, of: record.id)
        guard
            plan != record.state.plan, let order = try await changeOrder(of: record, to: plan, key: key, at: time)
        else { return .preview(.nothing(plan.unitAmount.currency), record) }
        guard let provider = provider(of: record) else { return .notConfigured(record) }
        let start = flow.monotonicNow
        let result: EffectReport.Result
        let outcome: ChangePreviewOutcome
        do throws(ProviderFailure) {
            outcome = .preview(try await provider.subscriptions.previewChange(order), record)
            result = .answered
        } catch {
            let isRefusal = error.kind == .refused && !error.mayHaveActed
            outcome = isRefusal ? .refusedByProvider(reason: error.detail, record) : .failed(error, record)
            result = isRefusal ? .refused(reason: error.detail) : .unanswered(error)
        }
        flow.events.effectEnded(
            EffectReport(
                about: .subscription(record.id), kind: .previewChange, duration: flow.monotonicNow - start,
                result: result))
        return outcome
    }
}

extension ChangePreview {
    /// Of what nobody bills, or what is the plan already.
    fileprivate static func nothing(_ currency: Currency) -> ChangePreview {
        let zero = Money.zero(currency)
        return ChangePreview(lines: [], credited: zero, charged: zero, total: zero, dueNow: zero, billedAt: nil)
    }
}

package import Checkout
import CheckoutStore
import EventLoop
import Payments

/// One object, as the provider sees it and as it stands here. While both agree nothing is written; what differs goes the way
/// of every other look-up, and is told.
extension CheckoutFlow {
    package func compare(_ id: SubscriptionID) async throws -> ReconciliationReport {
        loop.preconditionCurrent()
        guard let before = try await subscriptionStore.find(id) else { return .skipped }
        let about = FlowSubject.subscription(id)
        guard let reference = before.reference, before.state.owed == nil else { return .skipped }
        guard let provider = subscriptions.provider(of: before) else { return .notConfigured(about) }
        let askedAt = now
        var report: SubscriptionReport?
        do throws(ProviderFailure) {
            report = try await asked(.lookUpSubscription, about) { () throws(ProviderFailure) in
                try await provider.subscriptions.lookUp(reference)
            }
        } catch {
            guard error.kind == .notFound else { return .failed(about, error) }
        }
        if let report, before.machine.agrees(with: report, at: askedAt) { return .compared(about) }
        return try await mend(before, by: report, askedAt: askedAt)
    }

    private func mend(
        _ before: SubscriptionRecord, by report: SubscriptionReport?, askedAt: Timestamp
    ) async throws -> ReconciliationReport {
        let (now, ticket) = (now, before.machine.ticket(at: askedAt))
        // Another comparison may have been quicker: only what differs under the lock is ours to tell.
        let locked = Locked(before.state)
        let outcome = try await subscriptionStore.apply(before.id, at: now) { machine in
            locked.withLock { $0 = machine.state }
            guard let report else { return machine.lookUpFoundNothing(for: ticket, at: now) }
            return machine.lookUpAnswered(report, to: ticket, at: now)
        }
        guard case .applied(let record, let transition) = outcome else { return .skipped }
        let end = try await subscriptions.settle(transition, of: record)
        let reviews = ((transition.review.map { [$0] } ?? []) + end.reviews).map(\.detail)
        return told(
            .compared(
                .subscription(before.id), changes: locked.withLock { $0.differences(to: end.record.state) },
                reviews: reviews))
    }

    package func compare(_ id: CheckoutSessionID) async throws -> ReconciliationReport {
        loop.preconditionCurrent()
        guard let before = try await store.record(id), let intent = before.state.intentID else { return .skipped }
        let about = FlowSubject.session(id)
        // Whoever makes a call at this moment learns more than we would.
        guard before.state.attempt?.outcome != .started, before.state.ending == nil else { return .skipped }
        guard let provider = provider(of: before.terms)?.client else { return .notConfigured(about) }
        let askedAt = now
        let report: IntentReport
        do throws(ProviderFailure) {
            let reference = IntentReference(intentID: intent, accountID: before.terms.merchant.accountID)
            report = try await asked(.lookUpIntent, about) { () throws(ProviderFailure) in
                try await provider.lookUpIntent(reference)
            }
        } catch {
            // One that ends finds out, and is put up for review then.
            return .failed(about, error)
        }
        guard before.session.machine.isNews(report, askedAt: askedAt, at: now) else { return .compared(about) }
        return try await mend(before, by: report, askedAt: askedAt)
    }

    private func mend(
        _ before: SessionRecord, by report: IntentReport, askedAt: Timestamp
    ) async throws -> ReconciliationReport {
        let (now, ticket) = (now, before.session.machine.ticket(at: askedAt))
        let locked = Locked(before.state)
        let outcome = try await apply(before.id) { machine in
            locked.withLock { $0 = machine.state }
            return machine.isNews(report, askedAt: askedAt, at: now)
                ? machine.lookUpAnswered(report, to: ticket, at: now) : machine.nothing(at: now)
        }
        guard case .applied(let record, let transition) = outcome else { return .skipped }
        observe(transition, of: record)
        let end = try await settle(transition, of: record)
        let reviews = transition.review.map { [$0.summary] } ?? []
        return told(
            .compared(
                .session(before.id), changes: locked.withLock { $0.differences(to: end.record.state) },
                reviews: reviews))
    }

    private func told(_ report: ReconciliationReport) -> ReconciliationReport {
        for change in report.changes { events.driftMended(change.about, change.what) }
        return report
    }

    func asked<Answer>(
        _ kind: EffectReport.Kind, _ about: FlowSubject?, _ call: () async throws(ProviderFailure) -> Answer
    ) async throws(ProviderFailure) -> Answer {
        let start = monotonicNow
        do throws(ProviderFailure) {
            let answer = try await call()
            events.effectEnded(
                EffectReport(about: about, kind: kind, duration: monotonicNow - start, result: .answered))
            return answer
        } catch {
            events.effectEnded(
                EffectReport(about: about, kind: kind, duration: monotonicNow - start, result: .unanswered(error)))
            throw error
        }
    }
}

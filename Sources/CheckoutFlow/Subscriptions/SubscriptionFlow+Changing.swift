package import Checkout
import CheckoutStore
import EventLoop
import Payments

/// What merchants and customers want of a subscription: at the provider first, and here by its answer, before anybody is
/// told. The event that follows changes nothing.
extension SubscriptionFlow {
    package func cancel(_ id: SubscriptionID, atPeriodEnd: Bool) async throws -> SubscriptionChangeOutcome {
        try await ask(id) { machine, now throws(SubscriptionRefusal) in
            try machine.cancelRequested(atOnce: !atPeriodEnd, at: now)
        }
    }

    package func reactivate(_ id: SubscriptionID) async throws -> SubscriptionChangeOutcome {
        try await ask(id) { machine, now throws(SubscriptionRefusal) in try machine.reactivateRequested(at: now) }
    }

    package func change(_ id: SubscriptionID, to plan: SubscriptionPlan) async throws -> SubscriptionChangeOutcome {
        try await ask(id, looksForOthers: true) { machine, now throws(SubscriptionRefusal) in
            try machine.changeRequested(to: plan, at: now)
        }
    }

    /// A person knows better.
    package func override(
        _ id: SubscriptionID, to status: SubscriptionStatus
    ) async throws -> SubscriptionChangeOutcome {
        try await ask(id, looksForOthers: true) { machine, now throws(SubscriptionRefusal) in
            try machine.overridden(status, at: now)
        }
    }

    /// The provider is told nothing of it.
    package func setMetadata(_ id: SubscriptionID, to metadata: Metadata) async throws -> SubscriptionChangeOutcome {
        flow.loop.preconditionCurrent()
        let now = flow.now
        switch try await store.apply(id, at: now, { $0.metadataChanged(to: metadata, at: now) }) {
        case .applied(let record, _): return .settled(record)
        case .notFound, .duplicateEvent: return .notFound
        }
    }

    private func ask(
        _ id: SubscriptionID, looksForOthers: Bool = false, _ input: @escaping SubscriptionRequest
    ) async throws -> SubscriptionChangeOutcome {
        switch try await admit(id, looksForOthers: looksForOthers, input) {
        case .admitted(let record, let transition): return try await outcome(of: transition, record)
        case .refused(let refusal, let record): return .refused(refusal, record)
        case .pending(let record): return .pending(record)
        case .notConfigured(let record): return .notConfigured(record)
        case .notFound: return .notFound
        }
    }

    /// Of the one call that the transition may have put on record.
    private func outcome(
        of transition: SubscriptionTransition, _ record: SubscriptionRecord
    ) async throws -> SubscriptionChangeOutcome {
        let end = try await settle(transition, of: record)
        guard let number = transition.state.owed?.number else { return .settled(end.record) }
        if let reason = end.refusals[number] { return .refusedByProvider(reason: reason, end.record) }
        if let failure = end.failures[number] { return .providerFailed(failure, end.record) }
        return end.record.state.owed?.number == number
            ? .providerFailed(.noneInTime, end.record) : .settled(end.record)
    }
}

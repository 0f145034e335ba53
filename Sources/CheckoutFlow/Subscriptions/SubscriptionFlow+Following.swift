package import Checkout
import CheckoutStore
import EventLoop

/// What begins by itself.
extension SubscriptionFlow {
    /// A session has started it, and that is committed. Whoever paid need not wait: what they have is theirs already.
    func started(_ id: SubscriptionID) {
        flow.tasks.start {
            do {
                try await performOwed(by: id)
            } catch {
                flow.events.backgroundFailed(.subscription(id), error)
            }
        }
    }

    /// Makes the call that is on record, for whoever did not record it in the subscription's own way. Returns when it has
    /// been answered, or will not be.
    func performOwed(
        by id: SubscriptionID, where isWanted: (OwedCall) -> Bool = { _ in true }
    ) async throws {
        guard let record = try await store.find(id), let owed = record.state.owed, isWanted(owed) else { return }
        var chain = SubscriptionChain(flow, record.machine.owedEffects(at: flow.now), of: record)
        await chain.run()
        if let error = chain.end.error { throw error }
    }

    /// Something owed, a period's end or a comparison has come due. Returns when it has been seen to.
    package func cameDue(_ id: SubscriptionID) async throws {
        flow.loop.preconditionCurrent()
        let now = flow.now
        let outcome = try await store.apply(id, at: now) { $0.timeCameDue(at: now) }
        guard case .applied(let record, let transition) = outcome else { return }
        _ = try await settle(transition, of: record)
    }
}

extension CheckoutFlow {
    /// Every input to a session goes this way, so that what it starts is begun whoever made it complete.
    func apply<Refusal: Error>(
        _ session: CheckoutSessionID, event: EventUse? = nil, idempotency: IdempotencyUse? = nil,
        sealedIntentSecret: [UInt8]? = nil, looksForObstacles: Bool = false,
        _ input: @escaping @Sendable (SessionMachine) throws(Refusal) -> Transition
    ) async throws -> ApplyOutcome<Refusal> {
        let outcome = try await store.apply(
            session, event: event, idempotency: idempotency, sealedIntentSecret: sealedIntentSecret,
            looksForObstacles: looksForObstacles, input)
        if case .applied(let record, let transition) = outcome, transition.effects.contains(.fulfil),
            let started = record.subscription, record.terms.quote.mode != .free
        {
            subscriptions.started(started.id)
        }
        return outcome
    }
}

package import Checkout
package import CheckoutStore
import EventLoop
package import Payments

/// What providers tell us unasked.
extension CheckoutFlow {
    /// An event whose signature held. When this returns it is durable, and may be acknowledged; what it leads to goes on
    /// in the background.
    package func eventReceived(
        _ event: VerifiedEvent, from provider: PaymentProvider, payload: [UInt8]
    ) async throws -> EventOutcome {
        loop.preconditionCurrent()
        let stored = event.stored(from: provider, payload: payload, at: now)
        let outcome = try await handle(event, stored)
        events.eventHandled(event.type, outcome)
        return outcome
    }

    private func handle(_ event: VerifiedEvent, _ new: ProviderEvent) async throws -> EventOutcome {
        if let news = SubscriptionNews(event) { return try await subscriptions.received(news, new) }
        switch event.subject {
        case .intent(let report, let hint):
            guard
                let session = try await store.sessionID(ofIntent: report.intentID, provider: new.provider),
                let applied = try await apply(report.about(session, named: hint), to: session, .new(new))
            else { return try await park(new) }
            return applied.outcome
        case .refundedCharge, .refund, .dispute: return try await moneyBackReceived(event, new)
        case .subscription, .invoice, .other:
            return try await providerEvents.store(new, as: .ignored) ? .ignored : .duplicate
        case .unreadable(let reason):
            // Stored first: if we die in between, the retry puts it up for review.
            guard try await providerEvents.store(new, as: .received, retryAt: now) else { return .duplicate }
            try await putUpForReview(new, kind: "unreadable_event", reason)
            return .forReview
        }
    }

    func park(_ event: ProviderEvent) async throws -> EventOutcome {
        let retryAt = now + EventPatience.delay(afterTry: 0)
        return try await providerEvents.store(event, as: .parked, retryAt: retryAt) ? .parked : .duplicate
    }

    /// Takes an event up that was stored before. What it leads to is waited for.
    package func retry(_ stored: StoredProviderEvent) async throws {
        loop.preconditionCurrent()
        let outcome = try await handleAgain(stored)
        events.eventHandled(stored.event.type, outcome)
    }

    private func handleAgain(_ stored: StoredProviderEvent) async throws -> EventOutcome {
        guard let webhooks = providers.webhooks(of: stored.event.provider) else {
            return try await later(stored, "the provider is not configured", about: nil)
        }
        let event: VerifiedEvent
        do throws(UnreadableWebhook) {
            event = try webhooks.read(stored.event.payload)
        } catch {
            try await putUpForReview(stored.event, kind: "unreadable_event", error.reason)
            return .forReview
        }
        if let news = SubscriptionNews(event) { return try await subscriptions.receivedAgain(news, stored) }
        switch event.subject {
        case .intent(let report, let hint):
            let provider = stored.event.provider
            guard
                let session = try await store.sessionID(ofIntent: report.intentID, provider: provider),
                let applied = try await apply(
                    report.about(session, named: hint), to: session, .stored(stored.event.id))
            else {
                let reason = "no session has intent \(report.intentID)"
                guard let hint else { return try await laterOrIgnored(stored, reason) }
                return try await later(stored, reason, about: hint)
            }
            await applied.effects?.finished()
            return applied.outcome
        case .refundedCharge, .refund, .dispute: return try await moneyBackAgain(event, stored)
        case .subscription, .invoice, .other:
            try await providerEvents.settle(stored.event.id, as: .ignored)
            return .ignored
        case .unreadable(let reason):
            try await putUpForReview(stored.event, kind: "unreadable_event", reason)
            return .forReview
        }
    }

    /// Nil when there is no such session. Which session it is follows from the intent alone: what somebody wrote into the
    /// intent's metadata may name any session, and must not take an event away from where it belongs.
    private func apply(
        _ report: IntentReport, to session: CheckoutSessionID, _ use: EventUse
    ) async throws -> (outcome: EventOutcome, effects: BackgroundTasks.Running<ChainEnd>?)? {
        let now = now
        switch try await apply(session, event: use, { $0.providerEventReceived(report, at: now) }) {
        case .applied(let record, let transition):
            observe(transition, of: record)
            return (transition.review == nil ? .applied : .forReview, begin(transition, of: record))
        case .duplicateEvent, .answered: return (.duplicate, nil)
        case .notFound:
            // It is stored, and parked.
            if case .new = use { return (.parked, nil) }
            return nil
        }
    }

    // MARK: What cannot be decided

    func later(
        _ stored: StoredProviderEvent, _ reason: String, about hint: CheckoutSessionID?
    ) async throws -> EventOutcome {
        guard EventPatience.mayTryAgain(afterTry: stored.tries) else {
            let named = hint.map { "; it names \($0)" } ?? ""
            try await putUpForReview(stored.event, kind: "event_without_session", reason + named)
            return .forReview
        }
        return try await later(stored, reason)
    }

    /// What names nothing of ours is most likely somebody else's, or a renewal's payment: merchants' accounts see more than
    /// our sessions. It waits a few minutes, and stays stored for whoever wants it replayed.
    func laterOrIgnored(_ stored: StoredProviderEvent, _ reason: String) async throws -> EventOutcome {
        if EventPatience.mayTryAgain(afterTry: stored.tries, namesNoneOfOurs: true) {
            return try await later(stored, reason)
        }
        try await providerEvents.settle(stored.event.id, as: .ignored, error: reason)
        return .ignored
    }

    func later(_ stored: StoredProviderEvent, _ reason: String) async throws -> EventOutcome {
        let retryAt = now + EventPatience.delay(afterTry: stored.tries)
        try await providerEvents.settle(stored.event.id, as: .parked, retryAt: retryAt, error: reason)
        return .parked
    }

    func putUpForReview(_ event: ProviderEvent, kind: String, _ reason: String) async throws {
        let detail = "\(event.type) \(event.eventID): \(reason)"
        guard try await providerEvents.putUpForReview(event.id, kind: kind, detail: detail, at: now) else { return }
        events.reviewOpened(nil, detail)
    }
}

extension IntentReport {
    /// The attempt was read from a key of the session that the metadata names: of another session it says nothing.
    fileprivate func about(_ session: CheckoutSessionID, named hint: CheckoutSessionID?) -> IntentReport {
        guard hint != session else { return self }
        var report = self
        report.attempt = nil
        return report
    }
}

extension VerifiedEvent {
    fileprivate func stored(
        from provider: PaymentProvider, payload: [UInt8], at time: Timestamp
    ) -> ProviderEvent {
        ProviderEvent(
            provider: provider, eventID: id, livemode: livemode, accountID: accountID, type: type,
            createdAt: createdAt, receivedAt: time, payload: payload, intentID: subject.intentID)
    }
}

extension VerifiedEvent.Subject {
    fileprivate var intentID: String? {
        switch self {
        case .intent(let report, _): report.intentID
        case .refundedCharge(let report): report.intentID
        case .refund(_, let id): id
        case .dispute(let report): report.intentID
        case .subscription, .invoice, .other, .unreadable: nil
        }
    }
}

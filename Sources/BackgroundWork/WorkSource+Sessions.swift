package import CheckoutFlow
package import CheckoutStore

extension WorkSource {
    /// Sessions that expire, whose outcome nobody knows, or whose effect got lost: the flow does for each what is owed. On
    /// the flow's loop.
    package static func dueSessions(_ work: DueWork, _ flow: CheckoutFlow) -> WorkSource {
        WorkSource(
            kind: .dueSessions,
            claim: { time, lease, limit in
                let sessions = try await work.claim(at: time, lease: lease, limit: limit)
                let pieces = sessions.map { session in
                    WorkPiece("\(session)") {
                        try await flow.cameDue(session)
                        return WorkResult()
                    }
                }
                return ClaimedWork(pieces, mayBeMore: sessions.count == limit)
            },
            backlog: { try await work.backlog(at: $0) })
    }

    /// Subscriptions whose time has come: the flow does for each what is owed. On the flow's loop.
    package static func dueSubscriptions(_ store: SubscriptionStore, _ flow: CheckoutFlow) -> WorkSource {
        WorkSource(
            kind: .dueSubscriptions,
            claim: { time, lease, limit in
                let subscriptions = try await store.claimDue(at: time, lease: lease, limit: limit)
                let pieces = subscriptions.map { subscription in
                    WorkPiece("\(subscription)") {
                        try await flow.subscriptions.cameDue(subscription)
                        return WorkResult()
                    }
                }
                return ClaimedWork(pieces, mayBeMore: subscriptions.count == limit)
            },
            backlog: { try await store.backlog(at: $0) })
    }

    /// Refunds whose time has come: a call that got lost, or a look at the provider. On the flow's loop.
    package static func dueRefunds(_ store: RefundStore, _ flow: CheckoutFlow) -> WorkSource {
        WorkSource(
            kind: .dueRefunds,
            claim: { time, lease, limit in
                let refunds = try await store.claimDue(at: time, lease: lease, limit: limit)
                let pieces = refunds.map { refund in
                    WorkPiece("\(refund)") {
                        try await flow.refundCameDue(refund)
                        return WorkResult()
                    }
                }
                return ClaimedWork(pieces, mayBeMore: refunds.count == limit)
            },
            backlog: { try await store.backlog(at: $0) })
    }

    /// Providers' events that came before what they are about, or whose handling failed. The flow itself says when each is
    /// tried again; one whose retry fails comes back after its lease. On the flow's loop.
    package static func providerEvents(_ events: ProviderEvents, _ flow: CheckoutFlow) -> WorkSource {
        WorkSource(
            kind: .providerEvents,
            claim: { time, lease, limit in
                let claimed = try await events.claim(at: time, lease: lease, limit: limit)
                let pieces = claimed.map { stored in
                    WorkPiece("\(stored.event.id)") {
                        try await flow.retry(stored)
                        return WorkResult()
                    }
                }
                return ClaimedWork(pieces, mayBeMore: claimed.count == limit)
            },
            backlog: { try await events.backlog(at: $0) })
    }
}

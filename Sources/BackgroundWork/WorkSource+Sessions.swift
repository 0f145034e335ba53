import Checkout
package import CheckoutFlow
package import CheckoutStore

/// What comes due by its time. All of it on the flow's loop.
extension WorkSource {
    /// Sessions that expire, whose outcome nobody knows, or whose effect got lost: the flow does for each what is owed.
    package static func dueSessions(_ work: DueWork, _ flow: CheckoutFlow) -> WorkSource {
        WorkSource(.dueSessions, claim: work.claim, backlog: work.backlog) { try await flow.cameDue($0) }
    }

    /// Subscriptions whose time has come: the flow does for each what is owed.
    package static func dueSubscriptions(_ store: SubscriptionStore, _ flow: CheckoutFlow) -> WorkSource {
        WorkSource(.dueSubscriptions, claim: store.claimDue, backlog: store.backlog) {
            try await flow.subscriptions.cameDue($0)
        }
    }

    /// Refunds whose time has come: a call that got lost, or a look at the provider.
    package static func dueRefunds(_ store: RefundStore, _ flow: CheckoutFlow) -> WorkSource {
        WorkSource(.dueRefunds, claim: store.claimDue, backlog: store.backlog) { try await flow.refundCameDue($0) }
    }

    /// Subscriptions that are compared with the provider every so often, whether or not anything was heard.
    package static func comparisons(_ comparisons: Comparisons, _ flow: CheckoutFlow) -> WorkSource {
        WorkSource(.comparisons, claim: comparisons.claim, backlog: comparisons.backlog) {
            try await flow.comparisonCameDue($0)
        }
    }

    /// Providers' events that came before what they are about, or whose handling failed. The flow itself says when each is
    /// tried again; one whose retry fails comes back after its lease.
    package static func providerEvents(_ events: ProviderEvents, _ flow: CheckoutFlow) -> WorkSource {
        WorkSource(.providerEvents, named: \.event.id.description, claim: events.claim, backlog: events.backlog) {
            try await flow.retry($0)
        }
    }
}

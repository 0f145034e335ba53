import Checkout
import HTTPMessages

extension SimulatedStripe {
    /// From now on this server is told of everything, too.
    package mutating func addWebhookTarget(_ target: WebhookTarget) {
        let id = generator.identifier("we_1")
        endpoints[id] = WebhookEndpoint(
            id: id, owner: nil, created: 0, url: target.url, secret: target.secret, events: target.events)
    }

    /// A subscription's status changes and no event says so. Answers the ledger's entry, nil when there is none.
    mutating func drift(_ id: String, to status: Subscription.Status, at now: Timestamp) -> JSONValue? {
        guard var subscription = subscriptions[id] else { return nil }
        subscription.status = status
        subscription.canceledAt = status.isOver ? subscription.canceledAt ?? now : nil
        subscription.endedAt = status.isOver ? now : nil
        subscription.isAnnounced = false
        keep(subscription, at: now, by: nil)
        subscriptions[id]?.isAnnounced = true
        return subscriptions[id]?.ledgerEntry
    }
}

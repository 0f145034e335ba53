import HTTPMessages

extension SimulatedStripe {
    /// From now on this server is told of everything, too.
    package mutating func addWebhookTarget(_ target: WebhookTarget) {
        let id = generator.identifier("we_1")
        endpoints[id] = WebhookEndpoint(
            id: id, owner: nil, created: 0, url: target.url, secret: target.secret, events: target.events)
    }
}

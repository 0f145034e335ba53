import HTTPMessages

/// A server that is told of events.
struct WebhookEndpoint: SimulatedObject {
    static let noun = "webhook endpoint"

    let id: String
    /// Nil for one the simulator was started with, which is told of everything.
    let account: Owner?
    let created: Int64
    let url: String
    let secret: String
    let enabledEvents: [String]
    var apiVersion: String?
    var description: String?
    var metadata = JSONObject()

    init(id: String, owner: Owner?, created: Int64, url: String, secret: String, events: [String]) {
        self.id = id
        account = owner
        self.created = created
        self.url = url
        self.secret = secret
        enabledEvents = events
    }

    var owner: Owner { account ?? Owner(account: nil, isLive: false) }

    /// The secret is told once, when the endpoint is made.
    var json: JSONValue {
        [
            "id": .string(id), "object": "webhook_endpoint", "api_version": .text(apiVersion), "application": .null,
            "created": .integer(created), "description": .text(description),
            "enabled_events": .array(enabledEvents.map(JSONValue.string)), "livemode": .bool(owner.isLive),
            "metadata": .object(metadata), "status": "enabled", "url": .string(url),
        ]
    }

    func wants(_ event: Event) -> Bool {
        (account == nil || account == event.owner) && enabledEvents.contains { $0 == "*" || $0 == event.type }
    }
}

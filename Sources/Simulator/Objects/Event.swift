import HTTPMessages

/// Something that happened, with the object as it was then.
struct Event: SimulatedObject {
    static let noun = "event"

    let id: String
    let owner: Owner
    let created: Int64
    let type: String
    let apiVersion: String
    /// The object, written once: events are sent and listed many times and never change.
    let object: [UInt8]
    /// What it was before, as far as it changed.
    var previous: [UInt8]?
    let requestID: String?
    let idempotencyKey: String?
    /// Endpoints that have yet to answer with a 2xx.
    var pendingWebhooks: Int

    /// `data.object` is parsed again for lists and look-ups, which are rare.
    var json: JSONValue {
        (try? JSONParser.parse(body)) ?? .null
    }

    /// The bytes that are sent and signed.
    var body: [UInt8] {
        var json = JSONWriter(capacity: object.count + 512)
        json.beginObject()
        json.member("id", id)
        json.member("object", "event")
        if let account = owner.account { json.member("account", account) }
        json.member("api_version", apiVersion)
        json.member("created", created)
        json.key("data")
        json.beginObject()
        json.key("object")
        json.json(object)
        if let previous {
            json.key("previous_attributes")
            json.json(previous)
        }
        json.endObject()
        json.member("livemode", owner.isLive)
        json.member("pending_webhooks", pendingWebhooks)
        json.key("request")
        json.beginObject()
        json.member("id", orNull: requestID)
        json.member("idempotency_key", orNull: idempotencyKey)
        json.endObject()
        json.member("type", type)
        json.endObject()
        return json.bytes
    }
}

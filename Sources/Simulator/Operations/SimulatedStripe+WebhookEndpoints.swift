import HTTPMessages

extension SimulatedStripe {
    mutating func createWebhookEndpoint(_ call: APICall) throws(StripeFailure) -> JSONValue {
        let url = try call.parameters.required("url")
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw .invalid(
                "Invalid URL: an explicit scheme (such as https) must be provided.", param: "url", code: "url_invalid")
        }
        guard let events = try call.parameters.texts("enabled_events"), !events.isEmpty else {
            throw .missing("enabled_events")
        }
        let metadata = try call.parameters.metadata()
        let description = try call.parameters.text("description")
        var endpoint = WebhookEndpoint(
            id: generator.identifier("we_1"), owner: call.owner, created: call.created, url: url,
            secret: generator.identifier("whsec_", length: 32), events: events)
        endpoint.apiVersion = try call.parameters.text("api_version")
        endpoint.description = description
        endpoint.metadata = metadata
        endpoints[endpoint.id] = endpoint
        guard case .object(var json) = endpoint.json else { return endpoint.json }
        json["secret"] = .string(endpoint.secret)
        return .object(json)
    }

    mutating func deleteWebhookEndpoint(_ call: APICall) throws(StripeFailure) -> JSONValue {
        let endpoint = try owned(call.id, of: call.owner, in: \.endpoints, param: "id")
        endpoints[endpoint.id] = nil
        return ["id": .string(endpoint.id), "object": "webhook_endpoint", "deleted": true]
    }
}

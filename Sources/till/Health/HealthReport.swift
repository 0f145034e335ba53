import HTTPMessages

/// The checks behind `/readyz`, each with what is wrong, if something is.
///
/// It says nothing internal: whoever can reach the service can read it.
struct HealthReport: Equatable, Sendable {
    struct Check: Equatable, Sendable {
        var name: String
        var problem: String?
    }

    static let retryAfterSeconds = 1

    var checks: [Check]

    var isReady: Bool { checks.allSatisfy { $0.problem == nil } }

    var response: HTTPResponse {
        var json = JSONWriter()
        json.beginObject()
        json.member("status", isReady ? "ready" : "unavailable")
        json.key("checks")
        json.beginObject()
        for check in checks {
            json.key(escaping: check.name)
            json.beginObject()
            json.member("ok", check.problem == nil)
            if let problem = check.problem { json.member("problem", problem) }
            json.endObject()
        }
        json.endObject()
        json.endObject()
        var response = HTTPResponse.json(json.bytes, isReady ? .ok : .serviceUnavailable)
        response.headers.set("Cache-Control", "no-store")
        if !isReady { response.headers.set("Retry-After", String(Self.retryAfterSeconds)) }
        return response
    }
}

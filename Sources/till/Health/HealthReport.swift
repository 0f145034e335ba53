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

    /// 200 with the checks, or the error of the contract with the checks in its details.
    func response(requestID: String) -> HTTPResponse {
        var response = isReady ? .json(ready) : HTTPResponse.error(notReady, requestID: requestID)
        response.headers.set("Cache-Control", "no-store")
        return response
    }

    private var ready: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        json.member("status", "ready")
        write(into: &json)
        json.endObject()
        return json.bytes
    }

    private var notReady: APIError {
        var error = APIError(
            .unavailable(retryAfterSeconds: Self.retryAfterSeconds), code: "not_ready",
            message: "The service is not ready for requests right now. Please try again.")
        var json = JSONWriter()
        json.beginObject()
        write(into: &json)
        json.endObject()
        error.subject = json.bytes
        return error
    }

    private func write(into json: inout JSONWriter) {
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
    }
}

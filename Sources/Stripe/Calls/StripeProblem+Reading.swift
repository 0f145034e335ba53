import HTTPClient
import HTTPMessages

extension StripeProblem {
    /// What an answer other than 2xx says.
    init(_ response: ClientResponse) {
        let status = Int(response.status.code)
        let error = (try? JSONParser.parse(response.body))?["error"]?.object ?? JSONObject()
        self.init(kind: Self.kind(status: status, error), status: status, error: error)
        readHeaders(of: response)
        detail = [error["type"]?.string, code, declineCode, param].compactMap(\.self).joined(separator: " ")
    }

    /// A 2xx whose body is not what it should be: the call acted, and we do not know how.
    static func unreadable(_ response: ClientResponse, _ detail: String) -> StripeProblem {
        var problem = StripeProblem(kind: .unreadable, status: Int(response.status.code), detail: detail)
        problem.readHeaders(of: response)
        return problem
    }

    init(_ error: HTTPClientError) {
        self.init(kind: error.outcome == .notSent ? .notSent : .noAnswer, detail: "\(error)")
    }

    private mutating func readHeaders(of response: ClientResponse) {
        requestID = response.headers["Request-Id"]
        if let seconds = response.headers["Retry-After"].flatMap({ Int64($0) }), seconds >= 0 {
            retryAfter = .seconds(seconds)
        }
        switch response.headers["Stripe-Should-Retry"] {
        case "true": shouldRetry = true
        case "false": shouldRetry = false
        default: shouldRetry = nil
        }
        // The key keeps this answer: trying again gets it again.
        if response.headers["Idempotent-Replayed"] == "true", shouldRetry == nil { shouldRetry = false }
    }

    private static func kind(status: Int, _ error: JSONObject) -> Kind {
        let type = error["type"]?.string
        switch status {
        case 401: return .authentication
        case 403: return .permission
        case 409 where type == "idempotency_error" || error["code"] == "idempotency_key_in_use": return .keyInUse
        // Another request holds the object, such as a confirm beside a cancel: nothing was done.
        case 409, 429: return .rateLimited
        case 402: return type == "card_error" || error["code"] != nil ? .card : .invalidRequest
        case 400..<500:
            if type == "idempotency_error" { return .keyMismatch }
            if type == "card_error" { return .card }
            if error["code"] == "rate_limit" || error["code"] == "lock_timeout" { return .rateLimited }
            if error.isEmpty { return .unreadable }
            // Only in Stripe's own words: sessions end on the strength of it.
            return status == 404 && error["code"] == "resource_missing" ? .notFound : .invalidRequest
        case 500...: return .server
        default: return .unreadable
        }
    }
}

package import HTTPMessages

/// One exchange with Stripe, for logs and metrics: no amounts, no buyer, no secrets.
package struct StripeTry: Sendable {
    package let method: HTTPMethod
    /// With object ids in it, which are no secrets.
    package let path: String
    /// 1 for a call's first.
    package let number: Int
    package let duration: Duration
    /// 0 without an answer.
    package let status: Int
    package let requestID: String?
    /// Nil for a success.
    package let problem: String?

    init(
        method: HTTPMethod, path: String, number: Int, duration: Duration, result: Result<JSONObject, StripeProblem>
    ) {
        self.method = method
        self.path = path
        self.number = number
        self.duration = duration
        switch result {
        case .success:
            status = 200
            requestID = nil
            problem = nil
        case .failure(let failure):
            status = failure.status
            requestID = failure.requestID
            problem = "\(failure.kind) \(failure.detail)"
        }
    }
}

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
    /// By how much our clock is ahead of Stripe's at least, behind if negative: an answer's date tells, to a second and
    /// to as long as the answer took. Nil when it had none.
    package let clockSkew: Duration?

    init(
        method: HTTPMethod, path: String, number: Int, duration: Duration, result: Result<JSONObject, StripeProblem>,
        clockSkew: Duration? = nil
    ) {
        self.method = method
        self.path = path
        self.number = number
        self.duration = duration
        self.clockSkew = clockSkew
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

/// How far two clocks are apart, from one exchange.
enum ClockSkew {
    /// - Parameters:
    ///   - sent: our time before the request, in nanoseconds since 1970.
    ///   - received: our time after the answer.
    ///   - date: the `Date` of the answer, which was written in between.
    static func measured(sent: Int64, received: Int64, date: String?) -> Duration? {
        guard let seconds = date.flatMap(HTTPDate.parse), abs(seconds) < 1 << 33 else { return nil }
        // It was written at some time in that second.
        let (earliest, latest) = (seconds * 1_000_000_000, (seconds + 1) * 1_000_000_000)
        if sent > latest { return .nanoseconds(sent - latest) }
        if received < earliest { return .nanoseconds(received - earliest) }
        return .zero
    }
}

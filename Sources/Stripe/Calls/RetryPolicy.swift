/// Whether a call that went wrong is sent again, and after how long. Pure: chance and time come in.
package struct RetryPolicy: Hashable, Sendable {
    package var maximumTries = 3
    package var firstDelay = Duration.milliseconds(500)
    package var maximumDelay = Duration.seconds(5)
    /// Longer ones are the caller's to wait for.
    package var maximumRetryAfter = Duration.seconds(10)
    /// All tries and waits together: below the 30 seconds after which client SDKs give up waiting for us, and well below
    /// the minute after which the rules give a call up.
    package var budget = Duration.seconds(25)

    package init() {}

    /// Nil to give up. `jitter` is from 0 up to 1.
    func wait(
        after problem: StripeProblem, of call: StripeCall, tries: Int, elapsed: Duration, jitter: Double
    ) -> Duration? {
        guard tries < maximumTries, mayHelp(problem, call) else { return nil }
        let exponential = firstDelay * (1 << min(tries - 1, 16))
        // Half of it at least, so that many callers do not come back together.
        var delay = min(maximumDelay, exponential) * (0.5 + 0.5 * jitter)
        if let asked = problem.retryAfter {
            guard asked <= maximumRetryAfter else { return nil }
            delay = max(delay, asked)
        }
        return elapsed + delay < budget ? delay : nil
    }

    private func mayHelp(_ problem: StripeProblem, _ call: StripeCall) -> Bool {
        // What may have acted is sent again only where that cannot act twice.
        if problem.effect != .none, !call.mayBeRepeated { return false }
        if let stripesOpinion = problem.shouldRetry { return stripesOpinion && problem.kind != .card }
        switch problem.kind {
        case .notSent, .noAnswer, .keyInUse, .rateLimited, .server, .unreadable: return true
        case .card, .invalidRequest, .notFound, .authentication, .permission, .keyMismatch: return false
        }
    }
}

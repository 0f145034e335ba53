import EventLoop
package import HTTPMessages

extension APIError {
    /// With the figures that tell a client when to come back.
    package static func rateLimited(_ decision: RateDecision) -> APIError {
        var error = APIError.rateLimited(retryAfterSeconds: wholeSeconds(decision.untilNext))
        error.headers.set("X-RateLimit-Limit", String(decision.limit))
        error.headers.set("X-RateLimit-Remaining", String(decision.remaining))
        error.headers.set("X-RateLimit-Reset", String(wholeSeconds(decision.untilFull)))
        return error
    }

    /// Rounded up: a client that waits exactly that long is not turned away again.
    private static func wholeSeconds(_ duration: Duration) -> Int {
        Int(clamping: max(1, (duration.wholeNanoseconds + 999_999_999) / 1_000_000_000))
    }
}

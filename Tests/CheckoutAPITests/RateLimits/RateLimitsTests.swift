import Checkout
import EventLoop
import HTTPMessages
import Testing

@testable import CheckoutAPI

@Suite("Rate limits") struct RateLimitsTests {
    private let start = MonotonicTime(nanoseconds: 1_000_000_000_000)
    private let session = RateSubject(CheckoutSessionID(UniqueID(bits: 7)))

    @Test func aSessionIsConfirmedSixTimesAMinute() {
        let limits = RateLimits(RateSettings())
        for _ in 0..<6 { #expect(limits.take(.confirm, session, at: start) == nil) }
        #expect(limits.take(.confirm, session, at: start)?.limit == 6)
        let other = RateSubject(CheckoutSessionID(UniqueID(bits: 8)))
        #expect(limits.take(.confirm, other, at: start) == nil)
    }

    @Test func andTwentyTimesAnHour() {
        let limits = RateLimits(RateSettings())
        var allowed = 0
        // One try a second: what the minute refuses does not count for the hour.
        for second in 0..<600 where limits.take(.confirm, session, at: start + .seconds(second)) == nil {
            allowed += 1
        }
        // Twenty at first, and one flows in every three minutes.
        #expect(allowed == 20 + 3)
    }

    @Test func aRefusalTellsWhenToComeBack() {
        let limits = RateLimits(RateSettings())
        for _ in 0..<6 { _ = limits.take(.confirm, session, at: start) }
        #expect {
            try limits.admit(.confirm, session, at: start + .milliseconds(500))
        } throws: { error in
            let error = error as? APIError
            return error?.family == .rateLimited(retryAfterSeconds: 10) && error?.headers["X-RateLimit-Limit"] == "6"
                && error?.headers["X-RateLimit-Remaining"] == "0" && error?.headers["X-RateLimit-Reset"] == "60"
        }
    }

    @Test func scopesAreCountedApart() {
        let limits = RateLimits(RateSettings())
        for _ in 0..<10 { _ = limits.take(.confirm, session, at: start) }
        #expect(limits.take(.session, session, at: start) == nil)
    }

    @Test func anIPv6NetworkIsOneClient() {
        #expect(RateSubject(address: "2001:db8:1:2::1") == RateSubject(address: "2001:db8:1:2:ffff::9"))
        #expect(RateSubject(address: "2001:db8:1:2::1") != RateSubject(address: "2001:db8:1:3::1"))
        #expect(RateSubject(address: "10.0.0.1") == RateSubject(address: "::ffff:10.0.0.1"))
        #expect(RateSubject(address: "10.0.0.1") != RateSubject(address: "10.0.0.2"))
        #expect(RateSubject(address: "") == RateSubject(address: ""))
    }

    @Test func withoutRatesNobodyIsTurnedAway() {
        let limits = RateLimits(.unlimited)
        for scope in RateScope.allCases {
            for _ in 0..<5000 { #expect(limits.take(scope, session, at: start) == nil) }
        }
    }
}

import HTTPMessages
import Testing

@testable import Stripe

/// What is tried again, when, and when not.
@Suite("Retries")
struct RetryPolicyTests {
    private let policy = RetryPolicy()
    private let keyed = StripeCall(method: .post, path: "/v1/x", key: "k")
    private let bare = StripeCall(method: .post, path: "/v1/x")
    private let read = StripeCall(method: .get, path: "/v1/x")

    private func wait(
        _ problem: StripeProblem, _ call: StripeCall? = nil, tries: Int = 1, elapsed: Duration = .zero,
        jitter: Double = 1
    ) -> Duration? {
        policy.wait(after: problem, of: call ?? keyed, tries: tries, elapsed: elapsed, jitter: jitter)
    }

    @Test(
        arguments: [
            (.notSent, true, true), (.noAnswer, true, false), (.server, true, false), (.unreadable, true, false),
            (.keyInUse, true, false), (.rateLimited, true, true), (.card, false, false),
            (.invalidRequest, false, false),
            (.notFound, false, false), (.authentication, false, false), (.permission, false, false),
            (.keyMismatch, false, false),
        ] as [(StripeProblem.Kind, Bool, Bool)])
    func kinds(kind: StripeProblem.Kind, withKey: Bool, without: Bool) {
        let problem = StripeProblem(kind: kind)
        #expect((wait(problem, keyed) != nil) == withKey)
        #expect((wait(problem, read) != nil) == withKey)
        #expect((wait(problem, bare) != nil) == without)
    }

    @Test func stripesOwnOpinionCounts() {
        #expect(wait(StripeProblem(kind: .server, shouldRetry: false)) == nil)
        #expect(wait(StripeProblem(kind: .invalidRequest, shouldRetry: true)) != nil)
        #expect(wait(StripeProblem(kind: .card, shouldRetry: true)) == nil, "a declined card is declined")
        #expect(wait(StripeProblem(kind: .server, shouldRetry: true), bare) == nil, "not without a key")
    }

    @Test func waitsGrowAndAreJittered() {
        let problem = StripeProblem(kind: .server)
        var patient = policy
        patient.maximumTries = 100
        let waits = (1...8).map { patient.wait(after: problem, of: keyed, tries: $0, elapsed: .zero, jitter: 1) }
        #expect(waits == [500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000, 5_000].map { Duration.milliseconds($0) })
        #expect(wait(problem, jitter: 0) == .milliseconds(250))
        #expect(patient.wait(after: problem, of: keyed, tries: 99, elapsed: .zero, jitter: 1) == .seconds(5))
    }

    @Test func triesAndTimeAreBounded() {
        let problem = StripeProblem(kind: .server)
        #expect(wait(problem, tries: 2) != nil)
        #expect(wait(problem, tries: 3) == nil)
        #expect(wait(problem, elapsed: .seconds(24)) != nil)
        #expect(wait(problem, elapsed: .seconds(25)) == nil)
    }

    @Test func retryAfterIsHonouredWithinReason() {
        #expect(wait(StripeProblem(kind: .rateLimited, retryAfter: .seconds(3))) == .seconds(3))
        #expect(wait(StripeProblem(kind: .rateLimited, retryAfter: .milliseconds(1))) == .milliseconds(500))
        #expect(wait(StripeProblem(kind: .rateLimited, retryAfter: .seconds(11))) == nil)
    }
}

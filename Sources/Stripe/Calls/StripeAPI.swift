package import EventLoop
package import HTTPClient
import HTTPMessages

/// Makes calls, and makes them again where that is safe and may help.
package struct StripeAPI: Sendable {
    package var settings: StripeSettings
    private let sender: RequestSender
    private let clock: Clock
    private let pause: @Sendable (Duration) async throws -> Void
    private let jitter: @Sendable () -> Double
    /// Hears of every try, for logs and metrics.
    private let observe: @Sendable (StripeTry) -> Void

    package init(
        settings: StripeSettings, sender: RequestSender, clock: Clock,
        pause: @escaping @Sendable (Duration) async throws -> Void,
        jitter: @escaping @Sendable () -> Double = { .random(in: 0..<1) },
        observe: @escaping @Sendable (StripeTry) -> Void = { _ in }
    ) {
        self.settings = settings
        self.sender = sender
        self.clock = clock
        self.pause = pause
        self.jitter = jitter
        self.observe = observe
    }

    /// The object Stripe answers with, or what is known in the end.
    func perform(_ call: StripeCall) async throws(StripeCallFailure) -> JSONObject {
        let start = clock.now()
        var tries = 0
        var mayHaveActed = false
        while true {
            tries += 1
            do throws(StripeProblem) {
                return try await attempt(call, number: tries, elapsed: clock.now() - start)
            } catch {
                let problem = error
                let elapsed = clock.now() - start
                let wait = settings.retries.wait(
                    after: problem, of: call, tries: tries, elapsed: elapsed, jitter: jitter())
                guard let wait, await waited(wait) else {
                    throw StripeCallFailure(problem: problem, anEarlierTryMayHaveActed: mayHaveActed)
                }
                if case .unknown(isOver: false) = problem.effect { mayHaveActed = true }
            }
        }
    }

    /// False when the task was cancelled meanwhile.
    private func waited(_ duration: Duration) async -> Bool {
        do {
            try await pause(duration)
            return true
        } catch {
            return false
        }
    }

    private func attempt(
        _ call: StripeCall, number: Int, elapsed: Duration
    ) async throws(StripeProblem) -> JSONObject {
        let (started, sent) = (clock.now(), clock.unixNanoseconds())
        let timeout = min(settings.tryTimeout, settings.retries.budget - elapsed)
        var skew: Duration?
        let result: Result<JSONObject, StripeProblem>
        do throws(HTTPClientError) {
            let response = try await sender.send(call.request(settings, timeout: timeout))
            skew = ClockSkew.measured(sent: sent, received: clock.unixNanoseconds(), date: response.headers["Date"])
            result = Self.read(response)
        } catch {
            result = .failure(StripeProblem(error))
        }
        observe(
            StripeTry(
                method: call.method, path: call.path, number: number, duration: clock.now() - started, result: result,
                clockSkew: skew))
        return try result.get()
    }

    private static func read(_ response: ClientResponse) -> Result<JSONObject, StripeProblem> {
        guard (200..<300).contains(response.status.code) else { return .failure(StripeProblem(response)) }
        do throws(JSONError) {
            guard let object = try JSONParser.parse(response.body).object else {
                return .failure(.unreadable(response, "the answer is no object"))
            }
            return .success(object)
        } catch {
            return .failure(.unreadable(response, "the answer is no JSON: \(error.reason) at byte \(error.offset)"))
        }
    }
}

/// A call that ended without a success, after all its tries.
struct StripeCallFailure: Error, Hashable, Sendable {
    let problem: StripeProblem
    /// An earlier try may have had an effect, whatever the last one says about itself.
    let anEarlierTryMayHaveActed: Bool

    var effect: StripeProblem.Effect {
        problem.effect == .none && anEarlierTryMayHaveActed ? .unknown(isOver: false) : problem.effect
    }
}

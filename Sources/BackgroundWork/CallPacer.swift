package import EventLoop
import Payments

/// Keeps what runs in the background from using up what the provider allows the account: buyers' calls come first.
///
/// `@unchecked Sendable`: it is touched on its loop only.
package final class CallPacer: @unchecked Sendable {
    /// Stripe takes 25 calls a second of an account in test mode, 100 in live mode.
    package static let standard = CallPace(perSecond: 20, burst: 5)

    private let loop: EventLoop
    private var pace: CallPace

    package init(_ pace: CallPace = standard, loop: EventLoop) {
        self.loop = loop
        self.pace = pace
    }

    /// Returns when it is the caller's turn.
    func turn() async {
        loop.preconditionCurrent()
        var wait = pace.reserve(at: loop.clock.now())
        while wait > .zero {
            // Only fails when the task is cancelled or the loop stops, and then nothing is gained by waiting.
            do { try await loop.sleep(for: wait) } catch { return }
            // The provider may have asked for quiet meanwhile: then everybody queues again.
            let now = loop.clock.now()
            wait = pace.isQuiet(at: now) ? pace.reserve(at: now) : .zero
        }
    }

    /// Makes a call when it is its turn. When the provider says that there are too many, all that come later wait.
    func paced<Answer>(
        _ call: () async throws(ProviderFailure) -> Answer
    ) async throws(ProviderFailure) -> Answer {
        await turn()
        let answer: Answer
        do throws(ProviderFailure) {
            answer = try await call()
        } catch {
            heard(error)
            throw error
        }
        pace.accepted()
        return answer
    }

    func heard(_ failure: ProviderFailure) {
        guard failure.kind == .rateLimited else { return }
        pace.refused(at: loop.clock.now(), retryAfter: failure.retryAfter)
    }
}

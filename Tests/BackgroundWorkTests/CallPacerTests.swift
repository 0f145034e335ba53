import Checkout
import EventLoop
import Payments
import TestSupport
import Testing

@testable import BackgroundWork

/// Calls of a provider that wait their turn, on a loop whose time is moved by hand.
@Suite(.timeLimit(.minutes(5))) struct CallPacerTests {
    /// A provider that takes cancellations only, and counts them.
    private func provider(_ count: Locked<Int>) -> ProviderClient {
        let unexpected = ProviderFailure(kind: .broken, mayHaveActed: false, detail: "not expected")
        return ProviderClient(
            createIntent: { _ in .unanswered(unexpected) }, confirmIntent: { _ in .notSent },
            lookUpIntent: { _ throws(ProviderFailure) in throw unexpected },
            cancelIntent: { _ throws(ProviderFailure) in
                count.withLock { $0 += 1 }
                throw unexpected
            },
            refund: { _ throws(ProviderFailure) in throw unexpected },
            createCustomer: { _ throws(ProviderFailure) in throw unexpected })
    }

    @Test func callsBeyondTheBurstWaitTheirTurn() async throws {
        let (manual, count) = (ManualClock(), Locked(0))
        try await withEventLoop(clock: manual.clock) { loop in
            let client = provider(count).paced(by: CallPacer(CallPace(perSecond: 20, burst: 3), loop: loop))
            for _ in 0..<6 {
                loop.startTask { _ = try? await client.cancelIntent(IntentReference(intentID: "pi_1")) }
            }
            for expected in 3...6 {
                for _ in 0..<5 {
                    await withCheckedContinuation { continuation in loop.execute { continuation.resume() } }
                }
                #expect(count.withLock { $0 } == expected)
                manual.advance(by: .milliseconds(50))
            }
        }
    }
}

import Checkout
import EventLoop
import Payments
import TestSupport
import Testing

@testable import BackgroundWork

/// Calls of a provider that wait their turn, on a loop whose time is moved by hand.
@Suite(.timeLimit(.minutes(5))) struct CallPacerTests {
    /// A provider that takes cancellations only, counts them, and says this to them.
    private func provider(
        _ count: Locked<Int>,
        saying failure: ProviderFailure = ProviderFailure(
            kind: .broken, mayHaveActed: false, detail: "not expected")
    ) -> ProviderClient {
        var client = ProviderClient.unexpected { Issue.record("unexpected: \($0)") }
        client.cancelIntent = { _ throws(ProviderFailure) in
            count.withLock { $0 += 1 }
            throw failure
        }
        return client
    }

    private func everythingSettles(on loop: EventLoop) async {
        for _ in 0..<5 { await withCheckedContinuation { continuation in loop.execute { continuation.resume() } } }
    }

    @Test func callsBeyondTheBurstWaitTheirTurn() async throws {
        let (manual, count) = (ManualClock(), Locked(0))
        try await withEventLoop(clock: manual.clock) { loop in
            let client = provider(count).paced(by: CallPacer(CallPace(perSecond: 20, burst: 3), loop: loop))
            for _ in 0..<6 {
                loop.startTask { _ = try? await client.cancelIntent(IntentReference(intentID: "pi_1")) }
            }
            for expected in 3...6 {
                await everythingSettles(on: loop)
                #expect(count.withLock { $0 } == expected)
                manual.advance(by: .milliseconds(50))
            }
        }
    }

    @Test func aProviderThatHadTooManyIsLeftAlone() async throws {
        let (manual, count) = (ManualClock(), Locked(0))
        let tooMany = ProviderFailure(
            kind: .rateLimited, mayHaveActed: false, retryAfter: .seconds(3), detail: "429")
        try await withEventLoop(clock: manual.clock) { loop in
            let client = provider(count, saying: tooMany).paced(
                by: CallPacer(CallPace(perSecond: 20, burst: 1), loop: loop))
            for _ in 0..<4 {
                loop.startTask { _ = try? await client.cancelIntent(IntentReference(intentID: "pi_1")) }
            }
            await everythingSettles(on: loop)
            #expect(count.withLock { $0 } == 1)
            // The turn of all the others has come, but the first was refused.
            manual.advance(by: .seconds(2))
            await everythingSettles(on: loop)
            #expect(count.withLock { $0 } == 1)
            manual.advance(by: .seconds(1))
            await everythingSettles(on: loop)
            #expect(count.withLock { $0 } == 2, "one by one again")
            manual.advance(by: .seconds(30))
            await everythingSettles(on: loop)
            #expect(count.withLock { $0 } == 3)
        }
    }

    @Test func everyCallWaits() async throws {
        let (manual, reported) = (ManualClock(), Locked<[String]>([]))
        let every = try EveryCall()
        try await withEventLoop(clock: manual.clock) { loop in
            let told = ProviderClient.unexpected { call in reported.withLock { $0.append(call) } }
            let client = told.paced(by: CallPacer(CallPace(perSecond: 1, burst: 1), loop: loop))
            loop.startTask { _ = try? await client.cancelIntent(IntentReference(intentID: "pi_0")) }
            await everythingSettles(on: loop)
            let calls = every.calls(of: client)
            for call in calls { loop.startTask { await call() } }
            await everythingSettles(on: loop)
            #expect(reported.withLock { $0 } == ["cancelIntent pi_0"], "no other call is made before its turn")
            for _ in calls {
                manual.advance(by: .seconds(1))
                await everythingSettles(on: loop)
            }
            let names = reported.withLock { Set($0.compactMap { $0.split(separator: " ").first }) }
            #expect(names.count == 24)
            #expect(names.count == calls.count)
        }
    }
}

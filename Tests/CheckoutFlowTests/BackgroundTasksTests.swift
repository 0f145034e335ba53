import EventLoop
import TestSupport
import Testing

@testable import CheckoutFlow

@Suite struct BackgroundTasksTests {
    @Test func whoWaitsTooLongIsToldNothingAndTheTaskGoesOn() async throws {
        let (clock, gate) = (ManualClock(), Gate())
        try await withEventLoop(clock: clock.clock) { loop in
            let tasks = BackgroundTasks(loop: loop)
            let running = tasks.start {
                await gate.pass()
                return 7
            }
            async let patient = running.value(within: .seconds(60))
            async let impatient = running.value(within: .seconds(10))
            await loop.pause()
            clock.advance(by: .seconds(10))
            #expect(await impatient == nil)
            gate.open()
            #expect(await patient == 7)
            #expect(await running.value(within: .zero) == 7)
            await tasks.drained()
        }
    }

    @Test func drainingWaitsForWhatIsBegunMeanwhile() async throws {
        try await withEventLoop { loop in
            let (tasks, gate, second) = (BackgroundTasks(loop: loop), Gate(), Locked(false))
            tasks.start {
                await gate.pass()
                tasks.start {
                    await loop.pause()
                    second.withLock { $0 = true }
                }
            }
            async let drained: Void = tasks.drained()
            await loop.pause()
            gate.open()
            await drained
            #expect(second.withLock { $0 })
        }
    }
}

extension EventLoop {
    /// Lets everything else on the loop have a turn.
    fileprivate func pause() async {
        await withCheckedContinuation { continuation in atEndOfTick { continuation.resume() } }
    }
}

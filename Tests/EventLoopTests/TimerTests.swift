import TestSupport
import Testing

@testable import EventLoop

@Suite struct TimerTests {
    @Test func firesWhenTheClockIsMovedAndNotBefore() async throws {
        let manual = ManualClock()
        let loop = try EventLoop.start(clock: manual.clock)
        let journal = Journal()
        try await loop.submit {
            loop.schedule(after: .seconds(10)) { journal.append("ten") }
            loop.schedule(after: .seconds(5)) { journal.append("five") }
        }
        manual.advance(by: .milliseconds(4_999))
        await loop.run {}
        #expect(journal.lines == [])
        manual.advance(by: .milliseconds(1))
        await loop.run {}
        #expect(journal.lines == ["five"])
        manual.advance(by: .seconds(60))
        await loop.run {}
        #expect(journal.lines == ["five", "ten"])
        await loop.stop()
    }

    @Test func firesAlsoWhenTheClockIsMovedOnTheLoopItself() async throws {
        let manual = ManualClock()
        let loop = try EventLoop.start(clock: manual.clock)
        await loop.run {
            await withCheckedContinuation { continuation in
                loop.schedule(after: .seconds(1)) { continuation.resume() }
                manual.advance(by: .seconds(1))
            }
        }
        await loop.stop()
    }

    @Test func aCancelledTimerStaysSilent() async throws {
        let manual = ManualClock()
        let loop = try EventLoop.start(clock: manual.clock)
        let journal = Journal()
        try await loop.submit {
            let timer = loop.schedule(after: .seconds(1)) { journal.append("cancelled") }
            loop.schedule(after: .seconds(1)) { journal.append("kept") }
            loop.cancel(timer)
        }
        manual.advance(by: .seconds(2))
        await loop.run {}
        #expect(journal.lines == ["kept"])
        await loop.stop()
    }

    @Test func theSystemClockNeverFiresEarly() async throws {
        let loop = try EventLoop.start()
        let before = loop.clock.now()
        try await loop.sleep(for: .milliseconds(3))
        #expect(loop.clock.now() - before >= .milliseconds(3))
        await loop.stop()
    }

    @Test func aSleeperWakesWhenItsTaskIsCancelled() async throws {
        let manual = ManualClock()
        let loop = try EventLoop.start(clock: manual.clock)
        let task = Task { try await loop.sleep(for: .seconds(3_600)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await loop.submit { loop.timers.count } == 0)
        await loop.stop()
    }

    @Test func aSleeperWakesWhenTheLoopStops() async throws {
        let loop = try EventLoop.start(clock: ManualClock().clock)
        let task = Task(executorPreference: loop) { try await loop.sleep(for: .seconds(3_600)) }
        await loop.run {}
        await loop.stop()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func timeIsReadOncePerTick() async throws {
        let loop = try EventLoop.start()
        let (first, second) = try await loop.submit { (loop.now, loop.now) }
        #expect(first == second)
        // What is submitted next may still meet the same tick.
        await loop.tick()
        let later = try await loop.submit { loop.now }
        #expect(later > first)
        await loop.stop()
    }

    @Test func theWallClockMovesWithAManualClock() {
        let manual = ManualClock(unixSeconds: 1_000)
        manual.advance(by: .milliseconds(1_500))
        #expect(manual.clock.unixNanoseconds() == 1_001_500_000_000)
        #expect(Clock.system.unixNanoseconds() > 1_700_000_000_000_000_000)
    }
}

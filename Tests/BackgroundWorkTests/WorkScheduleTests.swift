import Checkout
import EventLoop
import Testing

@testable import BackgroundWork

/// When a worker looks, and for how much.
@Suite struct WorkScheduleTests {
    private let start = MonotonicTime(nanoseconds: 1_000_000_000_000)
    private let pace = WorkPace(interval: .seconds(1), parallel: 8, maximumBackOff: .seconds(5))

    @Test func anEmptyLookIsFollowedByAPause() {
        var schedule = WorkSchedule(pace, at: start)
        #expect(schedule.next(at: start) == .look(limit: 8))
        #expect(schedule.next(at: start) == .wait, "one look at a time")
        schedule.found(0, mayBeMore: false, at: start)
        #expect(schedule.next(at: start) == .pause(until: start + .seconds(1)))
        #expect(schedule.next(at: start + .milliseconds(999)) == .pause(until: start + .seconds(1)))
        #expect(schedule.next(at: start + .seconds(1)) == .look(limit: 8))
    }

    @Test func aFullLookIsFollowedByAnotherAsSoonAsThereIsRoom() {
        var schedule = WorkSchedule(pace, at: start)
        _ = schedule.next(at: start)
        schedule.found(8, mayBeMore: true, at: start)
        #expect(schedule.next(at: start) == .wait)
        schedule.ended(mayBeMore: false, at: start)
        #expect(schedule.next(at: start) == .wait, "a query for each free slot would be many")
        schedule.ended(mayBeMore: false, at: start)
        #expect(schedule.next(at: start) == .look(limit: 2))
    }

    @Test func aLookNeverAsksForMoreThanIsFree() {
        var schedule = WorkSchedule(pace, at: start)
        _ = schedule.next(at: start)
        schedule.found(5, mayBeMore: false, at: start)
        #expect(schedule.next(at: start + .seconds(1)) == .look(limit: 3))
        schedule.found(3, mayBeMore: true, at: start + .seconds(1))
        #expect(schedule.running == 8)
        #expect(schedule.next(at: start + .seconds(9)) == .wait)
    }

    @Test func aPieceThatHasMoreIsTakenUpAtOnce() {
        var schedule = WorkSchedule(pace, at: start)
        _ = schedule.next(at: start)
        schedule.found(1, mayBeMore: false, at: start)
        schedule.ended(mayBeMore: true, at: start + .milliseconds(10))
        #expect(schedule.next(at: start + .milliseconds(10)) == .look(limit: 8))
    }

    @Test func failedLooksBackOffUntilOneSucceeds() {
        var schedule = WorkSchedule(pace, at: start)
        var (now, waits): (MonotonicTime, [Duration]) = (start, [])
        for count in 1...6 {
            #expect(schedule.next(at: now) == .look(limit: 8))
            #expect(schedule.lookFailed(at: now) == count)
            guard case .pause(let until) = schedule.next(at: now) else { break }
            waits.append(until - now)
            now = until
        }
        #expect(waits == [1, 2, 4, 5, 5, 5].map { .seconds($0) })
        #expect(schedule.next(at: now) == .look(limit: 8))
        schedule.found(0, mayBeMore: false, at: now)
        #expect(schedule.next(at: now) == .pause(until: now + .seconds(1)))
        _ = schedule.next(at: now + .seconds(1))
        #expect(schedule.lookFailed(at: now) == 1)
    }

    @Test func stoppingWaitsForWhatIsUnderWay() {
        var schedule = WorkSchedule(pace, at: start)
        _ = schedule.next(at: start)
        schedule.stop()
        #expect(schedule.next(at: start) == .wait, "the look may still bring something")
        schedule.found(2, mayBeMore: true, at: start)
        #expect(schedule.next(at: start) == .wait)
        schedule.ended(mayBeMore: true, at: start)
        #expect(schedule.next(at: start) == .wait)
        schedule.ended(mayBeMore: false, at: start)
        #expect(schedule.next(at: start) == .finish)
    }
}

/// How calls are spread.
@Suite struct CallPaceTests {
    private let start = MonotonicTime(nanoseconds: 1_000_000_000_000)

    @Test func afterTheBurstTheyAreSpread() {
        var pace = CallPace(perSecond: 20, burst: 3)
        let waits = (0..<6).map { _ in pace.reserve(at: start) }
        #expect(waits == [0, 0, 0, 50, 100, 150].map { .milliseconds($0) })
    }

    @Test func quietTimesAreMadeUpForByTheBurstOnly() {
        var pace = CallPace(perSecond: 20, burst: 3)
        for _ in 0..<3 { _ = pace.reserve(at: start) }
        let later = start + .seconds(3600)
        let waits = (0..<4).map { _ in pace.reserve(at: later) }
        #expect(waits == [0, 0, 0, 50].map { .milliseconds($0) })
    }

    @Test func neverMoreThanTheRateOverAnySecond() {
        var (pace, now, calls): (CallPace, MonotonicTime, [MonotonicTime]) = (
            CallPace(perSecond: 20, burst: 5), start, []
        )
        for step in 0..<1000 {
            calls.append(now + pace.reserve(at: now))
            now = now + .milliseconds(step % 7)
        }
        for (index, call) in calls.enumerated() {
            let inSecond = calls[index...].prefix { $0 < call + .seconds(1) }.count
            #expect(inSecond <= 25)
        }
    }
}

/// What is kept for how long.
@Suite struct PruningRuleTests {
    @Test func nothingIsDeletedBeforeItsTime() {
        let now = Timestamp(unixSeconds: 1_800_000_000)
        #expect(now - PruningRule.idempotencyKeys.cutoff(at: now) == .seconds(25 * 3600))
        #expect(now - PruningRule.orderFingerprints.cutoff(at: now) == .seconds(3600))
        #expect(now - PruningRule.tokenRevocations.cutoff(at: now) == .seconds(3600))
        #expect(now - PruningRule.providerEvents.cutoff(at: now) == .seconds(90 * 24 * 3600))
    }
}

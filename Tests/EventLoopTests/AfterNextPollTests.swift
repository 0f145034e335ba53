import EventLoop
import Synchronization
import Testing

@Suite struct AfterNextPollTests {
    /// What became ready meanwhile goes first, and nothing but the loop itself is needed to come back.
    @Test func runsInTheNextTickEvenWhenNothingElseHappens() async throws {
        let loop = try EventLoop.start(clock: ManualClock().clock)
        let order = Mutex<[String]>([])
        await withCheckedContinuation { continuation in
            loop.execute {
                loop.afterNextPoll {
                    order.withLock { $0.append("after the poll") }
                    continuation.resume()
                }
                loop.atEndOfTick { order.withLock { $0.append("end of the tick") } }
                loop.execute { order.withLock { $0.append("ready") } }
            }
        }
        #expect(order.withLock { $0 } == ["ready", "end of the tick", "after the poll"])
        await loop.stop()
    }

    @Test(.timeLimit(.minutes(1))) func aLoopStopsThoughSuchWorkIsWaiting() async throws {
        for _ in 1...50 {
            let loop = try EventLoop.start()
            let hasRun = Mutex(false)
            loop.execute {
                loop.afterNextPoll { loop.afterNextPoll { hasRun.withLock { $0 = true } } }
            }
            await loop.stop()
            #expect(hasRun.withLock { $0 })
        }
    }
}

import Synchronization
import Testing

@testable import EventLoop

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

    /// Whoever asks in a timer or an I/O callback, just before the loop would poll anyway, gets a whole poll too.
    @Test func whatLayInTheKernelHasBeenReadByThen() async throws {
        let manual = ManualClock()
        let loop = try EventLoop.start(clock: manual.clock)
        try await loop.run {
            let pair = try await ConnectionPair.open(on: loop)
            pair.server.startReading()
            let seen = await withCheckedContinuation { continuation in
                loop.schedule(after: .seconds(1)) {
                    pair.client.write([1])
                    loop.afterNextPoll { continuation.resume(returning: pair.serverEvents.received) }
                }
                manual.advance(by: .seconds(1))
            }
            #expect(seen == [1])
            let fromCallback = await withCheckedContinuation { continuation in
                pair.clientEvents.onBytes = {
                    pair.client.write([2])
                    loop.afterNextPoll { continuation.resume(returning: pair.serverEvents.received) }
                }
                pair.client.startReading()
                pair.server.write([0])
            }
            #expect(fromCallback == [1, 2])
            pair.client.close()
            pair.server.close()
        }
        await loop.stop()
    }

    @Test(.timeLimit(.minutes(5))) func aLoopStopsThoughSuchWorkIsWaiting() async throws {
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

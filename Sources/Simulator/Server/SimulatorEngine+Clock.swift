import Checkout
import EventLoop

/// Moves the clocks of whoever is to live in the simulator's time, by that much and before anything happens in it.
package typealias ClockMover = @Sendable (Duration) async -> Void

/// The test clock. What falls due on the way happens at its own time, and the webhooks of one moment are answered before
/// the next comes.
extension SimulatorEngine {
    /// Once further from today, calendars end.
    static let furthest: Duration = .seconds(100 * 366 * 86_400)
    private static let maximumSteps = 100_000

    func advanceClock(by duration: Duration) async throws(ClockRefusal) -> ClockProgress {
        guard progress == nil else { throw .isMoving }
        guard offset + duration <= Self.furthest else { throw .isTooFar }
        var moved = ClockProgress(asked: duration)
        progress = moved
        let before = counts
        let patience = loop.now + world.settings.clockPatience
        while moved.remaining > .zero, moved.steps < Self.maximumSteps, loop.now < patience, !isStopped {
            let wait = world.nextDue.map { max(.zero, $0 - now) } ?? moved.remaining
            let step = min(wait, moved.remaining)
            if let moveClocks { await moveClocks(step) }
            offset += step
            moved.advanced += step
            moved.steps += 1
            work()
            await allDelivered()
            moved.count(since: before, counts)
            progress = moved
        }
        progress = nil
        return moved
    }

    /// What a receiver's clock shows: it moves with ours only when somebody moves it.
    var receiversNow: Timestamp { moveClocks == nil ? now - offset : now }

    private var counts: ClockProgress {
        var counts = ClockProgress(asked: .zero)
        counts.events = world.eventCount
        counts.bills = world.invoices.count
        counts.charges = world.charges.count
        counts.webhooks = deliveryCount
        return counts
    }
}

extension ClockProgress {
    fileprivate mutating func count(since before: ClockProgress, _ now: ClockProgress) {
        events = now.events - before.events
        bills = now.bills - before.bills
        charges = now.charges - before.charges
        webhooks = now.webhooks - before.webhooks
    }
}

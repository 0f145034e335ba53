/// A clock that stands still until a test moves it; every loop started with it then fires what became due.
package final class ManualClock: Sendable {
    private struct State {
        var elapsed: UInt64 = 0
        var observers: [@Sendable () -> Void] = []
    }

    private let state = Locked(State())
    /// Not zero, so that a test may look back in time without meeting the start of the clock.
    private let origin = MonotonicTime(nanoseconds: 1_000_000_000_000)
    private let unixOrigin: Int64

    package init(unixSeconds: Int64 = 1_800_000_000) {
        unixOrigin = unixSeconds * 1_000_000_000
    }

    package var clock: Clock {
        Clock(
            now: { self.origin + .nanoseconds(Int64(self.elapsed)) },
            unixNanoseconds: { self.unixOrigin + Int64(self.elapsed) },
            onJump: { observer in self.state.withLock { $0.observers.append(observer) } })
    }

    package func advance(by interval: Duration) {
        let observers = state.withLock { state in
            state.elapsed += UInt64(max(0, interval.wholeNanoseconds))
            return state.observers
        }
        for observer in observers { observer() }
    }

    private var elapsed: UInt64 { state.withLock { $0.elapsed } }
}

import CLibuv
import Synchronization

/// The libuv handles every loop has: the wake-up, the end of the tick, the timer.
struct LoopHandles {
    enum Polling { case untilSomethingHappens, withoutWaiting }

    private let loop: UnsafeMutablePointer<uv_loop_t>
    private let async = UnsafeMutablePointer<uv_async_t>.allocate(capacity: 1)
    private let prepare = UnsafeMutablePointer<uv_prepare_t>.allocate(capacity: 1)
    private let idle = UnsafeMutablePointer<uv_idle_t>.allocate(capacity: 1)
    private let timer = UnsafeMutablePointer<uv_timer_t>.allocate(capacity: 1)
    private let woken = WakeUpFlag()

    init(loop: UnsafeMutablePointer<uv_loop_t>) { self.loop = loop }

    /// `owner` outlives the handles: its thread retains it until `uv_run` has returned.
    func open(owner: Unmanaged<EventLoop>) {
        // None of these can fail but uv_async_init, and that only without descriptors, which the first wake-up shows.
        uv_async_init(loop, async) { _ in }
        uv_prepare_init(loop, prepare)
        uv_idle_init(loop, idle)
        uv_timer_init(loop, timer)
        // libuv leaves `data` as it was; `closeOthers` knows our own handles by it.
        async.pointee.data = owner.toOpaque()
        prepare.pointee.data = owner.toOpaque()
        idle.pointee.data = owner.toOpaque()
        timer.pointee.data = owner.toOpaque()
        uv_prepare_start(prepare) { handle in
            guard let data = handle?.pointee.data else { return }
            Unmanaged<EventLoop>.fromOpaque(data).takeUnretainedValue().finishTick()
        }
        uv_unref(UnsafeMutableRawPointer(prepare).assumingMemoryBound(to: uv_handle_t.self))
    }

    func wakeUp() {
        if !woken.flag.exchange(true, ordering: .releasing) { uv_async_send(async) }
    }

    /// Whether somebody called since the last look.
    func takeWakeUp() -> Bool {
        woken.flag.load(ordering: .relaxed) && woken.flag.exchange(false, ordering: .acquiring)
    }

    func keepPolling(_ polling: Polling) {
        switch polling {
        case .untilSomethingHappens: uv_idle_stop(idle)
        case .withoutWaiting: uv_idle_start(idle) { _ in }
        }
    }

    /// Rings after `interval`, rounded up to libuv's milliseconds; nil disarms.
    func arm(_ interval: Duration?) {
        guard let interval else {
            uv_timer_stop(timer)
            return
        }
        uv_update_time(loop)
        let milliseconds = max(0, (interval.wholeNanoseconds.clampedBelowMaximum + 999_999) / 1_000_000)
        uv_timer_start(
            timer,
            { handle in
                guard let data = handle?.pointee.data else { return }
                Unmanaged<EventLoop>.fromOpaque(data).takeUnretainedValue().timerRang()
            }, UInt64(milliseconds), 0)
    }

    /// Closes the handles of sockets, watchers and the like, each through its owner.
    func closeOthers() {
        uv_walk(
            loop,
            { handle, basics in
                guard let handle, let data = handle.pointee.data, data != basics else { return }
                LoopHandle.of(handle).close()
            }, prepare.pointee.data)
    }

    func close() {
        for handle in [UnsafeMutableRawPointer(async), .init(prepare), .init(idle), .init(timer)] {
            uv_close(handle.assumingMemoryBound(to: uv_handle_t.self)) { _ in }
        }
    }

    func deallocate() {
        async.deallocate()
        prepare.deallocate()
        idle.deallocate()
        timer.deallocate()
    }
}

/// Set by the thread that calls, cleared by the loop.
private final class WakeUpFlag: Sendable {
    let flag = Atomic(false)
}

extension Int64 {
    /// Leaves room for rounding up.
    fileprivate var clampedBelowMaximum: Int64 { Swift.min(self, .max - 1_000_000) }
}

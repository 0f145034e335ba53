import CLibuv

/// One thread with one libuv loop, and the Swift executor of everything that runs on it.
///
/// Tasks started on the loop, the I/O callbacks and the timers all run on that one thread, one after the other, so that
/// what belongs to the loop needs no lock. A tick is one turn: poll, I/O callbacks, timers, then every job that became
/// ready, then the end-of-tick hooks.
///
/// `@unchecked Sendable`: `inbox` is behind its lock and `clock` is constant; everything else is touched only on the
/// loop's thread, which `preconditionCurrent` enforces at each entry point.
package final class EventLoop: TaskExecutor, @unchecked Sendable {
    /// Work that is ready to run: a Swift job, or a plain closure.
    enum Work: Sendable {
        case job(UnownedJob)
        case closure(@Sendable () -> Void)
    }

    /// What `continueAtOnce` has caught.
    private enum Continuing {
        case nothing
        case job(UnownedJob)
    }

    package let clock: Clock
    package let name: String
    let uv: UnsafeMutablePointer<uv_loop_t>
    let inbox = Locked(Inbox())
    private let basics: LoopHandles

    private var ready: [Work] = []
    /// While `continueAtOnce` resumes a task: its job, which is not to be queued.
    private var continuing: Continuing?
    private var running: [Work] = []
    private var endOfTick: [() -> Void] = []
    private var afterPoll: [() -> Void] = []
    /// Those that only wait for the coming poll; what is asked for between that poll and the next waits for the next.
    private var afterThisPoll: [() -> Void] = []
    private var runningHooks: [() -> Void] = []
    private var cachedNow: MonotonicTime?
    var timers = TimerQueue<() -> Void>()
    private var armedFor: MonotonicTime?
    var sleeping: [ObjectIdentifier: Sleeper] = [:]
    private var openHandles = 0
    private(set) var isStopping = false
    private var areBasicsClosed = false
    /// Lent to every read: bytes are used before the next read happens.
    let readBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)

    private init(name: String, clock: Clock) throws(LoopError) {
        self.name = name
        self.clock = clock
        uv = .allocate(capacity: 1)
        let opened = uv_loop_init(uv)
        guard opened == 0 else {
            uv.deallocate()
            readBuffer.deallocate()
            throw LoopError(code: opened)
        }
        basics = LoopHandles(loop: uv)
    }

    deinit {
        // The thread retains the loop while it runs, so that nothing is using these any more.
        uv_loop_close(uv)
        basics.deallocate()
        uv.deallocate()
        readBuffer.deallocate()
    }

    /// Starts a loop on a thread of its own.
    package static func start(name: String = "loop", clock: Clock = .system) throws(LoopError) -> EventLoop {
        let loop = try EventLoop(name: name, clock: clock)
        loop.basics.open(owner: Unmanaged.passUnretained(loop))
        clock.onJump? { [weak loop] in
            guard let loop else { return }
            loop.execute { loop.timeJumped() }
        }
        try LoopThread.start(loop)
        return loop
    }

    /// The body of the loop's thread.
    func runUntilStopped() {
        CurrentLoop.set(self)
        uv_run(uv, UV_RUN_DEFAULT)
        // Work for a next tick that did not come.
        finishLateTick()
        retire()
        CurrentLoop.set(nil)
    }

    // MARK: Time

    /// The time, read once per tick.
    package var now: MonotonicTime {
        if let cachedNow { return cachedNow }
        let time = clock.now()
        cachedNow = time
        return time
    }

    // MARK: Work

    /// Queues work from the loop's own thread.
    func enqueueLocally(_ work: Work) {
        if case .nothing = continuing, case .job(let job) = work {
            continuing = .job(job)
        } else {
            ready.append(work)
        }
    }

    /// What `resume` wakes continues inside this call, up to its next suspension, and not later in this tick.
    package func continueAtOnce(_ resume: () -> Void) {
        preconditionCurrent()
        continuing = .nothing
        resume()
        if case .job(let job) = continuing.take() { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    /// Runs `body` once when this tick's callbacks and ready jobs are done, before the loop polls again: the place to
    /// send together what was asked for one by one.
    package func atEndOfTick(_ body: @escaping () -> Void) {
        preconditionCurrent()
        endOfTick.append(body)
    }

    /// Runs `body` once after the loop has polled once more, without waiting: between two pieces of long work it lets
    /// everybody else have a turn, and who asks knows that whatever lay in the kernel at this moment has been read.
    package func afterNextPoll(_ body: @escaping () -> Void) {
        preconditionCurrent()
        afterPoll.append(body)
    }

    /// Called before each poll: runs what is ready, then the hooks, until nothing is left or others had better be
    /// looked at first.
    func finishTick() {
        fireDueTimers()
        if !afterThisPoll.isEmpty { runAfterPoll() }
        var rounds = 0
        while rounds < 64 {
            rounds += 1
            takeInbox()
            if !ready.isEmpty {
                runReady()
            } else if !endOfTick.isEmpty {
                runHooks()
            } else {
                break
            }
        }
        cachedNow = nil
        // libuv would start a closed handle again, and then never return.
        guard !areBasicsClosed else { return }
        swap(&afterPoll, &afterThisPoll)
        let isIdle = ready.isEmpty && endOfTick.isEmpty && afterThisPoll.isEmpty
        basics.keepPolling(isIdle ? .untilSomethingHappens : .withoutWaiting)
        armTimer()
    }

    private func runReady() {
        swap(&ready, &running)
        // Not as a serial executor as well: functions that belong to no actor would not count as being where they belong,
        // and would be queued anew at each call.
        let executor = asUnownedTaskExecutor()
        for work in running {
            switch work {
            case .job(let job): job.runSynchronously(on: executor)
            case .closure(let body): body()
            }
        }
        running.removeAll(keepingCapacity: true)
    }

    private func runHooks() {
        swap(&endOfTick, &runningHooks)
        for hook in runningHooks { hook() }
        runningHooks.removeAll(keepingCapacity: true)
    }

    private func runAfterPoll() {
        let due = afterThisPoll
        afterThisPoll = []
        for body in due { body() }
    }

    /// The same without libuv, for what comes after the loop has stopped.
    func finishLateTick() {
        while !ready.isEmpty || !endOfTick.isEmpty || !afterPoll.isEmpty || !afterThisPoll.isEmpty {
            runAfterPoll()
            swap(&afterPoll, &afterThisPoll)
            if ready.isEmpty { runHooks() } else { runReady() }
        }
    }

    private func takeInbox() {
        guard basics.takeWakeUp() else { return }
        inbox.withLock { inbox in
            ready.append(contentsOf: inbox.work)
            inbox.work.removeAll(keepingCapacity: true)
        }
    }

    /// Makes the loop look into its inbox; called by any thread.
    func wakeUp() { basics.wakeUp() }

    // MARK: Timers

    private func fireDueTimers() {
        guard let earliest = timers.earliest else { return }
        let time = now
        guard earliest <= time else { return }
        while let body = timers.popDue(time) { body() }
    }

    /// The clock was moved by hand, perhaps by this very tick: what it fired at its start is not all that is due.
    private func timeJumped() {
        cachedNow = nil
        fireDueTimers()
    }

    private func armTimer() {
        guard clock.onJump == nil else { return }
        let earliest = timers.earliest
        guard earliest != armedFor else { return }
        armedFor = earliest
        basics.arm(earliest.map { $0 - clock.now() })
    }

    /// libuv's timer rang; the timers themselves are fired when the tick is finished.
    func timerRang() { armedFor = nil }

    // MARK: Stopping

    /// On the loop: closes every handle; `uv_run` returns when the last one is closed.
    func beginStopping() {
        guard !isStopping else { return }
        isStopping = true
        // A task that sleeps must not hang for ever: it is told as if it had been cancelled.
        let sleepers = sleeping
        for sleeper in sleepers.values { sleeper.cancel() }
        if openHandles == 0 { closeBasics() } else { basics.closeOthers() }
    }

    func handleOpened() { openHandles += 1 }

    func handleClosed() {
        openHandles -= 1
        if isStopping, openHandles == 0 { closeBasics() }
    }

    private func closeBasics() {
        areBasicsClosed = true
        basics.close()
    }

    /// Nothing can be opened on a loop that is stopping.
    func checkOpen() throws(LoopError) {
        preconditionCurrent()
        if isStopping { throw .closed }
    }
}

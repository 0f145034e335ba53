import CLibuv

extension EventLoop {
    /// Whether the calling code runs on this loop's thread.
    package var isCurrent: Bool {
        CurrentLoop.address == Unmanaged.passUnretained(self).toOpaque()
    }

    /// The loop of the calling thread.
    package static var current: EventLoop? {
        CurrentLoop.address.map { Unmanaged<EventLoop>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Traps when called on another thread: touching a loop's state from elsewhere is a bug, never an input.
    package func preconditionCurrent() {
        precondition(isCurrent, "this may only be called on its event loop")
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        submit(.job(UnownedJob(job)))
    }

    /// Runs `body` on the loop: later in this tick when called on it, else as soon as the loop wakes.
    package func execute(_ body: @escaping @Sendable () -> Void) {
        submit(.closure(body))
    }

    private func submit(_ work: Work) {
        if isCurrent {
            enqueueLocally(work)
            return
        }
        let needsUndertaker = inbox.withLock { inbox in
            inbox.work.append(work)
            if inbox.isRetired {
                let isFirst = !inbox.isUndertakerRunning
                inbox.isUndertakerRunning = true
                return isFirst
            }
            // With the lock held the loop cannot retire in between.
            wakeUp()
            return false
        }
        if needsUndertaker { buryLateWork() }
    }

    // MARK: After the end

    /// The loop's thread is about to end: tells who waits, and hands what is left to the undertaker.
    func retire() {
        let (waiting, isWorkLeft) = inbox.withLock { inbox in
            inbox.isRetired = true
            let isWorkLeft = !inbox.work.isEmpty
            inbox.isUndertakerRunning = isWorkLeft
            return (inbox.onStopped, isWorkLeft)
        }
        if isWorkLeft { buryLateWork() }
        for tell in waiting { tell() }
    }

    /// Swift promises that every task runs to its end. A task that resumes after its loop has stopped therefore
    /// continues on a thread made for that, still one job at a time.
    private func buryLateWork() {
        do {
            try LoopThread.start {
                CurrentLoop.set(self)
                self.runLateWork()
                CurrentLoop.set(nil)
            }
        } catch {
            // No thread to be had: the calling one does it.
            runLateWork()
        }
    }

    private func runLateWork() {
        while true {
            let work = inbox.withLock { inbox in
                let work = inbox.work
                inbox.work = []
                if work.isEmpty { inbox.isUndertakerRunning = false }
                return work
            }
            if work.isEmpty { return }
            for item in work { enqueueLocally(item) }
            finishLateTick()
        }
    }

    // MARK: Executor

    package func asUnownedTaskExecutor() -> UnownedTaskExecutor { UnownedTaskExecutor(ordinary: self) }
}

import EventLoop

/// Tasks of a loop that go on whoever waits for them, and can all be waited for.
///
/// `@unchecked Sendable`: it is touched on its loop only.
final class BackgroundTasks: @unchecked Sendable {
    private let loop: EventLoop
    private var runningCount = 0
    private var waiting: [UnsafeContinuation<Void, Never>] = []

    init(loop: EventLoop) { self.loop = loop }

    @discardableResult
    func start<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) -> Running<Value> {
        let running = Running<Value>(loop: loop)
        runningCount += 1
        loop.startTask { [self] in
            running.finish(await body())
            ended()
        }
        return running
    }

    func drained() async {
        while runningCount > 0 {
            await withUnsafeContinuation { continuation in
                // Asked again in here: the loop may have run something else on the way into this closure.
                if runningCount == 0 { continuation.resume() } else { waiting.append(continuation) }
            }
        }
    }

    private func ended() {
        runningCount -= 1
        guard runningCount == 0 else { return }
        let waiting = waiting
        self.waiting = []
        for continuation in waiting { continuation.resume() }
    }
}

extension BackgroundTasks {
    /// A task that was started, for those who want to know what comes of it.
    ///
    /// `@unchecked Sendable`: it is touched on its loop only.
    final class Running<Value: Sendable>: @unchecked Sendable {
        private let loop: EventLoop
        private var value: Value?
        private var waiting: [Int: UnsafeContinuation<Void, Never>] = [:]
        private var nextWaiter = 0

        fileprivate init(loop: EventLoop) { self.loop = loop }

        /// Nil when it takes longer than that, or the waiting task is cancelled.
        func value(within patience: Duration) async -> Value? {
            if let value { return value }
            let number = nextWaiter
            nextWaiter += 1
            let timer = loop.schedule(after: patience) { [weak self] in self?.resume(number) }
            await withTaskCancellationHandler {
                await withUnsafeContinuation { continuation in
                    // The value may have come on the way into this closure.
                    if Task.isCancelled || value != nil { return continuation.resume() }
                    waiting[number] = continuation
                }
            } onCancel: {
                loop.execute { self.resume(number) }
            }
            loop.cancel(timer)
            return value
        }

        /// Until it has ended, or the waiting task is cancelled.
        func finished() async { _ = await value(within: .seconds(600)) }

        fileprivate func finish(_ value: Value) {
            self.value = value
            for number in Array(waiting.keys) { resume(number) }
        }

        private func resume(_ number: Int) { waiting.removeValue(forKey: number)?.resume() }
    }
}

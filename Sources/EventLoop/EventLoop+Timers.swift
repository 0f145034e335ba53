/// Names a scheduled timer.
package typealias TimerToken = TimerQueue<() -> Void>.Token

extension EventLoop {
    /// Runs `body` once, not before `deadline`.
    @discardableResult
    package func schedule(at deadline: MonotonicTime, _ body: @escaping () -> Void) -> TimerToken {
        preconditionCurrent()
        return timers.insert(body, at: deadline)
    }

    @discardableResult
    package func schedule(after interval: Duration, _ body: @escaping () -> Void) -> TimerToken {
        schedule(at: now + interval, body)
    }

    /// Takes a timer back; one that fired already is no concern.
    package func cancel(_ timer: TimerToken) {
        preconditionCurrent()
        timers.remove(timer)
    }

    /// Suspends the calling task for `interval` of this loop's clock.
    package func sleep(for interval: Duration) async throws {
        let sleeper = Sleeper(loop: self)
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                execute { sleeper.start(interval, continuation) }
            }
        } onCancel: {
            execute { sleeper.cancel() }
        }
    }
}

/// One task waiting for a timer, for its cancellation, or for the end of the loop, whichever comes first.
///
/// `@unchecked Sendable`: created anywhere, but every method runs on the loop.
final class Sleeper: @unchecked Sendable {
    private let loop: EventLoop
    private var continuation: CheckedContinuation<Void, any Error>?
    private var timer: TimerToken?
    private var isCancelled = false

    init(loop: EventLoop) { self.loop = loop }

    func start(_ interval: Duration, _ continuation: CheckedContinuation<Void, any Error>) {
        if isCancelled || loop.isStopping {
            continuation.resume(throwing: CancellationError())
            return
        }
        self.continuation = continuation
        timer = loop.schedule(after: interval) { self.finish(.success(())) }
        loop.sleeping[ObjectIdentifier(self)] = self
    }

    func cancel() {
        isCancelled = true
        if let timer { loop.cancel(timer) }
        finish(.failure(CancellationError()))
    }

    private func finish(_ result: Result<Void, any Error>) {
        loop.sleeping[ObjectIdentifier(self)] = nil
        timer = nil
        continuation?.resume(with: result)
        continuation = nil
    }
}

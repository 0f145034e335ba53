package import EventLoop

/// Tasks of a test that wait until something has happened on a loop.
///
/// `@unchecked Sendable`: its state is touched on its loop only.
package final class LoopWaiters: @unchecked Sendable {
    private struct Waiter {
        let condition: @Sendable () -> Bool
        let continuation: CheckedContinuation<Void, any Error>
    }

    private let loop: EventLoop
    private var waiting: [Waiter] = []
    private var hasGivenUp = false

    package init(_ loop: EventLoop) { self.loop = loop }

    /// Returns when the condition holds, which is looked at now and with each `look`. Throws once the suite's time limit has
    /// cancelled the test.
    package func wait(for condition: @escaping @Sendable () -> Bool) async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                loop.execute {
                    self.waiting.append(Waiter(condition: condition, continuation: continuation))
                    self.look()
                }
            }
        } onCancel: {
            loop.execute {
                self.hasGivenUp = true
                self.look()
            }
        }
    }

    /// Something has happened. On the loop.
    package func look() {
        let before = waiting
        waiting = []
        for waiter in before {
            if waiter.condition() {
                waiter.continuation.resume()
            } else if hasGivenUp {
                waiter.continuation.resume(throwing: CancellationError())
            } else {
                waiting.append(waiter)
            }
        }
    }
}

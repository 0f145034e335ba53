import Dispatch

/// Keeps a loop's thread busy until a test lets it go on.
final class Holder: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func hold() { semaphore.wait() }
    func release() { semaphore.signal() }
}

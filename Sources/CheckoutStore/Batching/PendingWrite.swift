/// What two writes must not have in common to share a transaction.
enum WriteKey: Hashable, Sendable {
    case session(UInt128)
    case providerEvent(provider: String, id: String)
    case storedEvent(UInt128)
    case idempotency(IdempotencyScope)
}

/// A write that waits for its transaction.
///
/// `@unchecked Sendable`: it belongs to its batcher's loop and is touched only there.
class PendingWrite<Output: Sendable>: @unchecked Sendable {
    let keys: [WriteKey]
    /// Set once its transaction has ended for good.
    var result: Result<Output, any Error>?
    /// How often it was part of a transaction that failed.
    var failures = 0
    private var continuation: UnsafeContinuation<Void, Never>?

    init(keys: [WriteKey]) { self.keys = keys }

    /// Whoever waits may come after the end already: the loop may have run other things on its way here.
    func waits(_ continuation: UnsafeContinuation<Void, Never>) {
        if result == nil { self.continuation = continuation } else { continuation.resume() }
    }

    func finish(_ result: Result<Output, any Error>) {
        guard self.result == nil else { return }
        self.result = result
        continuation?.resume()
        continuation = nil
    }
}

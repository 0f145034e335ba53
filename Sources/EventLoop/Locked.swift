import CLibuv

/// A value behind a lock.
///
/// Not `Synchronization.Mutex`: that one is a bare futex on Linux, which the thread sanitizer cannot see, so that every
/// use of it would be reported as a race.
///
/// `@unchecked Sendable`: the value is reached only while the lock is held, and can neither be captured from outside
/// nor escape (`sending`).
package final class Locked<Value>: @unchecked Sendable {
    private var value: Value
    private let mutex = UnsafeMutablePointer<uv_mutex_t>.allocate(capacity: 1)

    package init(_ value: sending Value) {
        self.value = value
        // Fails only when the system is out of memory for a lock.
        let result = uv_mutex_init(mutex)
        precondition(result == 0, "no memory for a lock")
    }

    deinit {
        uv_mutex_destroy(mutex)
        mutex.deallocate()
    }

    package func withLock<Result, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        uv_mutex_lock(mutex)
        defer { uv_mutex_unlock(mutex) }
        return try body(&value)
    }
}

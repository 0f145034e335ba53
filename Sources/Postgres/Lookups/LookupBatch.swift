/// Keys that are looked up by one statement, and who waits for which.
final class LookupBatch<Key: Hashable & Sendable, Value: Sendable> {
    /// One caller; its place in `waiters` is its ticket.
    private struct Waiter {
        var position: Int
        var continuation: UnsafeContinuation<Void, Never>?
        var isCancelled = false
    }

    private(set) var keys: [Key] = []
    private var positions: [Key: Int] = [:]
    private var values: [Value?] = []
    private var waiters: [Waiter] = []
    private var failure: PostgresError?
    private var isDone = false
    var attempts = 0

    init(capacity: Int) {
        keys.reserveCapacity(capacity)
        positions.reserveCapacity(capacity)
        waiters.reserveCapacity(capacity)
    }

    var waiterCount: Int { waiters.count }

    /// A key asked for twice is looked up once.
    func add(_ key: Key) -> Int {
        let position = positions[key] ?? append(key)
        waiters.append(Waiter(position: position))
        return waiters.count - 1
    }

    private func append(_ key: Key) -> Int {
        let position = keys.count
        positions[key] = position
        keys.append(key)
        return position
    }

    // MARK: Waiting

    /// The continuation is resumed exactly once: by `finish` or by `cancel`, whichever comes first, and each takes it
    /// out when it does.
    func wait(_ ticket: Int, _ continuation: UnsafeContinuation<Void, Never>) {
        if isDone || waiters[ticket].isCancelled {
            continuation.resume()
        } else {
            waiters[ticket].continuation = continuation
        }
    }

    /// One caller leaves; the others, even of the same key, do not notice.
    func cancel(_ ticket: Int) {
        guard !isDone else { return }
        waiters[ticket].isCancelled = true
        waiters[ticket].continuation?.resume()
        waiters[ticket].continuation = nil
    }

    func outcome(_ ticket: Int) throws(PostgresError) -> Value? {
        if waiters[ticket].isCancelled { throw .cancelled(.certainlyNot) }
        if let failure { throw failure }
        return values[waiters[ticket].position]
    }

    // MARK: Answering

    func begin() {
        attempts += 1
        values = Array(repeating: nil, count: keys.count)
    }

    /// A row the statement found; one for a key nobody asked for is a mistake in the statement.
    func found(_ key: Key, _ value: Value) throws(PostgresError) {
        guard let position = positions[key] else {
            throw .unexpectedResult("a look-up answered a key it was not asked for")
        }
        values[position] = value
    }

    func finish(_ error: PostgresError?) {
        guard !isDone else { return }
        isDone = true
        failure = error
        for index in waiters.indices {
            waiters[index].continuation?.resume()
            waiters[index].continuation = nil
        }
    }
}

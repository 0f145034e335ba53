/// One caller of a look-up; its place in the batch is its ticket.
struct LookupWaiter {
    /// Of its key.
    var position: Int
    var continuation: UnsafeContinuation<Void, Never>?
}

/// Keys that are looked up by one statement, and who waits for which.
final class LookupBatch<Key: Hashable & Sendable, Value: Sendable> {
    private(set) var keys: [Key] = []
    private var positions: [Key: Int] = [:]
    private var values: [Value?] = []
    private var waiters: [LookupWaiter] = []
    private var failure: PostgresError?
    private var isDone = false
    var attempts = 0

    init(capacity: Int) {
        keys.reserveCapacity(capacity)
        positions.reserveCapacity(capacity)
        waiters.reserveCapacity(capacity)
    }

    /// A key asked for twice is looked up once.
    func add(_ key: Key) -> Int {
        let position = positions[key] ?? append(key)
        waiters.append(LookupWaiter(position: position))
        return waiters.count - 1
    }

    private func append(_ key: Key) -> Int {
        let position = keys.count
        positions[key] = position
        keys.append(key)
        return position
    }

    // MARK: Waiting

    /// The continuation is resumed exactly once, by `finish`, which takes it out.
    func wait(_ ticket: Int, _ continuation: UnsafeContinuation<Void, Never>) {
        if isDone {
            continuation.resume()
        } else {
            waiters[ticket].continuation = continuation
        }
    }

    func outcome(_ ticket: Int) throws(PostgresError) -> Value? {
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

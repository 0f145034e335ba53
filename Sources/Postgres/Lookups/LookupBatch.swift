import EventLoop

/// One caller of a look-up; its place in the batch is its ticket.
struct LookupWaiter {
    /// Of its key.
    var position: Int
    var hasLeft = false
    var continuation: UnsafeContinuation<Void, Never>?
}

/// Keys that are looked up by one statement, and who waits for which.
final class LookupBatch<Key: Hashable & Sendable, Value: Sendable> {
    private(set) var keys: [Key] = []
    private var positions: [Key: Int] = [:]
    private var values: [Value?] = []
    private var waiters: [LookupWaiter] = []
    private var failure: PostgresError?
    private(set) var isDone = false
    /// It takes longer than look-ups do: its callers listen for their cancellation.
    private(set) var isSlow = false
    var attempts = 0
    /// Rings when it is slow.
    var timer: TimerToken?

    init(capacity: Int) {
        keys.reserveCapacity(capacity)
        positions.reserveCapacity(capacity)
        waiters.reserveCapacity(capacity)
    }

    /// A key asked for twice is looked up once.
    func add(_ key: Key) -> Int {
        waiters.append(LookupWaiter(position: position(of: key)))
        return waiters.count - 1
    }

    private func position(of key: Key) -> Int {
        let position = keys.count
        // Keys are mostly new, and then one look is enough.
        if let earlier = positions.updateValue(position, forKey: key) {
            positions[key] = earlier
            return earlier
        }
        keys.append(key)
        return position
    }

    // MARK: Waiting

    /// The continuation is resumed exactly once, by `finish`, `becomeSlow` or `leave`, whichever takes it out.
    func wait(_ ticket: Int, _ continuation: UnsafeContinuation<Void, Never>) {
        if isDone || waiters[ticket].hasLeft {
            continuation.resume()
        } else {
            waiters[ticket].continuation = continuation
        }
    }

    /// Wakes everybody once, so that they wait again in a way that their cancellation can end.
    func becomeSlow() {
        guard !isDone else { return }
        isSlow = true
        resumeAll()
    }

    /// A caller that was cancelled waits no longer; the statement goes on for the others.
    func leave(_ ticket: Int) {
        // Perhaps before it waits: who was cancelled before leaves at once.
        waiters[ticket].hasLeft = true
        waiters[ticket].continuation.take()?.resume()
    }

    private func resumeAll() {
        for index in waiters.indices { waiters[index].continuation.take()?.resume() }
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
        resumeAll()
    }
}

package import EventLoop

/// One loop's connections. Acts on what `PoolStateMachine` decides.
///
/// `@unchecked Sendable`: handlers carry it into their tasks; every entry point traps off its loop.
package final class PostgresPool: @unchecked Sendable {
    /// Who waits for a connection, and how it is told.
    enum Waiter {
        case operation(PipelineOperation)
        case lease((Result<PoolLease, PostgresError>) -> Void)
    }

    /// What fills a slot of the state machine.
    private enum Occupant {
        case attempt(ConnectAttempt)
        case connection(PostgresConnection)
    }

    package let loop: EventLoop
    package let target: PostgresTarget
    package let options: PostgresOptions
    package let poolOptions: PoolOptions
    private let random: () -> Double

    private var machine: PoolStateMachine
    private var occupants: [Int: Occupant] = [:]
    private var waiters: [Int: (waiter: Waiter, timer: TimerToken?)] = [:]
    private var nextWaiter = 1
    private var timers: [Timer: TimerToken] = [:]
    private enum Timer { case backOff, health }
    private var counters = PoolSnapshot()
    private var closedStatements = 0
    private var onShutdown: [() -> Void] = []
    private(set) var isShutDown = false
    /// Why the last attempt to connect failed.
    package private(set) var lastFailure: PostgresError?

    /// Call on the loop; connecting starts at once.
    package init(
        _ target: PostgresTarget, loop: EventLoop, options: PostgresOptions = PostgresOptions(),
        pool: PoolOptions = PoolOptions(), random: @escaping @Sendable () -> Double = { .random(in: 0...1) }
    ) {
        loop.preconditionCurrent()
        self.loop = loop
        self.target = target
        self.options = options
        poolOptions = pool
        self.random = random
        machine = PoolStateMachine(limits: pool.limits)
        perform(machine.started())
        scheduleHealth()
    }

    // MARK: Requests

    func request(_ waiter: Waiter, _ use: PoolStateMachine.Use, patience: Duration? = nil) -> Int {
        loop.preconditionCurrent()
        let id = nextWaiter
        nextWaiter += 1
        waiters[id] = (waiter, nil)
        perform(machine.requested(id, use))
        if waiters[id] != nil {
            let longest = min(poolOptions.patience, patience ?? poolOptions.patience)
            waiters[id]?.timer = loop.schedule(after: longest) { [weak self] in
                guard let self else { return }
                waiters[id]?.timer = nil
                perform(machine.waiterTimedOut(id))
            }
        }
        return id
    }

    func isWaiting(_ id: Int) -> Bool { waiters[id] != nil }

    func cancel(waiter id: Int) { perform(machine.waiterCancelled(id)) }

    func release(slot: Int, reusable: Bool) { perform(machine.released(slot: slot, reusable: reusable)) }

    func countTransaction() { counters.transactions += 1 }

    package var snapshot: PoolSnapshot {
        loop.preconditionCurrent()
        var snapshot = counters
        snapshot.statements = closedStatements
        for case .connection(let connection) in occupants.values { snapshot.statements += connection.statementCount }
        snapshot.idle = machine.slots.count { $0.lending == .idle }
        snapshot.connecting = machine.connectingCount
        snapshot.busy = machine.openCount - snapshot.idle
        snapshot.waiting = machine.waiting.count
        snapshot.isDown = machine.isDown
        return snapshot
    }

    /// Turns away who waits, lets running work finish, and returns when every connection is closed.
    package func shutdown() async {
        loop.preconditionCurrent()
        await withCheckedContinuation { continuation in
            // Asked in here: the loop may have run something else on the way into this closure.
            if isShutDown { return continuation.resume() }
            onShutdown.append { continuation.resume() }
            perform(machine.shutdown())
        }
    }

    // MARK: Acting

    private func perform(_ actions: [PoolStateMachine.Action]) {
        for action in actions {
            switch action {
            case .lend(let slot, let waiter): lend(slot, to: waiter)
            case .connect(let slot): connect(slot)
            case .close(let slot): close(slot)
            case .check(let slot): check(slot)
            case .backOff(let milliseconds): backOff(.milliseconds(milliseconds))
            case .refuse(let waiter, let refusal): refuse(waiter, refusal)
            case .finished: finish()
            }
        }
    }

    private func takeWaiter(_ id: Int) -> Waiter? {
        guard let (waiter, timer) = waiters.removeValue(forKey: id) else { return nil }
        if let timer { loop.cancel(timer) }
        return waiter
    }

    private func lend(_ slot: Int, to id: Int) {
        guard case .connection(let connection) = occupants[slot], let waiter = takeWaiter(id) else {
            // Unreachable while the machine keeps its promises; the slot must not stay taken either way.
            return release(slot: slot, reusable: true)
        }
        switch waiter {
        case .operation(let operation):
            operation.onEnd = { [weak self] in self?.release(slot: slot, reusable: true) }
            operation.runElsewhere = { [weak self, unowned operation] in self?.submit(operation) }
            connection.submit(operation)
        case .lease(let tell):
            tell(.success(PoolLease(connection: connection, slot: slot, pool: self)))
        }
    }

    private func refuse(_ id: Int, _ refusal: PoolStateMachine.Refusal) {
        guard let waiter = takeWaiter(id) else { return }
        counters.refused += 1
        let error = PostgresError.refused(refusal, lastFailure, retryAfter: poolOptions.retryAfter)
        switch waiter {
        case .operation(let operation):
            operation.answer(error)
            operation.end()
        case .lease(let tell): tell(.failure(error))
        }
    }

    private func connect(_ slot: Int) {
        occupants[slot] = .attempt(
            ConnectAttempt.start(target, options: options, loop: loop) { [weak self] result in
                guard let self else {
                    if case .success(let connection) = result { connection.close() }
                    return
                }
                switch result {
                case .success(let connection): connected(slot, connection)
                case .failure(let error): connectFailed(slot, error)
                }
            })
    }

    private func connected(_ slot: Int, _ connection: PostgresConnection) {
        counters.opened += 1
        lastFailure = nil
        occupants[slot] = .connection(connection)
        connection.onClosed = { [weak self] error in self?.closed(slot, error) }
        perform(machine.connected(slot: slot))
    }

    private func connectFailed(_ slot: Int, _ error: PostgresError) {
        counters.connectFailures += 1
        lastFailure = error
        occupants[slot] = nil
        perform(machine.connectFailed(slot: slot, jitter: random()))
    }

    private func closed(_ slot: Int, _ error: PostgresError) {
        if case .connection(let connection) = occupants.removeValue(forKey: slot) {
            closedStatements += connection.statementCount
        }
        lastFailure = error
        perform(machine.closed(slot: slot, jitter: random()))
    }

    private func close(_ slot: Int) {
        switch occupants.removeValue(forKey: slot) {
        case .attempt(let attempt): attempt.cancel()
        case .connection(let connection):
            closedStatements += connection.statementCount
            connection.onClosed = nil
            connection.close()
        case nil: break
        }
    }

    private func check(_ slot: Int) {
        guard case .connection(let connection) = occupants[slot] else { return }
        // An empty operation is a lone sync: the cheapest thing a server can answer.
        let ping = Ping(.autocommit, [])
        let timer = loop.schedule(after: poolOptions.healthPatience) { [weak connection] in
            connection?.lost("no answer to a health check")
        }
        ping.onAnswer = { [weak self] error in
            guard let self else { return }
            loop.cancel(timer)
            if error == nil { perform(machine.checkSucceeded(slot: slot)) }
        }
        connection.submit(ping)
    }

    private func backOff(_ interval: Duration) {
        timers[.backOff] = loop.schedule(after: interval) { [weak self] in
            guard let self else { return }
            timers[.backOff] = nil
            perform(machine.backOffEnded())
        }
    }

    private func scheduleHealth() {
        timers[.health] = loop.schedule(after: poolOptions.healthInterval) { [weak self] in
            guard let self else { return }
            perform(machine.healthTick())
            if !machine.isShutDown { scheduleHealth() }
        }
    }

    private func finish() {
        isShutDown = true
        for timer in timers.values { loop.cancel(timer) }
        timers = [:]
        for tell in onShutdown { tell() }
        onShutdown = []
    }
}

/// Asks nothing, to see whether an answer comes.
private final class Ping: PipelineOperation {
    var onAnswer: ((PostgresError?) -> Void)?

    override func answered(_ error: PostgresError?) {
        onAnswer?(error)
        onAnswer = nil
    }
}

extension PostgresError {
    /// What somebody is told who gets no connection.
    static func refused(
        _ refusal: PoolStateMachine.Refusal, _ cause: PostgresError?, retryAfter: Duration
    ) -> PostgresError {
        let because = cause.map { ": \($0.reason)" } ?? ""
        switch refusal {
        case .databaseDown:
            return .unavailable(retryAfter: retryAfter, reason: "the database cannot be reached\(because)")
        case .timedOut:
            return .unavailable(retryAfter: retryAfter, reason: "no database connection became free in time\(because)")
        case .tooManyWaiting:
            return .unavailable(retryAfter: retryAfter, reason: "too many callers wait for a database connection")
        case .shutDown: return .unavailable(retryAfter: retryAfter, reason: "the connection pool is shut down")
        case .cancelled: return .cancelled(.certainlyNot)
        }
    }
}

import CLibpq
package import EventLoop

/// Opens a connection: tries the target's addresses one after the other, each with a time limit, then sets the session
/// up in one round trip.
final class ConnectAttempt {
    typealias Completion = (Result<PostgresConnection, PostgresError>) -> Void

    private let loop: EventLoop
    private let options: PostgresOptions
    private var candidates: ArraySlice<ConnectionCandidate> = []
    private var completion: Completion?
    private var pg: OpaquePointer?
    private var place = ""
    private var watcher: DescriptorWatcher?
    private var timer: TimerToken?
    private var lastFailure = "the address names no server"

    private init(loop: EventLoop, options: PostgresOptions, completion: @escaping Completion) {
        self.loop = loop
        self.options = options
        self.completion = completion
    }

    /// Calls `completion` once, on the loop, unless the attempt is cancelled.
    static func start(
        _ target: PostgresTarget, options: PostgresOptions, loop: EventLoop, completion: @escaping Completion
    ) -> ConnectAttempt {
        loop.preconditionCurrent()
        let attempt = ConnectAttempt(loop: loop, options: options, completion: completion)
        let this = LoopBound(attempt, on: loop)
        loop.startTask {
            do throws(PostgresError) {
                let candidates = try await target.candidates(applicationName: options.applicationName, on: loop)
                this.value.resolved(candidates)
            } catch {
                this.value.finish(.failure(error))
            }
        }
        return attempt
    }

    /// Stops trying; the completion is not called any more.
    func cancel() {
        completion = nil
        dropCurrent()
    }

    private func resolved(_ candidates: [ConnectionCandidate]) {
        guard completion != nil else { return }
        self.candidates = candidates[...]
        tryNext()
    }

    // MARK: One address

    private func tryNext() {
        dropCurrent()
        guard let candidate = candidates.popFirst() else {
            finish(.failure(PostgresError(.connectFailed, reason: lastFailure)))
            return
        }
        place = candidate.place
        timer = loop.schedule(after: options.connectTimeout) { [weak self] in
            self?.failed("no answer in time")
        }
        let keywords = CStrings(candidate.keywords)
        let values = CStrings(candidate.values)
        pg = keywords.withPointer { keywords in values.withPointer { PQconnectStartParams(keywords, $0, 0) } }
        guard PQstatus(pg) != CONNECTION_BAD else { return failedByServer() }
        watch(.writable)
    }

    /// libpq may change the socket between two steps (a second address, a second try without TLS), so that each step
    /// watches anew, and nothing is watched while libpq may close the old one.
    private func watch(_ events: DescriptorWatcher.Events) {
        do {
            let watcher = try DescriptorWatcher(descriptor: PQsocket(pg), loop: loop) { [weak self] _ in self?.step() }
            watcher.watch(events)
            self.watcher = watcher
        } catch {
            failed("the connection cannot be watched: \(error)")
        }
    }

    private func step() {
        watcher?.close()
        watcher = nil
        switch PQconnectPoll(pg) {
        case PGRES_POLLING_READING: watch(.readable)
        case PGRES_POLLING_WRITING: watch(.writable)
        case PGRES_POLLING_OK: established()
        default: failedByServer()
        }
    }

    private func failedByServer() {
        failed(ConnectionSettings.oneLine(PQerrorMessage(pg).map { String(cString: $0) } ?? "out of memory"))
    }

    private func failed(_ reason: String) {
        lastFailure = "\(place): \(reason)"
        tryNext()
    }

    private func dropCurrent() {
        watcher?.close()
        watcher = nil
        if let timer { loop.cancel(timer) }
        timer = nil
        PQfinish(pg)
        pg = nil
    }

    // MARK: The session

    private func established() {
        guard let pg else { return }
        self.pg = nil
        do throws(PostgresError) {
            let connection = try PostgresConnection(owning: pg, place: place, options: options, loop: loop)
            setUp(connection)
        } catch {
            failed(error.reason)
        }
    }

    private func setUp(_ connection: PostgresConnection) {
        let operation = SessionSetUp(options)
        operation.onAnswer = { [self] error in
            if let error {
                connection.close()
                failed(error.logDescription)
            } else if completion == nil {
                connection.close()
            } else {
                dropCurrent()
                finish(.success(connection))
            }
        }
        operation.timeout = options.connectTimeout
        connection.submit(operation)
    }

    private func finish(_ result: Result<PostgresConnection, PostgresError>) {
        let completion = self.completion
        self.completion = nil
        completion?(result)
    }
}

/// Gives a new session the settings every statement of ours relies on.
private final class SessionSetUp: PipelineOperation {
    var onAnswer: ((PostgresError?) -> Void)?

    init(_ options: PostgresOptions) {
        let milliseconds = { (duration: Duration?) in duration.map { String($0.wholeNanoseconds / 1_000_000) } }
        let item = Item(
            statement: """
                SELECT set_config('TimeZone', 'UTC', false),
                    set_config('statement_timeout', coalesce($1, current_setting('statement_timeout')), false),
                    set_config('lock_timeout', coalesce($2, current_setting('lock_timeout')), false),
                    set_config('idle_in_transaction_session_timeout',
                        coalesce($3, current_setting('idle_in_transaction_session_timeout')), false),
                    set_config('enable_seqscan', CASE WHEN $4 THEN 'off' ELSE current_setting('enable_seqscan') END, false),
                    set_config('enable_hashjoin', CASE WHEN $4 THEN 'off' ELSE current_setting('enable_hashjoin') END, false),
                    set_config('enable_mergejoin', CASE WHEN $4 THEN 'off' ELSE current_setting('enable_mergejoin') END,
                        false),
                    set_config('jit', CASE WHEN $4 THEN 'off' ELSE current_setting('jit') END, false),
                    set_config('plan_cache_mode',
                        CASE WHEN $4 THEN 'force_generic_plan' ELSE current_setting('plan_cache_mode') END, false)
                """,
            parameters: PostgresParameters(
                milliseconds(options.statementTimeout), milliseconds(options.lockTimeout),
                milliseconds(options.idleInTransactionTimeout), options.findsRowsByKeys))
        super.init(.autocommit, [item])
    }

    override func answered(_ error: PostgresError?) {
        onAnswer?(error)
        onAnswer = nil
    }
}

extension PostgresConnection {
    /// Opens a connection of one's own, outside any pool.
    package static func connect(
        to target: PostgresTarget, options: PostgresOptions = PostgresOptions(), loop: EventLoop
    ) async throws(PostgresError) -> PostgresConnection {
        loop.preconditionCurrent()
        let holder = AttemptHolder()
        let bound = LoopBound(holder, on: loop)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Bound, Never>) in
                // One who was cancelled on the way into this closure has been looked for in vain already.
                if Task.isCancelled { return continuation.resume(returning: .failure(.cancelled(.certainlyNot))) }
                holder.continuation = continuation
                holder.attempt = ConnectAttempt.start(target, options: options, loop: loop) { result in
                    holder.finish(result.map { LoopBound($0, on: loop) })
                }
            }
        } onCancel: {
            loop.execute { bound.value.cancel() }
        }
        return try result.get().value
    }

    fileprivate typealias Bound = Result<LoopBound<PostgresConnection>, PostgresError>

    /// Ties an attempt to the task that waits for it.
    private final class AttemptHolder {
        var attempt: ConnectAttempt?
        var continuation: CheckedContinuation<Bound, Never>?

        func finish(_ result: Bound) {
            continuation?.resume(returning: result)
            continuation = nil
            attempt = nil
        }

        func cancel() {
            attempt?.cancel()
            finish(.failure(.cancelled(.certainlyNot)))
        }
    }
}

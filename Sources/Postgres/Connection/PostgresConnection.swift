import CLibpq
import EventLoop

/// One backend, through libpq's pipeline mode. It belongs to its loop, and to whoever has borrowed it from the pool.
package final class PostgresConnection {
    let loop: EventLoop
    let options: PostgresOptions
    /// Where it leads, for messages.
    package let place: String

    /// libpq's connection; nil once closed.
    var pg: OpaquePointer?
    private var watcher: DescriptorWatcher?
    var machine: PipelineStateMachine
    var operations: [Int: PipelineOperation] = [:]
    var statements: StatementCache
    private var nextOperation = 1
    var deadlineTimer: (token: TimerToken, at: MonotonicTime)?
    var cancelTimer: TimerToken?
    var cancelAgainTimer: TimerToken?
    /// The operation the last cancel request was for.
    var cancelledOperation: Int?
    /// The last word of the server before it hung up.
    private var lastWords: ServerReport?

    /// Told once, with the reason, after every operation has been answered.
    var onClosed: ((PostgresError) -> Void)?
    var onNotification: ((_ channel: String, _ payload: String) -> Void)?
    /// Statements sent so far, for the metrics.
    private(set) var statementCount = 0

    /// Takes over a connection libpq has just established.
    init(
        owning pg: OpaquePointer, place: String, options: PostgresOptions, loop: EventLoop
    ) throws(PostgresError) {
        self.pg = pg
        self.place = place
        self.options = options
        self.loop = loop
        machine = PipelineStateMachine(depth: options.pipelineDepth)
        statements = StatementCache(capacity: options.preparedStatements)
        PQsetNoticeReceiver(
            pg,
            { context, notice in
                guard let context, let notice else { return }
                let connection = Unmanaged<PostgresConnection>.fromOpaque(context).takeUnretainedValue()
                connection.noticed(PostgresResult.report(notice))
            }, Unmanaged.passUnretained(self).toOpaque())
        guard PQsetnonblocking(pg, 1) == 0, PQenterPipelineMode(pg) == 1 else {
            throw PostgresError(.connectFailed, reason: errorMessage)
        }
        do {
            let watcher = try DescriptorWatcher(descriptor: PQsocket(pg), loop: loop) { [weak self] events in
                self?.ready(events)
            }
            watcher.watch(.readable)
            self.watcher = watcher
        } catch {
            throw PostgresError(.connectFailed, reason: "the connection cannot be watched: \(error)")
        }
    }

    deinit {
        // Reached with an open connection only when setting it up failed.
        watcher?.close()
        PQfinish(pg)
    }

    package var isClosed: Bool { pg == nil }
    package var serverVersion: Int { Int(PQserverVersion(pg)) }
    package var backendProcessID: Int32 { PQbackendPID(pg) }

    /// Whether somebody else may use it: nothing is under way and no transaction is open.
    var isAtRest: Bool { pg != nil && machine.isEmpty && PQtransactionStatus(pg) == PQTRANS_IDLE }
    var isInTransaction: Bool {
        [PQTRANS_INTRANS, PQTRANS_INERROR].contains(PQtransactionStatus(pg))
    }

    var errorMessage: String {
        ConnectionSettings.oneLine(PQerrorMessage(pg).map { String(cString: $0) } ?? "")
    }

    // MARK: Operations

    func submit(_ operation: PipelineOperation) {
        guard !isClosed else {
            operation.answer(
                operation.givenUp.map { PipelineOperation.error($0, .certainlyNot) }
                    ?? .connectionLost(.certainlyNot))
            operation.end()
            return
        }
        register(operation)
        machine.enqueued(operation.id, operation.work)
        operation.abandon = { [weak self, weak operation] reason in
            if let operation { self?.giveUp(operation, reason) }
        }
        setDeadline(operation)
        sendReady()
    }

    /// Gives an operation its number on this connection.
    func register(_ operation: PipelineOperation) {
        operation.id = nextOperation
        nextOperation += 1
        operations[operation.id] = operation
    }

    func sendReady() {
        while let id = machine.nextToSend, let operation = operations[id] {
            guard send(operation) else {
                lost(errorMessage)
                return
            }
            statementCount += operation.items.count
        }
        flush()
    }

    // MARK: Readiness

    private func ready(_ events: DescriptorWatcher.Events) {
        if events.contains(.writable) { flush() }
        guard pg != nil, !events.isDisjoint(with: [.readable, .disconnected]) else { return }
        guard PQconsumeInput(pg) == 1 else {
            // What had arrived before the end still counts.
            receiveAll()
            lost(errorMessage)
            return
        }
        receiveAll()
        deliverNotifications()
    }

    /// Sends what libpq still holds, and asks for writability while it cannot.
    private func flush() {
        guard pg != nil else { return }
        switch PQflush(pg) {
        case 0: watcher?.watch(.readable)
        case 1: watcher?.watch([.readable, .writable])
        default:
            // libpq keeps what it has read so far; the next read tells what became of the connection.
            watcher?.watch(.readable)
        }
    }

    private func deliverNotifications() {
        while pg != nil, let notification = PQnotifies(pg) {
            let channel = String(cString: notification.pointee.relname)
            let payload = notification.pointee.extra.map { String(cString: $0) } ?? ""
            PQfreemem(notification)
            onNotification?(channel, payload)
        }
    }

    private func noticed(_ report: ServerReport) {
        if report.endsConnection { lastWords = report }
        options.onNotice?(report)
    }

    func noteLastWords(_ report: ServerReport) { lastWords = report }

    // MARK: The end

    /// Closes it in an orderly way; what is still under way is answered as lost.
    package func close() {
        lost("closed")
    }

    /// The connection is of no use any more: tells everybody what is known of their work.
    func lost(_ reason: String) {
        guard let pg else { return }
        watcher?.close()
        watcher = nil
        if let deadlineTimer { loop.cancel(deadlineTimer.token) }
        deadlineTimer = nil
        stopCancelTimers()
        self.pg = nil
        PQfinish(pg)
        let operations = self.operations
        self.operations = [:]
        let report = lastWords
        let unfinished = machine.lost()
        let onClosed = self.onClosed
        self.onClosed = nil
        // The pool first, so that whoever tries again at once is not given this connection.
        onClosed?(PostgresError(.connectionLost(commit: .certainlyNot), reason: reason, report: report))
        for (id, commit) in unfinished {
            guard let operation = operations[id] else { continue }
            if !operation.isSent, operation.mayBeResent, let runElsewhere = operation.runElsewhere {
                operation.prepareForResending()
                operation.end()
                runElsewhere()
                continue
            }
            // What the server has said about it stands; otherwise it is only known whether it was sent.
            operation.answer(
                operation.givenUp.map { PipelineOperation.error($0, commit, report) }
                    ?? operation.failure ?? .connectionLost(commit, report: report))
            operation.end()
        }
    }
}

import EventLoop

extension PostgresConnection {
    /// The caller of an operation no longer waits: its deadline has passed, or its task was cancelled.
    func giveUp(_ operation: PipelineOperation, _ reason: PipelineOperation.GivingUp) {
        guard operation.givenUp == nil, operations[operation.id] === operation else { return }
        operation.givenUp = reason
        let abandonment = machine.abandoned(operation.id)
        switch abandonment {
        case .dequeued:
            operations[operation.id] = nil
            operation.answer(PipelineOperation.error(reason, .certainlyNot))
            operation.end()
        case .waitForTurn:
            // Others' statements are before it, and must not suffer. It is interrupted when its turn has come.
            operation.answer(PipelineOperation.error(reason, machine.knowledge(about: operation.id)))
        case .requestCancel, .alreadyAsked, .notThere:
            act(abandonment)
        }
    }

    func act(_ abandonment: PipelineStateMachine.Abandonment) {
        guard abandonment == .requestCancel, let pg, let head = machine.head else { return }
        if cancelledOperation != head {
            stopCancelTimers()
            cancelledOperation = head
            // A backend that does not even heed this is stuck, or the network is: only hanging up frees us.
            cancelTimer = loop.schedule(after: options.cancelTimeout) { [weak self] in
                self?.cancelTimer = nil
                self?.lost("the server did not heed a cancel request")
            }
        }
        let this = LoopBound(WeakConnection(self), on: loop)
        let isSent = CancelRequest.send(for: pg, loop: loop) { this.value.connection?.cancelRequestEnded() }
        if !isSent { cancelRequestEnded() }
    }

    private func cancelRequestEnded() {
        machine.cancelRequestEnded()
        guard !isClosed else { return }
        act(machine.checkHead())
        if let cancelledOperation, cancelledOperation == machine.head {
            cancelAgainTimer = loop.schedule(after: .milliseconds(100)) { [weak self] in
                guard let self else { return }
                cancelAgainTimer = nil
                act(machine.cancelAgain(cancelledOperation))
            }
        }
        sendReady()
    }

    func stopCancelTimers() {
        for timer in [cancelTimer, cancelAgainTimer] { if let timer { loop.cancel(timer) } }
        cancelTimer = nil
        cancelAgainTimer = nil
    }

    // MARK: Deadlines

    /// One timer serves all operations: it is set for the earliest deadline and looks around when it rings, so that
    /// an operation that is answered in time costs none.
    func setDeadline(_ operation: PipelineOperation) {
        let deadline = operation.deadline ?? loop.now + (operation.timeout ?? options.answerTimeout)
        operation.deadline = deadline
        armDeadlineTimer(deadline)
    }

    private func armDeadlineTimer(_ deadline: MonotonicTime) {
        if let deadlineTimer {
            guard deadline < deadlineTimer.at else { return }
            loop.cancel(deadlineTimer.token)
        }
        let token = loop.schedule(at: deadline) { [weak self] in self?.deadlinePassed() }
        deadlineTimer = (token, deadline)
    }

    private func deadlinePassed() {
        deadlineTimer = nil
        let now = loop.now
        let overdue = operations.values.filter { $0.givenUp == nil && $0.deadline ?? now <= now }
        for operation in overdue.sorted(by: { $0.id < $1.id }) { giveUp(operation, .deadline) }
        let next = operations.values.filter { $0.givenUp == nil }.compactMap(\.deadline).min()
        if let next, !isClosed { armDeadlineTimer(next) }
    }
}

/// Lets a thread that knows of a connection not keep it alive.
private struct WeakConnection {
    weak var connection: PostgresConnection?

    init(_ connection: PostgresConnection) { self.connection = connection }
}

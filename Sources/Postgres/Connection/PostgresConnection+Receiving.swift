import CLibpq

extension PostgresConnection {
    /// Takes every result libpq has complete.
    func receiveAll() {
        while let pg, machine.head != nil, PQisBusy(pg) == 0 {
            if let result = PQgetResult(pg) {
                received(PostgresResult(owning: result))
            } else if PQstatus(pg) == CONNECTION_BAD {
                // From now on there is nothing but null results.
                lost(errorMessage)
            } else {
                act(machine.received(.separator), nil)
            }
        }
    }

    private func received(_ result: consuming PostgresResult) {
        switch result.status {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
            delivered(machine.received(.success), result)
        case PGRES_PIPELINE_SYNC: act(machine.received(.sync), nil)
        case PGRES_PIPELINE_ABORTED: act(machine.received(.skipped), nil)
        case PGRES_FATAL_ERROR:
            // An error without a code is libpq's own: it says that the connection is broken, and nothing about the work.
            guard let report = result.serverReport else { return lost(errorMessage) }
            if report.endsConnection { noteLastWords(report) }
            act(machine.received(.failure(endsConnection: report.endsConnection)), report)
        default:
            // COPY cannot be answered in a pipeline, and nobody here asks for it.
            lost("the server answered in a way that was not asked for")
        }
    }

    private func delivered(_ reaction: PipelineStateMachine.Reaction, _ result: borrowing PostgresResult) {
        guard case .deliver(let id, let step) = reaction, let operation = operations[id] else {
            return act(reaction, nil)
        }
        switch step {
        case .begin, .prepare: break
        case .execute(let item):
            // Whoever has gone does not need the rows; who is only being cancelled may get them after all.
            if !operation.isAnswered, operation.failure == nil { operation.receive(result, item: item) }
        case .commit:
            // COMMIT of a transaction that had failed succeeds, as ROLLBACK.
            if result.commandTag != "COMMIT" { operation.failure = .rolledBack }
        }
    }

    private func act(_ reaction: PipelineStateMachine.Reaction, _ report: ServerReport?) {
        switch reaction {
        case .none, .deliver: break
        case .fail(let id, let step): if let report { failed(id, step, report) }
        case .skip(let id, let step):
            if case .prepare(let item) = step, let operation = operations[id] { forgetStatement(item, of: operation) }
        case .finish(let id): finished(id)
        case .protocolViolation: lost("the server and libpq disagree about what was asked")
        }
    }

    private func failed(_ id: Int, _ step: PipelineStateMachine.Step?, _ report: ServerReport) {
        guard let operation = operations[id] else { return }
        // A script may have committed before it failed for good.
        let commit = operation.script == nil ? PostgresError.CommitKnowledge.certainlyNot : .maybe
        operation.failure =
            report.endsConnection ? .connectionLost(commit, report: report) : operation.error(for: report)
        switch step {
        case .prepare(let item): forgetStatement(item, of: operation)
        case .execute(let item) where operation.script == nil: checkPlan(item, of: operation, report)
        default: break
        }
        // An interruption meant for somebody else's statement: this one left no trace, so it is simply sent again.
        if report.state == .queryCanceled, machine.wasHitByMistake(id) { operation.isToBeResent = true }
    }

    private func forgetStatement(_ item: Int, of operation: PipelineOperation) {
        statements.preparingFailed(operation.items[item].statement, name: operation.names[item])
    }

    /// A prepared statement may be stale: the schema has changed under it, or something has deallocated it.
    private func checkPlan(_ item: Int, of operation: PipelineOperation, _ report: ServerReport) {
        let isGone = report.state == .invalidStatementName
        guard isGone || report.state == .featureNotSupported && report.routine == "RevalidateCachedQuery" else {
            return
        }
        statements.invalidate(operation.items[item].statement, name: operation.names[item], isGone: isGone)
        operation.isToBeResent = true
    }

    private func finished(_ id: Int) {
        guard let operation = operations.removeValue(forKey: id) else { return }
        if operation.id == cancelledOperation { stopCancelTimers() }
        if operation.script != nil, let pg, PQenterPipelineMode(pg) != 1 {
            lost(errorMessage)
        }
        if operation.isToBeResent, operation.mayBeResent {
            operation.prepareForResending()
            submit(operation)
        } else {
            operation.answer(operation.failure)
            operation.end()
        }
        act(machine.checkHead())
        sendReady()
    }
}

extension PostgresError {
    static let rolledBack = PostgresError(
        .server(.inFailedTransaction), reason: "the transaction had failed before, and was rolled back")
}

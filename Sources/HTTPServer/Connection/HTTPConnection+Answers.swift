import EventLoop
import HTTPMessages

/// From requests to answers.
extension HTTPConnection {
    func startWaiting() {
        guard !waiting.isEmpty else { return }
        // An answer given at once comes back here from inside `start`; a loop instead of ever deeper calls.
        if isStarting {
            shallStartAnother = true
        } else {
            start(waiting.removeFirst())
        }
    }

    func start(_ exchange: Exchange) {
        isStarting = true
        run(exchange)
        while shallStartAnother {
            shallStartAnother = false
            if !waiting.isEmpty { run(waiting.removeFirst()) }
        }
        isStarting = false
    }

    private func run(_ exchange: Exchange) {
        self.exchange = exchange
        server.metrics.runningRequests += 1
        let started = server.responderTasks.run(self)
        // Most responders are done by now.
        if self.exchange != nil { task = started }
    }

    func runResponder() async {
        guard let exchange else { return }
        let reply = await server.application.answer(exchange)
        during { completed(reply) }
    }

    /// The responder is done; nil when it gave up because it was cancelled.
    private func completed(_ reply: HTTPReply?) {
        // Without an exchange the connection was closed meanwhile.
        guard let exchange else { return }
        self.exchange = nil
        task = nil
        server.metrics.runningRequests -= 1
        switch reply {
        case .response(let response): answer(exchange, response)
        case .stream(let reply): startStream(exchange, reply)
        case nil:
            server.metrics.counters.abandonedRequests += 1
            perform(machine.requestAbandoned())
        }
    }

    private func answer(_ exchange: Exchange, _ response: HTTPResponse) {
        let start = output.count
        let writer = ResponseWriter(to: exchange.request.head, keepAlive: !machine.isLastAnswer)
        writer.write(response, date: server.date, requestID: exchange.request.id, into: &output)
        let duration = server.record(exchange, response.status)
        server.options.hooks.onAnswer?(
            accessRecord(exchange, response.status, bytes: output.count - start, duration))
        perform(machine.responseCompleted(now: loop.now))
    }

    func accessRecord(
        _ exchange: Exchange, _ status: HTTPStatus, bytes: Int, _ nanoseconds: UInt64
    ) -> AccessRecord {
        AccessRecord(
            method: exchange.request.method, route: exchange.context.route, status: status, bytes: bytes,
            duration: .nanoseconds(Int64(clamping: nanoseconds)), requestID: exchange.request.id,
            clientAddress: exchange.request.clientAddress, peerAddress: peerIP)
    }

    /// Answers what never became a request.
    func answer(_ failure: ConnectionStateMachine.Failure) {
        let error: APIError =
            switch failure {
            case .malformed: parseError.map { APIError($0) } ?? .unexpected("refused without a reason")
            case .timedOut: .requestTimeout
            case .refused: .unavailable(code: "too_many_connections", retryAfterSeconds: 1)
            }
        let id = server.requestIDs.next()
        let start = output.count
        ResponseWriter().write(
            .error(error, requestID: id), date: server.date, requestID: id, into: &output)
        server.metrics.record(endpoint: 0, status: error.status.code, nanoseconds: 0)
        server.options.hooks.onAnswer?(
            AccessRecord(
                method: nil, route: nil, status: error.status, bytes: output.count - start, duration: .zero,
                requestID: id, clientAddress: peerIP, peerAddress: peerIP))
    }

    /// The client has gone; the responder is told by the cancellation of its task.
    func abandonExchange() {
        guard exchange != nil else { return }
        exchange = nil
        server.metrics.runningRequests -= 1
        server.metrics.counters.abandonedRequests += 1
        task?.cancel()
        task = nil
    }
}

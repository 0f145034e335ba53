import EventLoop
import HTTPMessages

/// From bytes to requests.
extension HTTPConnection {
    /// Output is flushed in between when it has grown this large.
    private static let outputBytes = 64 << 10
    /// What a waiting request costs beside its head and body.
    private static let requestOverheadBytes = 512

    /// Takes what was read: parses it, keeps it for later, or throws it away.
    func take(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes
        if heldBack.isEmpty { parse(&rest) }
        if rest.isEmpty { return }
        if machine.discardsInput {
            perform(machine.inputDiscarded(rest.count))
        } else {
            heldBack.append(contentsOf: rest)
            perform(machine.inputHeldBack(heldBack.count))
        }
    }

    func parseHeldBack() {
        guard !heldBack.isEmpty, machine.shouldParse || machine.discardsInput else { return }
        let bytes = heldBack
        heldBack = []
        bytes.withUnsafeBytes { take($0) }
    }

    private func parse(_ rest: inout UnsafeRawBufferPointer) {
        while machine.shouldParse {
            if output.count >= Self.outputBytes {
                flush()
                continue
            }
            do throws(RequestError) {
                guard try parseEvent(&rest) else { return }
            } catch {
                parseError = error
                server.metrics.counters.malformedRequests += 1
                perform(machine.parseFailed(now: loop.now))
            }
        }
    }

    /// Whether there was an event.
    private func parseEvent(_ rest: inout UnsafeRawBufferPointer) throws(RequestError) -> Bool {
        if parser == nil {
            if rest.isEmpty { return false }
            parser = RequestParser(limits: server.options.requestLimits)
        }
        if !rest.isEmpty { machine.headStarted(now: loop.now) }
        let before = rest.count
        let event = try parser?.next(&rest)
        requestBytes += before - rest.count
        switch event {
        case .head(let head):
            self.head = head
            perform(machine.headReceived(expectsContinue: head.expectsContinue, now: loop.now))
        case .body(let piece):
            body.append(contentsOf: piece)
            machine.bodyReceived(piece.count)
        case .end:
            requestEnded()
        case nil:
            return false
        }
        return true
    }

    private func requestEnded() {
        guard let head = head.take() else { return }
        let keepAlive = head.keepAlive
        let exchange = server.application.exchange(
            IncomingRequest(head: head, body: body, receivedAt: loop.now), id: server.requestIDs.id(for: head),
            clientAddress: clientAddress(head), loop: loop)
        if !body.isEmpty { body = [] }
        let size = requestBytes + Self.requestOverheadBytes
        requestBytes = 0
        switch machine.requestEnded(bytes: size, keepAlive: keepAlive, now: loop.now) {
        case .startRequest: start(exchange)
        case .none: waiting.append(exchange)
        case let action: perform(action)
        }
    }

    private func clientAddress(_ head: RequestHead) -> String {
        peerIsTrusted
            ? server.options.trustedProxies.clientAddress(peer: peerIP, isTrusted: true, head) : peerIP
    }
}

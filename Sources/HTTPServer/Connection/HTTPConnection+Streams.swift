import EventLoop
import HTTPMessages

/// A streamed answer under way; what is not needed any more of its request is gone.
struct StreamingExchange {
    let stream: ResponseStream
    let isChunked: Bool
    let unsentLimitBytes: Int
    /// Kept only where somebody wants to hear of it in the end.
    let exchange: Exchange?
    let status: HTTPStatus
    var bytes = 0
}

/// Answers without a known end.
extension HTTPConnection {
    func startStream(_ exchange: Exchange, _ reply: StreamingReply) {
        let start = output.count
        let writer = ResponseWriter(to: exchange.request.head, keepAlive: !machine.isLastAnswer)
        let framing = writer.writeStreamHead(
            reply.status, headers: reply.headers, date: server.date, requestID: exchange.request.id, into: &output)
        let duration = server.record(exchange, reply.status)
        guard framing != .none else {
            server.options.hooks.onAnswer?(accessRecord(exchange, reply.status, bytes: output.count - start, duration))
            perform(machine.responseCompleted(now: loop.now))
            return
        }
        perform(machine.streamStarted(closing: framing == .untilClose))
        guard !machine.isClosed else {
            server.metrics.counters.abandonedRequests += 1
            return
        }
        let stream = ResponseStream(self)
        streaming = StreamingExchange(
            stream: stream, isChunked: framing == .chunked, unsentLimitBytes: reply.unsentLimitBytes,
            exchange: server.options.hooks.onAnswer == nil ? nil : exchange, status: reply.status,
            bytes: output.count - start)
        server.metrics.openStreams += 1
        // Thousands of streams may stay for hours without a word.
        parser = nil
        waiting = Array(waiting)
        reply.start(stream)
    }

    func sendOnStream(_ frame: StreamFrame) -> ResponseStream.SendResult {
        guard let streaming else { return .closed }
        guard !frame.chunk.isEmpty else { return .sent }
        if isCollecting {
            output.append(contentsOf: frame.chunk[streaming.isChunked ? frame.chunk.indices : frame.payload])
            self.streaming?.bytes += frame.chunk.count
            return output.count > streaming.unsentLimitBytes ? cutOff() : .sent
        }
        let sent = frame.chunk.withUnsafeBytes { bytes in
            let piece = streaming.isChunked ? bytes : UnsafeRawBufferPointer(rebasing: bytes[frame.payload])
            tcp.write(piece)
            return piece.count
        }
        count(written: sent)
        self.streaming?.bytes += sent
        let unsent = tcp.unsentBytes
        if unsent == 0 { return tcp.isClosing ? .closed : .sent }
        if unsent > streaming.unsentLimitBytes { return cutOff() }
        during {}
        return .queued
    }

    private func cutOff() -> ResponseStream.SendResult {
        server.metrics.counters.overflowedStreams += 1
        perform(machine.streamOverflowed())
        return .overflow
    }

    func finishStream() {
        during {
            guard let streaming else { return }
            if streaming.isChunked { ResponseWriter.writeLastChunk(into: &output) }
            streamEnded()
            perform(machine.streamFinished(now: loop.now))
        }
    }

    /// The server is about to stop: the stream's owner may say goodbye, then it ends.
    func drainStream() {
        during {
            streaming?.stream.onDrain?()
            finishStream()
        }
    }

    func streamEnded() {
        guard let ended = streaming else { return }
        streaming = nil
        server.metrics.openStreams -= 1
        if let exchange = ended.exchange {
            let duration = server.loop.clock.now().nanoseconds &- exchange.context.receivedAt.nanoseconds
            server.options.hooks.onAnswer?(accessRecord(exchange, ended.status, bytes: ended.bytes, duration))
        }
        ended.stream.ended()
    }
}

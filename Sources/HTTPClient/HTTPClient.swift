package import EventLoop

/// Sends HTTP/1.1 requests from one loop, over connections that are kept and used again.
///
/// One client belongs to one loop. `send` may be called from anywhere, but costs no thread hop only on that loop. Shut
/// the client down before the loop is stopped.
package final class HTTPClient: Sendable {
    private let loop: EventLoop
    private let options: HTTPClientOptions
    private let engine: LoopBound<TransferEngine>

    package init(loop: EventLoop, options: HTTPClientOptions = HTTPClientOptions()) throws(HTTPClientError) {
        self.loop = loop
        self.options = options
        engine = LoopBound(try TransferEngine(loop: loop, options: options), on: loop)
    }

    deinit {
        // Whoever forgot to shut down must not leak sockets; the engine is freed on its loop.
        let engine = engine
        loop.execute { engine.value.shutDown() }
    }

    /// The answer, whatever its status. Every way of not getting one is an error that tells whether the request left.
    /// When the calling task is cancelled, the request is given up at once.
    package func send(_ request: ClientRequest) async throws(HTTPClientError) -> ClientResponse {
        let transfer = Transfer(request, options: options)
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                onLoop { [engine] in
                    transfer.waits(continuation)
                    engine.value.start(transfer)
                }
            }
        } onCancel: {
            // Never inline: the task may be cancelled from code that libcurl has called.
            loop.execute { [engine] in engine.value.cancel(transfer) }
        }
        return try outcome.get()
    }

    /// Ends every request in flight with `.shutDown`, closes all connections and frees everything.
    package func shutDown() async {
        await withCheckedContinuation { continuation in
            loop.execute { [engine] in
                engine.value.shutDown()
                continuation.resume()
            }
        }
    }

    private func onLoop(_ body: @escaping @Sendable () -> Void) {
        if loop.isCurrent { body() } else { loop.execute(body) }
    }
}

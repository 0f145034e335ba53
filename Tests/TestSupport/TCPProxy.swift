package import EventLoop

/// Stands between a client and the server, byte for byte, until it is told to break something.
package final class TCPProxy {
    /// Looks at what passes in one direction; answers whether it may.
    package enum Verdict {
        case pass
        /// Both sides see the connection end, and these bytes never arrive.
        case cut
        /// These bytes vanish, and the connection stays.
        case swallow
    }

    private let loop: EventLoop
    private let server: SocketAddress
    private var listener: TCPListener?
    private var pairs: [ObjectIdentifier: Pair] = [:]
    package var onRequest: ([UInt8]) -> Verdict = { _ in .pass }
    package var onAnswer: ([UInt8]) -> Verdict = { _ in .pass }

    package init(to server: SocketAddress, loop: EventLoop) throws {
        self.loop = loop
        self.server = server
        listener = try TCPListener.listen(
            on: .loopback(port: 0), loop: loop,
            onAccept: { [weak self] in self?.accepted($0) }, onError: { _ in })
    }

    package var port: UInt16 { listener?.localAddress.port ?? 0 }

    package func close() {
        listener?.close()
        listener = nil
        cutAll()
    }

    package func cutAll() {
        for pair in pairs.values { pair.cut() }
        pairs = [:]
    }

    private func accepted(_ client: TCPConnection) {
        let this = LoopBound((self, client), on: loop)
        let (server, loop) = (server, loop)
        loop.startTask {
            let (proxy, client) = this.value
            guard let upstream = try? await TCPConnection.connect(to: server, loop: loop) else {
                client.close()
                return
            }
            // Closed meanwhile.
            guard proxy.listener != nil else {
                client.close()
                return upstream.close()
            }
            let pair = Pair(proxy, client, upstream)
            proxy.pairs[ObjectIdentifier(pair)] = pair
            pair.start()
        }
    }

    /// The two halves of one proxied connection.
    private final class Pair {
        private weak let proxy: TCPProxy?
        private let client: TCPConnection
        private let server: TCPConnection

        init(_ proxy: TCPProxy, _ client: TCPConnection, _ server: TCPConnection) {
            self.proxy = proxy
            self.client = client
            self.server = server
        }

        func start() {
            client.delegate = Side { [self] bytes in
                forward(bytes, to: server, proxy?.onRequest)
            } onEnd: { [self] in
                cut()
            }
            server.delegate = Side { [self] bytes in
                forward(bytes, to: client, proxy?.onAnswer)
            } onEnd: { [self] in
                cut()
            }
            client.startReading()
            server.startReading()
        }

        private func forward(_ bytes: [UInt8], to other: TCPConnection, _ judge: (([UInt8]) -> Verdict)?) {
            // A test that lets go of its proxy is done with it.
            switch judge?(bytes) ?? .cut {
            case .pass: other.write(bytes)
            case .swallow: break
            case .cut: cut()
            }
        }

        func cut() {
            client.close()
            server.close()
        }
    }

    /// Turns one connection's events into closures.
    private final class Side: TCPConnectionDelegate {
        private let onBytes: ([UInt8]) -> Void
        private let onEnd: () -> Void

        init(onBytes: @escaping ([UInt8]) -> Void, onEnd: @escaping () -> Void) {
            self.onBytes = onBytes
            self.onEnd = onEnd
        }

        func connectionReceived(_ bytes: UnsafeRawBufferPointer) { onBytes(Array(bytes)) }
        func connectionReachedEnd() { onEnd() }
        func connectionFlushed() {}
        func connectionClosed(_ error: LoopError?) { onEnd() }
    }
}

extension [UInt8] {
    /// Whether these bytes hold the text.
    package func holds(_ text: String) -> Bool {
        let pattern = Array(text.utf8)
        guard count >= pattern.count else { return false }
        return (0...(count - pattern.count)).contains { Array(self[$0..<($0 + pattern.count)]) == pattern }
    }
}

import CLibuv

extension TCPConnection {
    /// Connects to `address`; cancelling the task closes the attempt. Call it on `loop`.
    package static func connect(to address: SocketAddress, loop: EventLoop) async throws -> TCPConnection {
        let connection = try TCPConnection(loop: loop)
        let bound = LoopBound(connection, on: loop)
        do {
            try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    ConnectRequest(continuation).start(bound.value, address)
                }
            } onCancel: {
                loop.execute { bound.value.close() }
            }
        } catch {
            connection.close()
            throw Task.isCancelled ? CancellationError() : error
        }
        connection.disableNagle()
        return connection
    }
}

/// A connect in flight; libuv answers each exactly once, also when the handle is closed meanwhile.
private final class ConnectRequest {
    private let continuation: CheckedContinuation<Void, any Error>
    private let request = UnsafeMutablePointer<uv_connect_t>.allocate(capacity: 1)

    init(_ continuation: CheckedContinuation<Void, any Error>) { self.continuation = continuation }

    deinit { request.deallocate() }

    func start(_ connection: TCPConnection, _ address: SocketAddress) {
        guard !connection.isClosing else {
            continuation.resume(throwing: LoopError.closed)
            return
        }
        request.pointee.data = Unmanaged.passRetained(self).toOpaque()
        let tcp = connection.memory.assumingMemoryBound(to: uv_tcp_t.self)
        let result = address.withSockaddr { sockaddr, _ in
            uv_tcp_connect(request, tcp, sockaddr) { request, status in
                guard let data = request?.pointee.data else { return }
                Unmanaged<ConnectRequest>.fromOpaque(data).takeRetainedValue().finish(status)
            }
        }
        if result < 0 {
            Unmanaged.passUnretained(self).release()
            finish(result)
        }
    }

    private func finish(_ status: Int32) {
        if status < 0 {
            continuation.resume(throwing: LoopError(code: status))
        } else {
            continuation.resume()
        }
    }
}

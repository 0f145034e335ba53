import CLibuv

extension EventLoop {
    /// The addresses of a host by the system's resolver, in its order; the look-up runs on libuv's thread pool.
    package func resolve(host: String, port: UInt16) async throws -> [SocketAddress] {
        if let address = SocketAddress(ip: host, port: port) { return [address] }
        return try await withCheckedThrowingContinuation { continuation in
            execute { ResolveRequest(continuation, port: port).start(host, loop: self) }
        }
    }
}

/// A look-up in flight; libuv answers each exactly once.
private final class ResolveRequest {
    private let continuation: CheckedContinuation<[SocketAddress], any Error>
    private let port: UInt16
    private let request = UnsafeMutablePointer<uv_getaddrinfo_t>.allocate(capacity: 1)

    init(_ continuation: CheckedContinuation<[SocketAddress], any Error>, port: UInt16) {
        self.continuation = continuation
        self.port = port
    }

    deinit { request.deallocate() }

    func start(_ host: String, loop: EventLoop) {
        guard !loop.isStopping else {
            continuation.resume(throwing: LoopError.closed)
            return
        }
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        request.pointee.data = Unmanaged.passRetained(self).toOpaque()
        let result = uv_getaddrinfo(
            loop.uv, request,
            { request, status, found in
                guard let data = request?.pointee.data else { return }
                Unmanaged<ResolveRequest>.fromOpaque(data).takeRetainedValue().finish(status, found)
            }, host, nil, &hints)
        if result < 0 {
            Unmanaged.passUnretained(self).release()
            finish(result, nil)
        }
    }

    private func finish(_ status: Int32, _ found: UnsafeMutablePointer<addrinfo>?) {
        defer { uv_freeaddrinfo(found) }
        guard status == 0 else {
            continuation.resume(throwing: LoopError(code: status))
            return
        }
        var addresses: [SocketAddress] = []
        var next = found
        while let info = next {
            if let sockaddr = info.pointee.ai_addr, let address = SocketAddress(copying: sockaddr) {
                addresses.append(address.with(port: port))
            }
            next = info.pointee.ai_next
        }
        continuation.resume(returning: addresses)
    }
}

import CLibuv

/// One TCP connection to the server on loopback. What arrives goes to `onBytes` together with the time of the read.
final class Connection {
    private let handle = UnsafeMutablePointer<uv_tcp_t>.allocate(capacity: 1)
    private let request = UnsafeMutablePointer<uv_connect_t>.allocate(capacity: 1)
    private var onConnect: () -> Void = {}
    private let onBytes: (UnsafeRawBufferPointer, UInt64) -> Void
    private(set) var failure: String?

    init(loop: UVLoop, onBytes: @escaping (UnsafeRawBufferPointer, UInt64) -> Void) throws {
        self.onBytes = onBytes
        try LoadError.check(uv_tcp_init(loop.pointer, handle), "uv_tcp_init")
        handle.pointee.data = Unmanaged.passUnretained(self).toOpaque()
        uv_tcp_nodelay(handle, 1)
    }

    func connect(port: UInt16, onConnect: @escaping () -> Void) throws {
        self.onConnect = onConnect
        var address = sockaddr_in()
        try LoadError.check(uv_ip4_addr("127.0.0.1", Int32(port), &address), "uv_ip4_addr")
        let connected: uv_connect_cb = { request, status in
            guard let data = request?.pointee.handle.pointee.data else { return }
            Unmanaged<Connection>.fromOpaque(data).takeUnretainedValue().connectEnded(status)
        }
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { uv_tcp_connect(request, handle, $0, connected) }
        }
        try LoadError.check(code, "connect")
    }

    /// Requests are small, so that a socket that does not take one at once counts as broken.
    func send(_ text: String) {
        var text = text
        let code = text.withUTF8 { bytes -> Int32 in
            let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
            var buffer = uv_buf_init(start, UInt32(bytes.count))
            let sent = uv_try_write(stream, &buffer, 1)
            return sent < 0 || sent == Int32(bytes.count) ? sent : -EAGAIN
        }
        if code < 0 { failure = "write: \(UVLoop.name(of: code))" }
    }

    /// Resets instead of closing, so that ten thousand ports are not left waiting.
    func close() {
        handle.pointee.data = nil
        uv_read_stop(stream)
        uv_tcp_close_reset(handle, nil)
    }

    private var stream: UnsafeMutablePointer<uv_stream_t> {
        UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_stream_t.self)
    }

    private func connectEnded(_ status: Int32) {
        guard status == 0 else {
            failure = "connect: \(UVLoop.name(of: status))"
            return
        }
        let received: uv_read_cb = { stream, count, buffer in
            guard let data = stream?.pointee.data else { return }
            let connection = Unmanaged<Connection>.fromOpaque(data).takeUnretainedValue()
            if count < 0 {
                connection.failure = "read: \(UVLoop.name(of: Int32(count)))"
            } else if count > 0 {
                connection.onBytes(UnsafeRawBufferPointer(start: buffer?.pointee.base, count: count), uv_hrtime())
            }
        }
        let code = uv_read_start(stream, UVLoop.allocate, received)
        if code < 0 { failure = "read: \(UVLoop.name(of: code))" }
        onConnect()
    }
}

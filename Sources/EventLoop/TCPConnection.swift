import CLibuv

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a connection tells its owner; everything is called on the connection's loop.
package protocol TCPConnectionDelegate: AnyObject {
    /// The bytes are lent for the duration of the call.
    func connectionReceived(_ bytes: UnsafeRawBufferPointer)
    /// The peer has finished sending; writing is still possible.
    func connectionReachedEnd()
    /// Everything written so far has been handed to the kernel, after some of it had to wait.
    func connectionFlushed()
    /// Once, after `close()` or after an error that made the connection useless.
    func connectionClosed(_ error: LoopError?)
}

/// A TCP connection on a loop; reads arrive at the delegate, writes go out at once or are queued.
package final class TCPConnection: LoopHandle {
    /// Let go when the connection has closed.
    package var delegate: (any TCPConnectionDelegate)?
    /// Bytes written that the kernel has not taken yet.
    package private(set) var unsentBytes = 0
    package private(set) var isReading = false
    private var closingError: LoopError?

    private var tcp: UnsafeMutablePointer<uv_tcp_t> { memory.assumingMemoryBound(to: uv_tcp_t.self) }
    var stream: UnsafeMutablePointer<uv_stream_t> { memory.assumingMemoryBound(to: uv_stream_t.self) }

    init(loop: EventLoop) throws(LoopError) {
        try loop.checkOpen()
        super.init(uv_tcp_t.self, loop: loop)
        try LoopError.check(uv_tcp_init(loop.uv, tcp))
        opened()
    }

    /// Takes over a descriptor that is connected already, and closes it when that fails.
    convenience init(adopting descriptor: Int32, loop: EventLoop) throws(LoopError) {
        do throws(LoopError) {
            try self.init(loop: loop)
        } catch {
            BoundSocket.release(descriptor)
            throw error
        }
        do throws(LoopError) {
            try LoopError.check(uv_tcp_open(tcp, descriptor))
        } catch {
            BoundSocket.release(descriptor)
            close()
            throw error
        }
        disableNagle()
    }

    // MARK: Reading

    package func startReading() {
        guard !isReading, !isClosing else { return }
        isReading = true
        let result = uv_read_start(
            stream,
            { handle, _, buffer in
                guard let handle, let buffer else { return }
                let lent = LoopHandle.of(handle).loop.readBuffer
                buffer.pointee = uv_buf_init(lent.bindMemory(to: CChar.self).baseAddress, UInt32(lent.count))
            },
            { stream, count, _ in
                guard let stream else { return }
                LoopHandle.of(stream, as: TCPConnection.self).read(count)
            })
        if result < 0 { fail(LoopError(code: result)) }
    }

    package func stopReading() {
        guard isReading else { return }
        isReading = false
        uv_read_stop(stream)
    }

    private func read(_ count: Int) {
        if count > 0 {
            delegate?.connectionReceived(UnsafeRawBufferPointer(rebasing: loop.readBuffer[..<count]))
        } else if count == Int(UV_EOF.rawValue) {
            isReading = false
            delegate?.connectionReachedEnd()
        } else if count < 0 {
            fail(LoopError(code: Int32(count)))
        }
    }

    // MARK: Writing

    package func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { write($0) }
    }

    /// Writes what the kernel takes now and keeps a copy of the rest.
    package func write(_ bytes: UnsafeRawBufferPointer) {
        loop.preconditionCurrent()
        guard !isClosing, !bytes.isEmpty else { return }
        var sent = 0
        if unsentBytes == 0 {
            let result = Self.tryWrite(stream, bytes)
            if result >= 0 {
                sent = Int(result)
            } else if result != UV_EAGAIN.rawValue {
                fail(LoopError(code: result))
                return
            }
        }
        if sent < bytes.count { queue(UnsafeRawBufferPointer(rebasing: bytes[sent...])) }
    }

    private static func tryWrite(_ stream: UnsafeMutablePointer<uv_stream_t>, _ bytes: UnsafeRawBufferPointer) -> Int32
    {
        // libuv only reads from the buffer; its type is shared with reading.
        let start = UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
        var buffer = uv_buf_init(start, UInt32(clamping: bytes.count))
        return uv_try_write(stream, &buffer, 1)
    }

    private func queue(_ bytes: UnsafeRawBufferPointer) {
        let pending = PendingWrite.allocate(copying: bytes)
        var buffer = uv_buf_init(pending.bytes.assumingMemoryBound(to: CChar.self), UInt32(clamping: bytes.count))
        unsentBytes += bytes.count
        let result = uv_write(pending.request, stream, &buffer, 1) { request, status in
            guard let request, let stream = request.pointee.handle else { return }
            let count = PendingWrite(request: request).release()
            LoopHandle.of(stream, as: TCPConnection.self).wrote(count, status)
        }
        if result < 0 {
            unsentBytes -= pending.release()
            fail(LoopError(code: result))
        }
    }

    private func wrote(_ count: Int, _ status: Int32) {
        unsentBytes -= count
        guard !isClosing else { return }
        if status < 0 {
            fail(LoopError(code: status))
        } else if unsentBytes == 0 {
            delegate?.connectionFlushed()
        }
    }

    // MARK: Ending

    /// Sends FIN after everything that is queued.
    package func finishWriting() {
        guard !isClosing else { return }
        let request = UnsafeMutablePointer<uv_shutdown_t>.allocate(capacity: 1)
        let result = uv_shutdown(request, stream) { request, _ in request?.deallocate() }
        if result < 0 {
            request.deallocate()
            fail(LoopError(code: result))
        }
    }

    /// Closes with RST: what is queued is dropped, and the kernel keeps no state for the peer.
    package func reset() {
        guard !isClosing else { return }
        var linger = linger(l_onoff: 1, l_linger: 0)
        if let descriptor {
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
        }
        close()
    }

    func fail(_ error: LoopError) {
        guard !isClosing else { return }
        closingError = error
        close()
    }

    override package func close() {
        isReading = false
        super.close()
    }

    override func didClose() {
        let owner = delegate
        delegate = nil
        owner?.connectionClosed(closingError)
    }

    // MARK: Addresses

    package var peerAddress: SocketAddress? { address(uv_tcp_getpeername) }
    package var localAddress: SocketAddress? { address(uv_tcp_getsockname) }

    private func address(
        _ ask: (UnsafePointer<uv_tcp_t>, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<Int32>) -> Int32
    ) -> SocketAddress? {
        SocketAddress.asked { ask(tcp, $0, $1) }
    }

    /// Small answers must not wait for the acknowledgement of the one before.
    func disableNagle() {
        // Fails only on a socket that is already dead, which the next read or write reports.
        uv_tcp_nodelay(tcp, 1)
    }
}

extension SocketAddress {
    /// The address a libuv call fills in.
    static func asked(
        _ ask: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<Int32>) -> Int32
    ) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = Int32(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { storage in
            storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                ask(address, &length) == 0 ? SocketAddress(copying: address) : nil
            }
        }
    }
}

import CLibcurl
import EventLoop

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Transfer {
    /// Lets libcurl report to this transfer. The engine keeps the transfer alive while its easy handle is in use.
    func listen(to easy: EasyHandle) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        easy.set(CURLOPT_PRIVATE, pointer: context)
        easy.set(CURLOPT_WRITEDATA, pointer: context)
        easy.onBytes(CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            let chunk = UnsafeRawBufferPointer(start: bytes, count: size * count)
            // Any other number than what was offered makes libcurl end the transfer.
            return Transfer.behind(context).received(body: chunk) == .proceed ? chunk.count : Transfer.refusal(chunk)
        }
        easy.set(CURLOPT_HEADERDATA, pointer: context)
        easy.onBytes(CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return Transfer.behind(context).received(headerLine: line) == .proceed ? line.count : Transfer.refusal(line)
        }
        easy.set(CURLOPT_OPENSOCKETDATA, pointer: context)
        easy.onOpenSocket { context, _, address in
            guard let address else { return till_socket_bad() }
            return Transfer.behind(context).openSocket(address)
        }
        easy.set(CURLOPT_PREREQDATA, pointer: context)
        easy.beforeRequest { context, remoteIP, _, remotePort, _ in
            guard
                let remoteIP,
                let address = SocketAddress(
                    ip: String(cString: remoteIP), port: UInt16(truncatingIfNeeded: remotePort)),
                Transfer.behind(context).connected(address) == .proceed
            else { return CURL_PREREQFUNC_ABORT }
            return CURL_PREREQFUNC_OK
        }
    }

    private static func behind(_ context: UnsafeMutableRawPointer?) -> Transfer {
        // Every callback above was registered together with its context.
        Unmanaged<Transfer>.fromOpaque(context.unsafelyUnwrapped).takeUnretainedValue()
    }

    private static func refusal(_ offered: UnsafeRawBufferPointer) -> Int { offered.isEmpty ? 1 : 0 }

    /// The one place where sockets come from, so that an address that was not approved never gets one.
    private func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        // `addr` is the first of several members of the storage that the family says how to read.
        let copied = withUnsafePointer(to: &address.pointee.addr) { SocketAddress(copying: $0) }
        guard let copied, resolved(copied) == .proceed else { return till_socket_bad() }
        #if canImport(Glibc)
            let type = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
            return socket(address.pointee.family, type, address.pointee.`protocol`)
        #else
            let descriptor = socket(address.pointee.family, address.pointee.socktype, address.pointee.`protocol`)
            if descriptor >= 0 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
            return descriptor
        #endif
    }
}

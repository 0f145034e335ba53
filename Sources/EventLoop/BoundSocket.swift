import CLibuv

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A non-blocking listening socket made by hand, because libuv cannot set SO_REUSEPORT before it binds.
enum BoundSocket {
    static func open(_ address: SocketAddress, reusePort: Bool) throws(LoopError) -> Int32 {
        let descriptor = socket(address.isIPv6 ? AF_INET6 : AF_INET, streamType, 0)
        guard descriptor >= 0 else { throw .last() }
        do throws(LoopError) {
            try set(descriptor, SOL_SOCKET, SO_REUSEADDR)
            if reusePort { try set(descriptor, SOL_SOCKET, SO_REUSEPORT) }
            // The same everywhere: an IPv6 address means IPv6 only.
            if address.isIPv6 { try set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY) }
            let bound = address.withSockaddr { bind(descriptor, $0, $1) }
            guard bound == 0 else { throw .last() }
        } catch {
            release(descriptor)
            throw error
        }
        return descriptor
    }

    /// The next connection that waits in the queue of a listening socket; nil when there is none or it cannot be had.
    static func takeQueued(from listening: Int32) -> Int32? {
        while true {
            let accepted = accept(listening, nil, nil)
            if accepted >= 0 {
                _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
                return accepted
            }
            // The client has already gone, or a signal came: neither says that the queue is empty.
            guard errno == ECONNABORTED || errno == EINTR else { return nil }
        }
    }

    /// With the port that was picked for it.
    static func localAddress(of descriptor: Int32) -> SocketAddress? {
        SocketAddress.asked { address, length in
            length.withMemoryRebound(to: socklen_t.self, capacity: 1) { getsockname(descriptor, address, $0) }
        }
    }

    /// Lets go of a socket that libuv did not take over.
    static func release(_ descriptor: Int32) { close(descriptor) }

    private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32) throws(LoopError) {
        var on: Int32 = 1
        let result = setsockopt(descriptor, level, option, &on, socklen_t(MemoryLayout<Int32>.size))
        guard result == 0 else { throw .last() }
    }

    #if os(Linux)
        private static let streamType = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    #else
        private static let streamType = SOCK_STREAM
    #endif
}

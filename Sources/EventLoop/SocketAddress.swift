package import CLibuv

/// An IPv4 or IPv6 address with a port.
package struct SocketAddress: Hashable, Sendable {
    /// The address in network order: 4 or 16 bytes.
    package let bytes: [UInt8]
    package let port: UInt16
    /// The interface a link-local IPv6 address belongs to; 0 otherwise.
    package let scope: UInt32

    package var isIPv6: Bool { bytes.count == 16 }

    private init(bytes: [UInt8], port: UInt16, scope: UInt32 = 0) {
        self.bytes = bytes
        self.port = port
        self.scope = scope
    }

    /// From a numeric address; a host name is nil (see `EventLoop.resolve`).
    package init?(ip: String, port: UInt16) {
        var v4 = [UInt8](repeating: 0, count: 4)
        if uv_inet_pton(AF_INET, ip, &v4) == 0 {
            self.init(bytes: v4, port: port)
            return
        }
        var v6 = sockaddr_in6()
        guard uv_ip6_addr(ip, Int32(port), &v6) == 0 else { return nil }
        self.init(v6: v6)
    }

    /// Copies a C socket address; nil for families other than IPv4 and IPv6.
    package init?(copying address: UnsafePointer<sockaddr>) {
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            // The family says which structure the pointer leads to.
            let v4 = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in.self)
            self.init(bytes: withUnsafeBytes(of: v4.sin_addr) { Array($0) }, port: UInt16(bigEndian: v4.sin_port))
        case AF_INET6:
            self.init(v6: UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in6.self))
        default:
            return nil
        }
    }

    private init(v6: sockaddr_in6) {
        self.init(
            bytes: withUnsafeBytes(of: v6.sin6_addr) { Array($0) },
            port: UInt16(bigEndian: v6.sin6_port), scope: v6.sin6_scope_id)
    }

    /// Any interface, or this machine only.
    package static func loopback(port: UInt16) -> SocketAddress { SocketAddress(bytes: [127, 0, 0, 1], port: port) }

    package func with(port: UInt16) -> SocketAddress { SocketAddress(bytes: bytes, port: port, scope: scope) }

    /// The numeric address without brackets.
    package var ip: String {
        var text = [CChar](repeating: 0, count: 64)
        let result = uv_inet_ntop(isIPv6 ? AF_INET6 : AF_INET, bytes, &text, text.count)
        let length = text.firstIndex(of: 0) ?? 0
        return result == 0 ? String(decoding: text[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self) : "?"
    }

    /// Lends the address to a C call.
    package func withSockaddr<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) throws -> R) rethrows -> R {
        if isIPv6 {
            var v6 = sockaddr_in6()
            v6.sin6_family = sa_family_t(AF_INET6)
            v6.sin6_port = port.bigEndian
            v6.sin6_scope_id = scope
            withUnsafeMutableBytes(of: &v6.sin6_addr) { $0.copyBytes(from: bytes) }
            return try Self.lend(&v6, body)
        }
        var v4 = sockaddr_in()
        v4.sin_family = sa_family_t(AF_INET)
        v4.sin_port = port.bigEndian
        withUnsafeMutableBytes(of: &v4.sin_addr) { $0.copyBytes(from: bytes) }
        return try Self.lend(&v4, body)
    }

    private static func lend<Address, R>(
        _ address: inout Address, _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> R
    ) rethrows -> R {
        try withUnsafePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try body($0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }
}

extension SocketAddress: CustomStringConvertible {
    package var description: String { isIPv6 ? "[\(ip)]:\(port)" : "\(ip):\(port)" }
}

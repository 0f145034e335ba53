import CLibuv

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An error of the operating system or the resolver, as libuv names it.
package struct LoopError: Error, Hashable, Sendable, CustomStringConvertible {
    package var code: Int32

    package init(code: Int32) { self.code = code }

    /// The symbolic name, such as `ECONNREFUSED`.
    package var name: String { String(cString: uv_err_name(code)) }
    package var description: String { "\(String(cString: uv_strerror(code))) (\(name))" }

    package static let closed = LoopError(code: UV_ECANCELED.rawValue)
    package static let timedOut = LoopError(code: UV_ETIMEDOUT.rawValue)
    package static let invalidArgument = LoopError(code: UV_EINVAL.rawValue)
    package static let connectionRefused = LoopError(code: UV_ECONNREFUSED.rawValue)
    package static let connectionReset = LoopError(code: UV_ECONNRESET.rawValue)
    package static let addressInUse = LoopError(code: UV_EADDRINUSE.rawValue)
    package static let tooManyOpenFiles = LoopError(code: UV_EMFILE.rawValue)

    /// Throws when a libuv call answered a negative code.
    static func check(_ result: Int32) throws(LoopError) {
        if result < 0 { throw LoopError(code: result) }
    }

    /// The error of the last system call of this thread.
    static func last() -> LoopError {
        LoopError(code: uv_translate_sys_error(errno))
    }
}

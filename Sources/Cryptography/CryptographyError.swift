import COpenSSL

/// What the cryptographic library can refuse to do; none of these carries input, keys or output.
package enum CryptographyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The operating system's generator gave nothing. Nothing may be minted until it does.
    case randomUnavailable
    /// An empty HMAC key authenticates nobody; it is always a configuration that went missing.
    case emptyKey
    /// libcrypto reported failure of the named call, with its own code (0 when it gave none).
    case libraryFailure(call: String, code: UInt)

    package var description: String {
        switch self {
        case .randomUnavailable: "the operating system's random generator is unavailable"
        case .emptyKey: "the key is empty"
        case .libraryFailure(let call, let code): "libcrypto: \(call) failed (code \(code))"
        }
    }

    /// Takes the oldest code off this thread's error queue and empties the rest, so that a later, unrelated failure
    /// (libpq and libcurl share the queue) is not blamed on this one.
    static func libraryFailure(_ call: String) -> CryptographyError {
        let code = ERR_get_error()
        ERR_clear_error()
        return .libraryFailure(call: call, code: UInt(code))
    }
}

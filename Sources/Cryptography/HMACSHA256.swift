import COpenSSL

/// What HMAC-SHA256 says about a message; equality is constant-time.
package struct AuthenticationCode: Equatable, Sendable {
    package static let byteCount = 32

    package let bytes: [UInt8]

    package init(bytes: [UInt8]) { self.bytes = bytes }

    package var hex: String { Hex.encode(bytes) }

    package static func == (left: Self, right: Self) -> Bool { ConstantTime.areEqual(left.bytes, right.bytes) }
}

/// An HMAC-SHA256 key, scheduled once and used for any number of messages on any thread.
package struct HMACSHA256: Sendable {
    private let schedule: KeySchedule

    /// Refuses an empty key: a missing secret must not verify anything.
    package init(key: SecretBytes) throws(CryptographyError) {
        schedule = KeySchedule(context: try key.reveal { key throws(CryptographyError) in try Self.scheduled(key) })
    }

    package func code(for message: UnsafeRawBufferPointer) throws(CryptographyError) -> AuthenticationCode {
        var stream = try stream()
        try stream.update(message)
        return try stream.finish()
    }

    package func code(for message: [UInt8]) throws(CryptographyError) -> AuthenticationCode {
        var stream = try stream()
        try stream.update(message)
        return try stream.finish()
    }

    /// Constant-time; a code of any other length is simply not valid.
    package func isValid(_ code: [UInt8], for message: [UInt8]) throws(CryptographyError) -> Bool {
        try self.code(for: message) == AuthenticationCode(bytes: code)
    }

    /// For a message in parts, such as a time stamp and a raw body that need not be copied together.
    package func stream() throws(CryptographyError) -> HMACSHA256Stream {
        guard let context = EVP_MAC_CTX_dup(schedule.context) else { throw .libraryFailure("EVP_MAC_CTX_dup") }
        return HMACSHA256Stream(context: context)
    }

    private static func scheduled(_ key: [UInt8]) throws(CryptographyError) -> OpaquePointer {
        guard !key.isEmpty else { throw .emptyKey }
        guard let context = EVP_MAC_CTX_new(try FetchedAlgorithms.shared.hmac()) else {
            throw .libraryFailure("EVP_MAC_CTX_new")
        }
        guard till_hmac_sha256_init(context, key, key.count) == 1 else {
            EVP_MAC_CTX_free(context)
            throw .libraryFailure("EVP_MAC_init")
        }
        return context
    }
}

/// Owns the scheduled key. `@unchecked Sendable` is sound: after `init` the context is only ever the source of
/// `EVP_MAC_CTX_dup`, which reads it, until the last owner frees it (OpenSSL wipes the key then).
private final class KeySchedule: @unchecked Sendable {
    let context: OpaquePointer

    init(context: OpaquePointer) { self.context = context }

    deinit { EVP_MAC_CTX_free(context) }
}

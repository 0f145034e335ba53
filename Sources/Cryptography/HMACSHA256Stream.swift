import COpenSSL

/// HMAC-SHA256 of a message that arrives in pieces.
package struct HMACSHA256Stream: ~Copyable {
    private let context: OpaquePointer

    /// Takes ownership of a keyed context.
    init(context: OpaquePointer) { self.context = context }

    deinit { EVP_MAC_CTX_free(context) }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) throws(CryptographyError) {
        guard EVP_MAC_update(context, bytes.baseAddress, bytes.count) == 1 else {
            throw .libraryFailure("EVP_MAC_update")
        }
    }

    package mutating func update(_ bytes: [UInt8]) throws(CryptographyError) {
        guard bytes.withUnsafeBytes({ EVP_MAC_update(context, $0.baseAddress, $0.count) }) == 1 else {
            throw .libraryFailure("EVP_MAC_update")
        }
    }

    package consuming func finish() throws(CryptographyError) -> AuthenticationCode {
        var bytes = [UInt8](repeating: 0, count: AuthenticationCode.byteCount)
        var written = 0
        let succeeded = bytes.withUnsafeMutableBufferPointer { output in
            EVP_MAC_final(context, output.baseAddress, &written, output.count) == 1
        }
        guard succeeded, written == AuthenticationCode.byteCount else { throw .libraryFailure("EVP_MAC_final") }
        return AuthenticationCode(bytes: bytes)
    }
}

import COpenSSL

/// SHA-256 of a message that arrives in pieces.
package struct SHA256Stream: ~Copyable {
    private let context: OpaquePointer

    package init() throws(CryptographyError) {
        let algorithm = try FetchedAlgorithms.shared.sha256()
        guard let context = EVP_MD_CTX_new() else { throw .libraryFailure("EVP_MD_CTX_new") }
        guard EVP_DigestInit_ex2(context, algorithm, nil) == 1 else {
            EVP_MD_CTX_free(context)
            throw .libraryFailure("EVP_DigestInit_ex2")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) throws(CryptographyError) {
        guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
            throw .libraryFailure("EVP_DigestUpdate")
        }
    }

    package mutating func update(_ bytes: [UInt8]) throws(CryptographyError) {
        guard bytes.withUnsafeBytes({ EVP_DigestUpdate(context, $0.baseAddress, $0.count) }) == 1 else {
            throw .libraryFailure("EVP_DigestUpdate")
        }
    }

    package consuming func finish() throws(CryptographyError) -> SHA256Digest {
        var bytes = [UInt8](repeating: 0, count: SHA256.digestByteCount)
        guard bytes.withUnsafeMutableBufferPointer({ EVP_DigestFinal_ex(context, $0.baseAddress, nil) }) == 1 else {
            throw .libraryFailure("EVP_DigestFinal_ex")
        }
        return SHA256Digest(bytes: bytes)
    }
}

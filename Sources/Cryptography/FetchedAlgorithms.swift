import COpenSSL

/// The algorithms, looked up once: OpenSSL 3 otherwise searches its providers on every call, which costs more than
/// hashing a short message.
///
/// `@unchecked Sendable` is sound: the pointers are set once, name immutable reference-counted objects that OpenSSL
/// documents as shareable between threads, and are never freed.
struct FetchedAlgorithms: @unchecked Sendable {
    static let shared = FetchedAlgorithms()

    private let digest = EVP_MD_fetch(nil, "SHA256", nil)
    private let cipher = EVP_CIPHER_fetch(nil, "AES-256-GCM", nil)
    private let mac = EVP_MAC_fetch(nil, "HMAC", nil)

    func sha256() throws(CryptographyError) -> OpaquePointer {
        guard let digest else { throw .libraryFailure("EVP_MD_fetch") }
        return digest
    }

    func aes256GCM() throws(CryptographyError) -> OpaquePointer {
        guard let cipher else { throw .libraryFailure("EVP_CIPHER_fetch") }
        return cipher
    }

    func hmac() throws(CryptographyError) -> OpaquePointer {
        guard let mac else { throw .libraryFailure("EVP_MAC_fetch") }
        return mac
    }
}

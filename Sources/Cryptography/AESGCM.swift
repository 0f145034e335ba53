import COpenSSL

/// AES-256-GCM, one message at a time; `SealingKeys` is the way to use it.
enum AESGCM {
    static let keyByteCount = 32
    /// The only nonce length GCM is proven well with; OpenSSL's default.
    static let nonceByteCount = 12
    static let tagByteCount = 16

    /// The ciphertext, then its tag. A nonce must never be used twice with one key.
    static func seal(
        _ plaintext: [UInt8], key: [UInt8], nonce: [UInt8], associatedData: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        let context = try CipherContext()
        guard EVP_EncryptInit_ex2(context.pointer, try algorithm(key, nonce), key, nonce, nil) == 1 else {
            throw .libraryFailure("EVP_EncryptInit_ex2")
        }
        try context.authenticate(associatedData)
        var sealed = [UInt8](repeating: 0, count: plaintext.count + tagByteCount)
        var written: Int32 = 0
        let succeeded = sealed.withUnsafeMutableBufferPointer { output in
            guard let base = output.baseAddress else { return false }
            return EVP_EncryptUpdate(context.pointer, base, &written, plaintext, Int32(plaintext.count)) == 1
                && EVP_EncryptFinal_ex(context.pointer, base + Int(written), &written) == 1
                && EVP_CIPHER_CTX_ctrl(
                    context.pointer, EVP_CTRL_AEAD_GET_TAG, Int32(tagByteCount), base + plaintext.count) == 1
        }
        guard succeeded else { throw .libraryFailure("EVP_EncryptUpdate") }
        return sealed
    }

    /// The plaintext, or `nil` when key, nonce, associated data, ciphertext and tag do not belong together.
    static func open(
        _ sealed: [UInt8], key: [UInt8], nonce: [UInt8], associatedData: [UInt8]
    ) throws(CryptographyError) -> [UInt8]? {
        guard sealed.count >= tagByteCount else { return nil }
        let context = try CipherContext()
        guard EVP_DecryptInit_ex2(context.pointer, try algorithm(key, nonce), key, nonce, nil) == 1 else {
            throw .libraryFailure("EVP_DecryptInit_ex2")
        }
        try context.authenticate(associatedData)
        let length = sealed.count - tagByteCount
        var tag = Array(sealed[length...])
        var plaintext = [UInt8](repeating: 0, count: length)
        var written: Int32 = 0
        guard
            EVP_DecryptUpdate(context.pointer, &plaintext, &written, sealed, Int32(length)) == 1,
            EVP_CIPHER_CTX_ctrl(context.pointer, EVP_CTRL_AEAD_SET_TAG, Int32(tagByteCount), &tag) == 1
        else { throw .libraryFailure("EVP_DecryptUpdate") }
        var rest = [UInt8](repeating: 0, count: tagByteCount)
        guard EVP_DecryptFinal_ex(context.pointer, &rest, &written) == 1 else {
            ERR_clear_error()
            return nil
        }
        return plaintext
    }

    /// OpenSSL trusts the caller for these lengths and would read past a shorter buffer.
    private static func algorithm(_ key: [UInt8], _ nonce: [UInt8]) throws(CryptographyError) -> OpaquePointer {
        guard key.count == keyByteCount, nonce.count == nonceByteCount else {
            throw .libraryFailure(call: "AES-256-GCM key or nonce length", code: 0)
        }
        return try FetchedAlgorithms.shared.aes256GCM()
    }
}

/// One cipher operation's state, wiped and freed when it goes out of scope.
private struct CipherContext: ~Copyable {
    let pointer: OpaquePointer

    init() throws(CryptographyError) {
        guard let pointer = EVP_CIPHER_CTX_new() else { throw .libraryFailure("EVP_CIPHER_CTX_new") }
        self.pointer = pointer
    }

    deinit { EVP_CIPHER_CTX_free(pointer) }

    func authenticate(_ associatedData: [UInt8]) throws(CryptographyError) {
        guard !associatedData.isEmpty else { return }
        var written: Int32 = 0
        // Without an output buffer the bytes are authenticated, not encrypted; that holds in both directions.
        guard EVP_CipherUpdate(pointer, nil, &written, associatedData, Int32(associatedData.count)) == 1 else {
            throw .libraryFailure("EVP_CipherUpdate")
        }
    }
}

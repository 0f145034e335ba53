/// Mints bearer tokens: a readable prefix, so that leaked ones can be found by scanning, then random base64url.
package enum SecretToken {
    /// 32 bytes are 43 characters and cannot be guessed.
    package static let defaultByteCount = 32

    package static func mint(
        prefix: String, byteCount: Int = defaultByteCount
    ) throws(CryptographyError) -> SecretString {
        let random = try SecureRandom.bytes(count: byteCount)
        return SecretString(prefix + Base64.encode(random, alphabet: .urlSafe, padding: false))
    }
}

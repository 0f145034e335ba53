package import Checkout
package import Cryptography

/// The keys of this installation, all derived from the operator's secret: for sealing what is stored, and for the
/// secrets that are handed out and can be worked out again.
///
/// Several secrets, because they are rotated: the first makes, all are tried.
package struct ServiceKeys: Sendable {
    /// Less could be guessed by whoever has a copy of the database.
    package static let minimumSecretByteCount = 32

    /// One secret's keys.
    private struct Generation: Sendable {
        let sealing: SealingKey
        let clientSecrets: HMACSHA256
        let sessionTokens: HMACSHA256
    }

    package let sealing: SealingKeys
    private let current: Generation
    private let generations: [Generation]

    package init(secrets: [SecretString]) throws(ServiceKeysError) {
        do {
            generations = try secrets.map { secret in
                guard secret.reveal({ $0.utf8.count }) >= Self.minimumSecretByteCount else {
                    throw ServiceKeysError.tooShort
                }
                return try Self.generation(HMACSHA256(key: secret.bytes))
            }
            guard let first = generations.first else { throw ServiceKeysError.missing }
            current = first
            sealing = try SealingKeys(current: first.sealing, older: generations.dropFirst().map(\.sealing))
        } catch let error as ServiceKeysError {
            throw error
        } catch {
            throw .unusable("\(error)")
        }
    }

    private static func generation(_ root: HMACSHA256) throws -> Generation {
        func key(_ purpose: String) throws -> SecretBytes {
            SecretBytes(try root.code(for: Array("till \(purpose)".utf8)).bytes)
        }
        // A box names its key by this number, which tells nothing of the key.
        let number = try key("sealing number").reveal { $0.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) } }
        return Generation(
            sealing: try SealingKey(id: number, key: key("sealing")),
            clientSecrets: try HMACSHA256(key: key("client secrets")),
            sessionTokens: try HMACSHA256(key: key("session tokens")))
    }
}

/// Why there are no keys.
package enum ServiceKeysError: Error, Hashable, Sendable {
    case missing
    case tooShort
    case unusable(String)
}

// MARK: Client secrets

extension ServiceKeys {
    /// Names the session it belongs to, and can be made again for it: the same order, sent again, is answered alike.
    package func clientSecret(of session: CheckoutSessionID) throws(CryptographyError) -> SecretString {
        try Self.clientSecret(of: session, current)
    }

    /// The one that was handed out, whichever key made it; nil when that key is gone.
    package func clientSecret(
        of session: CheckoutSessionID, hash: [UInt8]
    ) throws(CryptographyError) -> SecretString? {
        for generation in generations {
            let secret = try Self.clientSecret(of: session, generation)
            if try Self.hash(secret) == SHA256Digest(bytes: hash) { return secret }
        }
        return nil
    }

    package static func hash(_ secret: SecretString) throws(CryptographyError) -> SHA256Digest {
        try secret.reveal { text throws(CryptographyError) in try SHA256.hash(text) }
    }

    /// Which session a client secret claims to be of. Nothing is proven by that.
    package static func sessionID(inClientSecret text: String) -> CheckoutSessionID? {
        guard let separator = text.firstRange(of: secretSeparator) else { return nil }
        return CheckoutSessionID(String(text[..<separator.lowerBound]))
    }

    private static var secretSeparator: String { "_secret_" }

    private static func clientSecret(
        of session: CheckoutSessionID, _ generation: Generation
    ) throws(CryptographyError) -> SecretString {
        let code = try generation.clientSecrets.code(for: Array(session.description.utf8))
        return SecretString(
            "\(session)\(secretSeparator)" + Base64.encode(code.bytes, alphabet: .urlSafe, padding: false))
    }
}

// MARK: Session tokens

extension ServiceKeys {
    package func sessionTokenCode(for text: [UInt8]) throws(CryptographyError) -> AuthenticationCode {
        try current.sessionTokens.code(for: text)
    }

    package func isValid(sessionTokenCode code: [UInt8], for text: [UInt8]) throws(CryptographyError) -> Bool {
        var isValid = false
        for generation in generations where try generation.sessionTokens.isValid(code, for: text) { isValid = true }
        return isValid
    }
}

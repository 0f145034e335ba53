import Checkout
import CheckoutFlow
package import CheckoutStore
package import Cryptography
package import HTTPMessages

/// Finds out who calls. Nothing is remembered between requests, so that what is revoked is worth nothing at once.
package struct Authentication: Sendable {
    private let services: APIServices

    package init(_ services: APIServices) { self.services = services }

    /// Whoever the request's credential proves; 401 without one or with one that does not hold. Answers only pages of the
    /// merchant's origins, except to a secret key, which has no business in a page.
    package func caller(of request: HTTPRequest, _ origin: CrossOrigin) async throws -> Caller {
        guard let credential = try BearerCredential(request.head) else {
            try services.admit(.address, addressOf: request)
            throw APIError.credentialMissing
        }
        switch credential {
        case .secretKey(let key, let livemode):
            return .secretKey(try await merchant(key, livemode: livemode, request))
        case .sessionToken(let token):
            let user = try await user(token, request)
            try origin.allow(user.organization)
            return .sessionToken(user)
        case .clientSecret(let secret, _):
            guard let record = try await session(clientSecret: secret) else { throw refused(request) }
            try services.admit(.session, record.id)
            try await origin.allow(record.organizationID)
            return .clientSecret(BuyerCaller(record: record))
        case .unknown: throw refused(request)
        }
    }

    /// For what only a merchant's backend may do.
    package func merchant(of request: HTTPRequest) async throws -> MerchantCaller {
        guard let credential = try BearerCredential(request.head) else {
            try services.admit(.address, addressOf: request)
            throw APIError.credentialMissing
        }
        switch credential {
        case .secretKey(let key, let livemode): return try await merchant(key, livemode: livemode, request)
        case .sessionToken(let token):
            _ = try await user(token, request)
            throw APIError.secretKeyRequired
        case .clientSecret(let secret, _):
            guard try await session(clientSecret: secret) != nil else { throw refused(request) }
            throw APIError.secretKeyRequired
        case .unknown: throw refused(request)
        }
    }

    /// Whoever has this secret key, however it came.
    func merchant(secretKey key: SecretString, of request: HTTPRequest) async throws -> MerchantCaller {
        guard let livemode = key.reveal(SecretKey.livemode(of:)) else { throw refused(request) }
        return try await merchant(key, livemode: livemode, request)
    }

    /// The session whose client secret this is; nil for anything else. Opening sessions have none yet.
    package func session(clientSecret secret: SecretString) async throws -> SessionRecord? {
        guard
            let id = secret.reveal(ServiceKeys.sessionID(inClientSecret:)),
            let record = try await services.store.record(id), let hash = record.clientSecretHash,
            record.state.version > 0, try ServiceKeys.hash(secret) == SHA256Digest(bytes: hash)
        else { return nil }
        return record
    }

    private func merchant(
        _ key: SecretString, livemode: Bool, _ request: HTTPRequest
    ) async throws -> MerchantCaller {
        guard
            let found = try await services.apiKeys.find(hash: SecretKey.hash(key)), found.key.livemode == livemode
        else { throw refused(request) }
        try services.admit(.secretKey, found.key.id)
        services.keyUses.note(found.key.id)
        return MerchantCaller(keyID: found.key.id, organization: found.organization, livemode: livemode)
    }

    private func user(_ text: SecretString, _ request: HTTPRequest) async throws -> UserCaller {
        guard
            let token = try text.reveal({ text throws(CryptographyError) in
                try SessionToken(text, keys: services.keys)
            }), let claims = SessionTokenClaims(token.payload)
        else { throw refused(request) }
        guard services.now < claims.expiresAt else { throw APIError.sessionTokenExpired }
        try services.admit(.sessionToken, claims.id)
        guard try await !services.tokenRevocations.isRevoked(claims.id, of: claims.organizationID) else {
            throw APIError.sessionTokenRevoked
        }
        guard let organization = try await services.organizations.find(claims.organizationID) else {
            throw refused(request)
        }
        return UserCaller(claims: claims, organization: organization, livemode: token.livemode)
    }

    /// Only what does not hold is counted by address: many good callers may share one.
    private func refused(_ request: HTTPRequest) -> APIError {
        services.observer.heard(.credentialRefused)
        do throws(APIError) {
            try services.admit(.badCredential, addressOf: request)
            return .credentialInvalid
        } catch {
            return error
        }
    }
}

import Checkout
import CheckoutStore
import Cryptography
import HTTPMessages
import HTTPServer

/// `/v1/session-tokens`: what a merchant's backend gives to one of its users' pages.
struct SessionTokenRoutes: Sendable {
    /// Nobody remembers when a token ends that is taken back; none lives longer than this.
    private static let longestLifetime = Duration.seconds(Limits.sessionTokenLifetimeSeconds.upperBound)

    let services: APIServices

    func add(to table: inout RouteTable) {
        table.post("/v1/session-tokens") { request, _ in try await create(request) }
        table.delete("/v1/session-tokens/{tokenId}") { request, _ in try await revoke(request) }
    }

    private func create(_ request: HTTPRequest) async throws -> HTTPReply {
        let caller = try await Authentication(services).merchant(of: request)
        let wanted = try SessionTokenRequest(request.fields())
        return try await services.once(request, RequestOwner(.secretKey(caller))) {
            let claims = try wanted.claims(for: caller, at: services.now)
            let token = try SessionToken.sign(claims, livemode: caller.livemode, with: services.keys)
            let text = token.reveal { $0 }
            guard text.utf8.count <= SessionToken.maximumByteCount else {
                throw APIError.invalid("metadata", "smaller: a session token has to fit a request's headers")
            }
            return .object(.created) { json in
                json.member("object", "session_token")
                json.member("sessionToken", text)
                json.member("tokenId", claims.id)
                json.member("expiresAt", claims.expiresAt)
                json.member("livemode", caller.livemode)
                json.member("allowedOperations", ifPresent: claims.allowedOperations)
            }
        }
    }

    private func revoke(_ request: HTTPRequest) async throws -> HTTPReply {
        let caller = try await Authentication(services).merchant(of: request)
        guard let id = request.id("tokenId", as: SessionTokenID.self) else { throw APIError.sessionTokenNotFound }
        let now = services.now
        try await services.tokenRevocations.revoke(
            id, of: caller.organization.id, at: now, expiresAt: now + Self.longestLifetime)
        return .response(.deleted(id))
    }
}

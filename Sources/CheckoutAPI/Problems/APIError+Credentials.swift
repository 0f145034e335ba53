package import HTTPMessages

/// What is wrong with who calls.
extension APIError {
    package static var credentialMissing: APIError {
        APIError(
            .authentication, code: "credential_missing",
            message: "This needs a credential: Authorization: Bearer followed by it.",
            headers: ["WWW-Authenticate": #"Bearer realm="till""#])
    }

    /// Which of the many things it may be is not told.
    package static var credentialInvalid: APIError {
        invalidToken("credential_invalid", "The credential is not valid.")
    }

    package static var sessionTokenExpired: APIError {
        invalidToken("session_token_expired", "The session token has expired.")
    }

    package static var sessionTokenRevoked: APIError {
        invalidToken("session_token_revoked", "The session token was revoked.")
    }

    private static func invalidToken(_ code: String, _ message: String) -> APIError {
        APIError(
            .authentication, code: code, message: message,
            headers: ["WWW-Authenticate": #"Bearer realm="till", error="invalid_token""#])
    }

    package static var secretKeyRequired: APIError {
        APIError(.permission, code: "secret_key_required", message: "Only a secret key of the merchant may do this.")
    }

    /// A client secret where a key or a token of a user is needed.
    package static var credentialNotEnough: APIError {
        APIError(.permission, code: "credential_not_enough", message: "The credential does not allow this.")
    }

    package static func operationNotAllowed(_ operation: TokenOperation) -> APIError {
        APIError(
            .permission, code: "operation_not_allowed",
            message: "The session token does not allow \(operation.rawValue).")
    }

    package static var originNotAllowed: APIError {
        APIError(
            .permission, code: "origin_not_allowed",
            message: "The page's origin is not among the merchant's allowed origins.")
    }
}

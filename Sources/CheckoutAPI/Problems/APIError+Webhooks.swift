package import HTTPMessages

/// What is wrong with a webhook of a provider's.
extension APIError {
    /// Why is for the log: whoever forges signatures is not to be helped.
    package static func signatureInvalid(_ reason: String) -> APIError {
        APIError(
            .validation, code: "signature_invalid", message: "The signature does not hold.", internalDetail: reason)
    }

    package static func webhookUnreadable(_ reason: String) -> APIError {
        APIError(
            .validation, code: "webhook_unreadable", message: "The body is not an event of the provider's.",
            internalDetail: reason)
    }

    package static func webhooksNotConfigured(_ provider: String) -> APIError {
        APIError(
            .notFound, code: "webhooks_not_configured", message: "Webhooks of \(provider) are not configured here.")
    }

    /// It is to be sent again.
    package static func webhookNotStored(_ reason: String) -> APIError {
        APIError(
            .unavailable(retryAfterSeconds: 5), code: "unavailable",
            message: "The service is not available right now. Please try again.", internalDetail: reason)
    }
}

package import HTTPMessages

/// What can be wrong with an idempotency key.
extension APIError {
    package static var idempotencyKeyInvalid: APIError {
        APIError(
            .validation, code: "idempotency_key_invalid",
            message: "An Idempotency-Key has 1 to 255 characters of plain ASCII.", param: "Idempotency-Key")
    }

    package static var idempotencyMismatch: APIError {
        APIError(
            .idempotency, code: "idempotency_mismatch",
            message: "This Idempotency-Key was used for another request.", param: "Idempotency-Key")
    }

    package static func idempotencyInProgress(retryAfterSeconds: Int) -> APIError {
        APIError(
            .conflict, code: "idempotency_in_progress",
            message: "The first request with this Idempotency-Key is still being answered.", param: "Idempotency-Key",
            headers: ["Retry-After": String(max(1, retryAfterSeconds))])
    }
}

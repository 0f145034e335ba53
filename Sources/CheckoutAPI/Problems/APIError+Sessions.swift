package import Checkout
package import HTTPMessages

/// Why a session cannot be acted on. Each comes with the session as it is, so that nobody has to ask again.
extension APIError {
    package static func sessionCompleted(_ session: [UInt8]) -> APIError {
        about(session, .conflict, code: "session_completed", "This checkout is complete already.")
    }

    package static func sessionExpired(_ session: [UInt8]) -> APIError {
        about(session, .gone, code: "session_expired", "This checkout has expired.")
    }

    package static func sessionCanceled(_ session: [UInt8]) -> APIError {
        about(session, .gone, code: "session_canceled", "This checkout was canceled.")
    }

    package static func attemptInProgress(_ session: [UInt8]) -> APIError {
        var error = about(session, .conflict, code: "attempt_in_progress", "A payment is under way at this moment.")
        error.headers.set("Retry-After", "1")
        return error
    }

    /// The payment was tried, and failed for good; the session stays open for another try.
    package static func paymentFailed(_ failure: FailureView, _ session: [UInt8]) -> APIError {
        about(
            session, .card(declineCode: failure.declineCode, suggestion: failure.suggestion),
            code: failure.code.rawValue, failure.message)
    }

    private static func about(
        _ session: [UInt8], _ family: ErrorFamily, code: String, _ message: String
    ) -> APIError {
        // It holds what a success would hold.
        var error = APIError(family, code: code, message: message, headers: ["Cache-Control": "no-store"])
        var json = JSONWriter(capacity: session.count + 16)
        json.beginObject()
        json.key("session")
        json.json(session)
        json.endObject()
        error.subject = json.bytes
        return error
    }

    /// Whether the same request would always be answered like this: such an answer is kept for its idempotency key.
    var isFinal: Bool {
        switch family {
        case .card, .gone: true
        case .conflict: code == Self.sessionCompletedCode
        default: false
        }
    }

    private static var sessionCompletedCode: String { "session_completed" }
}

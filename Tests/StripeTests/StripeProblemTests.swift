import HTTPClient
import HTTPMessages
import Testing

@testable import Stripe

/// What each answer of Stripe's means, and what it says about the request's effect.
@Suite("Stripe's errors")
struct StripeProblemTests {
    /// One row of the table.
    struct Row: Sendable, CustomTestStringConvertible {
        let status: Int
        let body: String
        let kind: StripeProblem.Kind
        let effect: StripeProblem.Effect

        init(_ status: Int, _ body: String, _ kind: StripeProblem.Kind, _ effect: StripeProblem.Effect) {
            self.status = status
            self.body = body
            self.kind = kind
            self.effect = effect
        }

        var testDescription: String { "\(status) \(body)" }
    }

    private static func error(_ type: String, _ code: String = "") -> String {
        #"{"error":{"type":"\#(type)","code":"\#(code)","message":"m"}}"#
    }

    @Test(arguments: [
        Row(402, error("card_error", "card_declined"), .card, .told),
        Row(400, error("card_error", "expired_card"), .card, .told),
        Row(402, error("invalid_request_error", "payment_intent_authentication_failure"), .card, .told),
        Row(400, error("invalid_request_error", "parameter_missing"), .invalidRequest, .none),
        Row(404, error("invalid_request_error", "resource_missing"), .notFound, .none),
        Row(401, error("invalid_request_error"), .authentication, .none),
        Row(403, error("invalid_request_error"), .permission, .none),
        Row(429, error("invalid_request_error", "rate_limit"), .rateLimited, .none),
        Row(429, "", .rateLimited, .none),
        Row(400, error("invalid_request_error", "rate_limit"), .rateLimited, .none),
        Row(409, error("idempotency_error", "idempotency_key_in_use"), .keyInUse, .unknown(isOver: false)),
        Row(409, error("invalid_request_error", "lock_timeout"), .rateLimited, .none),
        Row(400, error("idempotency_error"), .keyMismatch, .unknown(isOver: false)),
        Row(500, error("api_error"), .server, .unknown(isOver: true)),
        Row(500, "<html>", .server, .unknown(isOver: false)),
        Row(502, error("api_error"), .server, .unknown(isOver: false)),
        Row(503, "", .server, .unknown(isOver: false)), Row(504, "", .server, .unknown(isOver: false)),
        Row(404, error("invalid_request_error", ""), .invalidRequest, .none),
        Row(404, "<html>a proxy's</html>", .unreadable, .unknown(isOver: false)),
        Row(302, "", .unreadable, .unknown(isOver: false)),
    ])
    func answers(row: Row) {
        let problem = StripeProblem(ClientResponse(status: HTTPStatus(code: row.status), body: Array(row.body.utf8)))
        #expect(problem.kind == row.kind)
        #expect(problem.effect == row.effect)
    }

    @Test func noAnswers() {
        #expect(StripeProblem(HTTPClientError(.connectFailed, .notSent)).effect == .none)
        #expect(StripeProblem(HTTPClientError(.timedOut, .unknown)).effect == .unknown(isOver: false))
    }

    @Test func headersAreRead() {
        func problem(_ headers: HTTPHeaders) -> StripeProblem {
            StripeProblem(ClientResponse(status: .internalServerError, headers: headers))
        }
        #expect(problem(["Request-Id": "req_1"]).requestID == "req_1")
        #expect(problem(["Retry-After": "3"]).retryAfter == .seconds(3))
        #expect(problem(["Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"]).retryAfter == nil)
        #expect(problem(["Stripe-Should-Retry": "true"]).shouldRetry == true)
        #expect(problem(["Stripe-Should-Retry": "maybe"]).shouldRetry == nil)
        #expect(problem(["Idempotent-Replayed": "true"]).shouldRetry == false)
    }
}

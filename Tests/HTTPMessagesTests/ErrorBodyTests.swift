import FoundationEssentials
import HTTPMessages
import Testing

/// The error contract.
@Suite struct ErrorBodyTests {
    private static let expectations: [(ErrorFamily, Int, String)] = [
        (.validation, 400, "validation_error"), (.authentication, 401, "authentication_error"),
        (.card(declineCode: "insufficient_funds", suggestion: "Use another card."), 402, "card_error"),
        (.permission, 403, "permission_error"), (.notFound, 404, "not_found"),
        (.methodNotAllowed, 405, "method_not_allowed"), (.requestTimeout, 408, "request_timeout"),
        (.conflict, 409, "conflict"), (.gone, 410, "gone"), (.payloadTooLarge, 413, "payload_too_large"),
        (.unsupportedMediaType, 415, "unsupported_media_type"), (.idempotency, 422, "idempotency_error"),
        (.rateLimited(retryAfterSeconds: 7), 429, "rate_limited"), (.internalError, 500, "internal_error"),
        (.providerFailed, 502, "provider_error"), (.unavailable(retryAfterSeconds: 2), 503, "unavailable"),
        (.providerTimedOut, 504, "provider_error"), (.malformedRequest(.badHost), 400, "protocol_error"),
        (.malformedRequest(.bodyTooLarge), 413, "payload_too_large"),
        (.malformedRequest(.headerTooLarge), 431, "protocol_error"),
        (.malformedRequest(.versionNotSupported), 505, "protocol_error"),
    ]

    @Test("families have their status and type", arguments: expectations)
    func families(_ family: ErrorFamily, _ status: Int, _ type: String) {
        #expect(Int(family.status.code) == status)
        #expect(family.type == type)
        let response = HTTPResponse.error(APIError(family, code: "c", message: "m"), requestID: "r")
        #expect((response.headers["Retry-After"] != nil) == (status == 429 || status == 503))
        #expect(response.headers["Content-Type"] == "application/json")
    }

    @Test func theBodyInFull() {
        let error = APIError(
            .validation, code: "invalid_parameter", message: "A \"bad\" request.", param: "amount",
            details: [
                .init(param: "amount", code: "too_small", message: "At least 1."), .init(code: "x", message: "y"),
            ],
            internalDetail: "row 7 of secrets")
        #expect(
            String(decoding: ErrorBody(error, requestID: "req_1").bytes, as: UTF8.self)
                == #"{"error":{"type":"validation_error","code":"invalid_parameter","message":"A \"bad\" request.","#
                + #""param":"amount","details":[{"param":"amount","code":"too_small","message":"At least 1."},"#
                + #"{"code":"x","message":"y"}],"requestId":"req_1"},"statusCode":400}"#)
    }

    @Test func theBodyAtItsShortest() {
        #expect(
            String(decoding: ErrorBody(.routeNotFound, requestID: "req_1").bytes, as: UTF8.self)
                == #"{"error":{"type":"not_found","code":"route_not_found","message":"There is nothing at this address.","#
                + #""requestId":"req_1"},"statusCode":404}"#)
    }

    @Test func aDeclinedCardSaysWhatToDo() throws {
        struct Body: Decodable {
            struct Failure: Decodable {
                var type: String
                var declineCode: String
                var suggestion: String
            }
            var error: Failure
            var statusCode: Int
        }
        let error = APIError(
            .card(declineCode: "insufficient_funds", suggestion: "Use another card."), code: "card_declined",
            message: "Your card was declined.")
        let body = try JSONDecoder().decode(Body.self, from: Data(ErrorBody(error, requestID: "r").bytes))
        #expect(body.error.declineCode == "insufficient_funds")
        #expect(body.error.suggestion == "Use another card.")
        #expect(body.statusCode == 402)
    }

    @Test func nothingInternalIsEverShown() {
        let response = HTTPResponse.error(.unexpected("SELECT * FROM secrets"), requestID: "r")
        #expect(!String(decoding: response.body, as: UTF8.self).contains("SELECT"))
        #expect(response.headers.fields.allSatisfy { !$0.value.contains("SELECT") })
    }

    @Test func waitingIsAtLeastASecond() {
        let response = HTTPResponse.error(.unavailable(retryAfterSeconds: 0), requestID: "r")
        #expect(response.headers["Retry-After"] == "1")
        #expect(HTTPResponse.error(.rateLimited(retryAfterSeconds: 9), requestID: "r").headers["Retry-After"] == "9")
    }

    @Test func anErrorCannotTakeItsRetryAfterBack() {
        let error = APIError(
            .rateLimited(retryAfterSeconds: 9), code: "c", message: "m", headers: ["Retry-After": "soon"])
        #expect(HTTPResponse.error(error, requestID: "r").headers.values(of: "Retry-After") == ["9"])
    }

    @Test func methodsAreNamed() {
        let response = HTTPResponse.error(.methodNotAllowed(allowed: [.get, .head]), requestID: "r")
        #expect(response.status == .methodNotAllowed)
        #expect(response.headers["Allow"] == "GET, HEAD")
    }
}

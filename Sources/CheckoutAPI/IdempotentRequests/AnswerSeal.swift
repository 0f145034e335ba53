import Checkout
import CheckoutStore
import Cryptography
import HTTPMessages

/// Closes answers before they are kept and opens them again: they hold client secrets.
struct AnswerSeal: Sendable {
    let keys: SealingKeys

    func seal(_ response: HTTPResponse, _ scope: IdempotencyScope) throws(SealingError) -> StoredAnswer {
        StoredAnswer(
            statusCode: Int(response.status.code),
            body: try keys.seal(SecretBytes(response.body), associatedData: Self.place(scope)))
    }

    func open(_ answer: StoredAnswer, _ scope: IdempotencyScope) throws(SealingError) -> HTTPResponse {
        let body = try keys.open(answer.body, associatedData: Self.place(scope)).reveal { $0 }
        var response = HTTPResponse.json(body, HTTPStatus(code: answer.statusCode))
        response.headers.set("Cache-Control", "no-store")
        response.headers.set("Idempotency-Replayed", "true")
        return response
    }

    /// An answer that was moved to another key does not open.
    private static func place(_ scope: IdempotencyScope) -> [UInt8] {
        Array("idempotent answer \(scope.organizationID) \(scope.livemode) \(scope.key.text)".utf8)
    }
}

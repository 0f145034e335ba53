import Checkout
import Cryptography
import EventLoop
import HTTPClient
import HTTPMessages

/// The server behind the demo shop: it knows the secret key and asks Till over HTTP, as if it ran anywhere else.
struct MerchantServer: Sendable {
    let client: HTTPClient
    let loop: EventLoop
    let key: SecretString
    /// Where Till listens.
    let till: String

    func get(_ path: String) async throws -> MerchantCall { try await call(.get, path, nil) }

    func post(_ path: String, _ body: JSONValue) async throws -> MerchantCall {
        try await call(.post, path, body.bytes)
    }

    private func call(_ method: HTTPMethod, _ path: String, _ body: [UInt8]?) async throws -> MerchantCall {
        var headers: HTTPHeaders = ["Authorization": "Bearer \(key.reveal { $0 })"]
        if body != nil { headers.set("Content-Type", "application/json") }
        let request = ClientRequest(method, till + path, headers: headers, body: body ?? [])
        let (began, sentAt) = (loop.clock.now(), Timestamp(unixNanoseconds: loop.clock.unixNanoseconds()))
        do {
            let response = try await client.send(request)
            return MerchantCall(
                method: method, path: path, body: body, sentAt: sentAt, took: loop.clock.now() - began,
                status: Int(response.status.code), answer: response.body)
        } catch {
            // Nobody is there any more to be told anything.
            try Task.checkCancellation()
            var shown = APIError.unavailable(retryAfterSeconds: 1)
            shown.internalDetail = "the demo shop's call to \(path): \(error)"
            throw shown
        }
    }
}

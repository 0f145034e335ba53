import Cryptography
import EventLoop
import HTTPClient
import HTTPMessages
import Payments
import Testing

@testable import Stripe

/// The adapter against answers that were written down, in their order; what it asks is kept.
final class ScriptedStripe: Sendable {
    /// An answer, or the lack of one.
    enum Answer: Sendable {
        case ok(String)
        case status(Int, String)
        case lost
        case unreachable
    }

    private let answers: Locked<[Answer]>
    private let asked = Locked<[ClientRequest]>([])
    private let manual = ManualClock()

    init(_ answers: Answer...) { self.answers = Locked(answers) }

    init(_ answers: [Answer]) { self.answers = Locked(answers) }

    var client: ProviderClient {
        var settings = StripeSettings(secretKey: SecretString("sk_test_till"))
        settings.base = ""
        return StripeProvider(
            api: StripeAPI(
                settings: settings,
                sender: RequestSender { request throws(HTTPClientError) in try self.send(request) },
                clock: manual.clock, pause: { duration in self.manual.advance(by: duration) }, jitter: { 1 })
        ).client
    }

    /// Each request in a line: method, target, and where there are such the key, the account and the body.
    var requests: [String] {
        asked.withLock { requests in
            requests.map { request in
                var parts = ["\(request.method) \(request.url)"]
                if let key = request.headers["Idempotency-Key"] { parts.append("key=\(key)") }
                if let account = request.headers["Stripe-Account"] { parts.append("account=\(account)") }
                if !request.body.isEmpty { parts.append(String(decoding: request.body, as: UTF8.self)) }
                return parts.joined(separator: " ")
            }
        }
    }

    private func send(_ request: ClientRequest) throws(HTTPClientError) -> ClientResponse {
        asked.withLock { $0.append(request) }
        switch answers.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
        case .ok(let body): return ClientResponse(status: .ok, body: Array(body.utf8))
        case .status(let code, let body):
            return ClientResponse(status: HTTPStatus(code: code), body: Array(body.utf8))
        case .lost: throw HTTPClientError(.connectionLost, .unknown)
        case .unreachable: throw HTTPClientError(.connectFailed, .notSent)
        case nil:
            Issue.record("an unexpected request: \(request.method) \(request.url)")
            throw HTTPClientError(.connectFailed, .notSent)
        }
    }

    static func error(_ type: String, code: String) -> String {
        #"{"error":{"type":"\#(type)","code":"\#(code)","message":"…"}}"#
    }
}

extension ProviderFailure {
    /// What a call throws; nil when it answers.
    static func of<Answer>(_ call: () async throws(ProviderFailure) -> Answer) async -> ProviderFailure? {
        do throws(ProviderFailure) {
            _ = try await call()
            return nil
        } catch {
            return error
        }
    }
}

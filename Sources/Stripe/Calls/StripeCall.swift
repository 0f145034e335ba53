import Cryptography
import HTTPClient
import HTTPMessages

/// One call of Stripe's API, as a value.
struct StripeCall: Hashable, Sendable {
    var method: HTTPMethod
    /// Without parameters, so that it may be logged.
    var path: String
    var query = FormMap()
    var form = FormMap()
    /// The connected account it is about.
    var accountID: String?
    /// The idempotency key.
    var key: String?
    /// Whether a second execution would change nothing although there is no key.
    var isHarmlessTwice = false
    /// A POST that computes and changes nothing.
    var asksOnly = false

    var onlyReads: Bool { method == .get || asksOnly }

    /// Only such a call may be sent again when nobody knows what became of it.
    var mayBeRepeated: Bool { onlyReads || key != nil || isHarmlessTwice }

    func request(_ settings: StripeSettings, timeout: Duration) -> ClientRequest {
        var request = ClientRequest(method, settings.base + target)
        settings.secretKey.reveal { request.headers.set("Authorization", "Bearer \($0)") }
        request.headers.set("Stripe-Version", settings.version)
        request.headers.set("Accept", "application/json")
        if let accountID { request.headers.set("Stripe-Account", accountID) }
        if let key { request.headers.set("Idempotency-Key", key) }
        if method == .post {
            request.headers.set("Content-Type", "application/x-www-form-urlencoded")
            request.body = FormWriter.encode(form)
        }
        request.timeout = timeout
        request.connectTimeout = min(settings.connectTimeout, timeout)
        request.isIdempotent = mayBeRepeated
        return request
    }

    private var target: String {
        query.isEmpty ? path : path + "?" + String(decoding: FormWriter.encode(query), as: UTF8.self)
    }

    /// An id in a path: whatever it holds, it stays one segment.
    static func segment(_ id: String) -> String { String(decoding: FormWriter.escaped(id), as: UTF8.self) }
}

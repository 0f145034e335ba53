import Checkout
import CheckoutAPI
import EventLoop
import HTTPClient
import HTTPMessages

/// A call of the demo shop's server to Till, made as any merchant's server makes it, and kept to be shown.
struct MerchantCall: Sendable {
    var method: HTTPMethod
    var path: String
    var body: [UInt8]?
    var sentAt: Timestamp
    var took: Duration
    var status: Int
    /// The answer's JSON.
    var answer: [UInt8]

    /// For the page; without the key, which is nobody's but the server's.
    func write(into json: inout JSONWriter) {
        json.beginObject()
        json.member("method", method.name)
        json.member("path", path)
        json.member("at", sentAt)
        json.member("milliseconds", Int(took / .milliseconds(1)))
        json.member("status", status)
        json.key("request")
        if let body { json.json(body) } else { json.null() }
        json.key("answer")
        json.json(answer)
        json.endObject()
    }

    /// The members of the answer; none when it is no object.
    var members: JSONObject? { (try? JSONParser.parse(answer))?.object }
}

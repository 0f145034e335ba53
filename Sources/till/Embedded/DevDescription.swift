import Cryptography
import HTTPMessages

/// What `dev.json` tells other programs about a running `till dev`; members are added, never taken away.
struct DevDescription: Sendable {
    var url: String
    var databaseURL: String
    var pid: Int32
    /// Where the private database keeps its files; nil when `DATABASE_URL` named another.
    var dataDirectory: String?
    var demo: DemoMerchant
    /// Nil when the service talks to the real provider.
    var simulatorURL: String?
    /// What the provider's webhooks are signed with.
    var webhookSecret: SecretString?

    var json: String {
        var json = JSONWriter()
        json.beginObject()
        json.member("url", url)
        json.member("databaseUrl", databaseURL)
        json.member("pid", pid)
        json.member("version", Version.current)
        if let dataDirectory { json.member("dataDirectory", dataDirectory) }
        json.member("secretKey", demo.secretKey.reveal { $0 })
        json.key("prices")
        json.beginObject()
        json.member("free", "\(demo.free)")
        json.member("monthly", "\(demo.monthly)")
        json.member("oneTime", "\(demo.oneTime)")
        json.endObject()
        if let simulatorURL { json.member("simulatorUrl", simulatorURL) }
        if let webhookSecret { json.member("webhookSecret", webhookSecret.reveal { $0 }) }
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self) + "\n"
    }

    /// The `url` of a `dev.json` that we wrote, for a message.
    static func url(in json: String) -> String? {
        let parts = json.split(separator: "\"", omittingEmptySubsequences: false)
        guard parts.count > 3, parts[1] == "url" else { return nil }
        return String(parts[3])
    }
}

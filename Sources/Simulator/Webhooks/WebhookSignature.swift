package import Cryptography

/// Stripe's signature of a webhook, from the sender's side (the adapter checks them with code of its own).
package enum WebhookSignature {
    /// `t=1800000000,v1=5257a869…`: HMAC-SHA256 of `<t>.<body>` with the secret's text as the key.
    package static func header(
        body: [UInt8], secret: String, unixSeconds: Int64
    ) throws(CryptographyError) -> String {
        let signed = Array("\(unixSeconds).".utf8) + body
        let code = try HMACSHA256(key: SecretBytes(Array(secret.utf8))).code(for: signed)
        return "t=\(unixSeconds),v1=\(code.hex)"
    }
}

package import CheckoutFlow
package import Cryptography

/// The text of a session token: `till_session_test_` or `till_session_live_`, the payload in base64url, a point, and the
/// code over all that in hexadecimal.
package struct SessionToken: Sendable {
    /// A header block has to hold it beside everything else.
    package static let maximumByteCount = 4096

    let livemode: Bool
    let payload: VerifiedPayload

    /// Whether a credential looks like one.
    package static func isOne(_ text: String) -> Bool { text.hasPrefix(family) }

    package static func sign(
        _ claims: SessionTokenClaims, livemode: Bool, with keys: ServiceKeys
    ) throws(CryptographyError) -> SecretString {
        let payload = Base64.encode(claims.payload, alphabet: .urlSafe, padding: false)
        let signed = prefix(livemode: livemode) + payload
        return SecretString("\(signed).\(try keys.sessionTokenCode(for: Array(signed.utf8)).hex)")
    }

    /// Nil unless this installation made it, whatever it says.
    package init?(_ text: String, keys: ServiceKeys) throws(CryptographyError) {
        guard text.utf8.count <= Self.maximumByteCount, let livemode = Self.livemode(of: text) else { return nil }
        let prefix = Self.prefix(livemode: livemode)
        guard let payload = try VerifiedPayload(text, prefix: prefix, keys: keys) else { return nil }
        self.livemode = livemode
        self.payload = payload
    }

    private static let family = "till_session_"

    private static func prefix(livemode: Bool) -> String { family + (livemode ? "live_" : "test_") }

    private static func livemode(of text: String) -> Bool? {
        [false, true].first { text.hasPrefix(prefix(livemode: $0)) }
    }
}

/// A payload whose code holds. There is no other way to make one, and claims are read from nothing else: what was not
/// verified cannot be parsed.
struct VerifiedPayload: Sendable {
    let bytes: [UInt8]

    fileprivate init?(_ text: String, prefix: String, keys: ServiceKeys) throws(CryptographyError) {
        guard let point = text.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        let codeText = String(text[text.index(after: point)...])
        // One spelling only: a token that can be respelled can slip past whoever keeps a list of bad ones.
        guard let code = Hex.decode(codeText), Hex.encode(code) == codeText else { return nil }
        guard try keys.isValid(sessionTokenCode: code, for: Array(text[..<point].utf8)) else { return nil }
        let payload = String(text[..<point].dropFirst(prefix.count))
        guard let bytes = Base64.decode(payload, alphabet: .urlSafe, padding: false) else { return nil }
        self.bytes = bytes
    }
}

package import Cryptography

/// A style sheet or script that stands in the page itself: one request brings the whole page, and the policy allows this very
/// text and no other.
package struct InlineAsset: Sendable {
    package let text: String
    /// How a policy names it.
    let source: String

    package init(_ text: String) throws(CryptographyError) {
        self.text = text
        source = "'sha256-\(Base64.encode(try SHA256.hash(text).bytes))'"
    }

    /// A file of `Assets`.
    init(file: [UInt8]) throws(CryptographyError) { try self.init(String(decoding: file, as: UTF8.self)) }
}

package import Cryptography

/// The text of a merchant's secret key: `sk_test_` or `sk_live_` and 43 characters that nobody can guess.
package enum SecretKey {
    private static let randomCharacterCount = 43

    package static func mint(livemode: Bool) throws(CryptographyError) -> SecretString {
        try SecretToken.mint(prefix: prefix(livemode: livemode))
    }

    /// What is stored instead of the key.
    package static func hash(_ key: SecretString) throws(CryptographyError) -> [UInt8] {
        try key.reveal { text throws(CryptographyError) in try SHA256.hash(text).bytes }
    }

    /// Enough of the key to recognise it in a list: its beginning and its last four characters.
    package static func hint(of key: SecretString) -> String {
        key.reveal { text in "\(text.prefix(8))…\(text.suffix(4))" }
    }

    /// The mode that a key's text names; nil when it is not the text of a key.
    package static func livemode(of text: String) -> Bool? {
        for livemode in [false, true] where text.hasPrefix(prefix(livemode: livemode)) {
            let rest = text.utf8.dropFirst(prefix(livemode: livemode).utf8.count)
            return rest.count == randomCharacterCount && rest.allSatisfy(isURLSafe) ? livemode : nil
        }
        return nil
    }

    private static func prefix(livemode: Bool) -> String { livemode ? "sk_live_" : "sk_test_" }

    private static func isURLSafe(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

import Cryptography

/// The keys that merchants' backends call with.
enum SecretKey {
    static func mint(livemode: Bool) throws(CryptographyError) -> SecretString {
        try SecretToken.mint(prefix: prefix(livemode: livemode))
    }

    static func prefix(livemode: Bool) -> String { livemode ? "sk_live_" : "sk_test_" }

    /// What is stored instead of it.
    static func hash(of key: SecretString) throws(CryptographyError) -> [UInt8] {
        try key.reveal { text throws(CryptographyError) in try SHA256.hash(text).bytes }
    }

    /// Its beginning and its last characters: enough to tell it from the others, far from enough to guess it.
    static func hint(of key: SecretString) -> String {
        key.reveal { text in "\(text.prefix(8))…\(text.suffix(4))" }
    }
}

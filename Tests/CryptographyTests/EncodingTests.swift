import TestSupport
import Testing

@testable import Cryptography

@Suite("Base 64, 32 and 16")
struct EncodingTests {
    static let rfc4648 = [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ]

    @Test("base 64 of RFC 4648, padded and not", arguments: rfc4648)
    func base64(plain: String, encoded: String) {
        let bytes = Array(plain.utf8)
        let bare = encoded.filter { $0 != "=" }
        #expect(Base64.encode(bytes) == encoded)
        #expect(Base64.encode(bytes, padding: false) == bare)
        #expect(Base64.decode(encoded) == bytes)
        #expect(Base64.decode(bare, padding: false) == bytes)
    }

    @Test("the two alphabets differ in their last two symbols")
    func alphabets() {
        let bytes: [UInt8] = [0xFB, 0xFF, 0xBF]
        #expect(Base64.encode(bytes) == "+/+/")
        #expect(Base64.encode(bytes, alphabet: .urlSafe) == "-_-_")
        #expect(Base64.decode("+/+/", alphabet: .urlSafe) == nil)
        #expect(Base64.decode("-_-_") == nil)
    }

    @Test(
        "base 64 that is not canonical is refused",
        arguments: [
            "Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z===", "====", "=", "==", "Zg==Zg==", "Zm 9v", "Zm9v\n",
            " Zm9v",
            "Zm9v====", "Zm9\u{0}", "Zm9é", "Z=g=",
        ])
    func refusedBase64(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(
        "unpadded base 64 that is not canonical is refused", arguments: ["Z", "Zg==", "Zh", "Zm9=", "Zm9vZ", "Zm9w Z"])
    func refusedUnpaddedBase64(text: String) {
        #expect(Base64.decode(text, padding: false) == nil)
    }

    /// RFC 4648's base-32 examples, respelled in Crockford's alphabet.
    @Test(
        "base 32",
        arguments: [
            ("", ""), ("f", "cr"), ("fo", "csqg"), ("foo", "csqpy"), ("foob", "csqpyrg"), ("fooba", "csqpyrk1"),
            ("foobar", "csqpyrk1e8"),
        ])
    func base32(plain: String, encoded: String) {
        #expect(Base32.encode(Array(plain.utf8)) == encoded)
        #expect(Base32.decode(encoded) == Array(plain.utf8))
    }

    @Test(
        "base 32 that is not canonical is refused",
        arguments: ["c", "cs1", "CR", "ci", "cl", "co", "cu", "c-r", "cr=", "cé"])
    func refusedBase32(text: String) {
        #expect(Base32.decode(text) == nil)
    }

    @Test("hexadecimal")
    func hex() {
        #expect(Hex.encode([0x00, 0x0F, 0xA5, 0xFF]) == "000fa5ff")
        #expect(Hex.decode("000fA5Ff") == [0x00, 0x0F, 0xA5, 0xFF])
        #expect(Hex.decode("") == [])
        for refused in ["0", "0x00", "0g", " 00", "00 ", "é", "+1", "-1"] { #expect(Hex.decode(refused) == nil) }
    }

    @Test("whatever is encoded is decoded, and each text has one meaning")
    func roundTrips() {
        withSeed("encodings") { generator in
            for _ in 0..<2000 {
                let bytes = generator.bytes(upTo: 70)
                for alphabet in [Base64Alphabet.standard, .urlSafe] {
                    for padding in [true, false] {
                        let text = Base64.encode(bytes, alphabet: alphabet, padding: padding)
                        #expect(Base64.decode(text, alphabet: alphabet, padding: padding) == bytes)
                    }
                }
                #expect(Base32.decode(Base32.encode(bytes)) == bytes)
                #expect(Hex.decode(Hex.encode(bytes)) == bytes)
            }
        }
    }

    @Test("random text is refused or is exactly what encoding gives back")
    func randomText() {
        let symbols = Array("ABab019+/-_=ilou")
        withSeed("random base-64 and base-32 text") { generator in
            for _ in 0..<5000 {
                let count = Int.random(in: 0...9, using: &generator)
                let text = String(
                    (0..<count).map { _ in symbols[Int.random(in: 0..<symbols.count, using: &generator)] })
                if let bytes = Base64.decode(text) { #expect(Base64.encode(bytes) == text) }
                if let bytes = Base64.decode(text, alphabet: .urlSafe, padding: false) {
                    #expect(Base64.encode(bytes, alphabet: .urlSafe, padding: false) == text)
                }
                if let bytes = Base32.decode(text) { #expect(Base32.encode(bytes) == text) }
            }
        }
    }
}

import Testing

@testable import Cryptography

@Suite("AES-256-GCM")
struct AESGCMTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        var name: String
        var key: String
        var nonce: String
        var plaintext: String
        var associatedData = ""
        var sealed: String
        var testDescription: String { name }
    }

    private static let key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"
    private static let zeroKey = String(repeating: "0", count: 64)
    private static let zeroNonce = String(repeating: "0", count: 24)
    private static let plaintext =
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    private static let ciphertext =
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"

    /// The AES-256 test cases of the GCM specification submitted to NIST (96-bit nonces).
    static let vectors = [
        Vector(
            name: "case 13", key: zeroKey, nonce: zeroNonce, plaintext: "",
            sealed: "530f8afbc74536b9a963b4f1c4cb738b"),
        Vector(
            name: "case 14", key: zeroKey, nonce: zeroNonce, plaintext: String(repeating: "0", count: 32),
            sealed: "cea7403d4d606b6e074ec5d3baf39d18" + "d0d1c8a799996bf0265b98b5d48ab919"),
        Vector(
            name: "case 15", key: key, nonce: "cafebabefacedbaddecaf888", plaintext: plaintext + "1aafd255",
            sealed: ciphertext + "898015ad" + "b094dac5d93471bdec1a502270e3cc6c"),
        Vector(
            name: "case 16", key: key, nonce: "cafebabefacedbaddecaf888", plaintext: plaintext,
            associatedData: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            sealed: ciphertext + "76fc6ece0f4e1768cddf8853bb2d551b"),
    ]

    @Test("published test cases", arguments: vectors)
    func published(vector: Vector) throws {
        let key = try #require(Hex.decode(vector.key))
        let nonce = try #require(Hex.decode(vector.nonce))
        let plaintext = try #require(Hex.decode(vector.plaintext))
        let associatedData = try #require(Hex.decode(vector.associatedData))
        let sealed = try AESGCM.seal(plaintext, key: key, nonce: nonce, associatedData: associatedData)
        #expect(Hex.encode(sealed) == vector.sealed)
        #expect(try AESGCM.open(sealed, key: key, nonce: nonce, associatedData: associatedData) == plaintext)
        #expect(try AESGCM.open(sealed, key: key, nonce: nonce, associatedData: associatedData + [0]) == nil)
    }

    @Test("keys and nonces of another length never reach the library")
    func lengths() {
        let key = [UInt8](repeating: 1, count: 32)
        let nonce = [UInt8](repeating: 2, count: 12)
        #expect(throws: CryptographyError.self) {
            try AESGCM.seal([], key: Array(key.dropLast()), nonce: nonce, associatedData: [])
        }
        #expect(throws: CryptographyError.self) {
            try AESGCM.open([UInt8](repeating: 0, count: 16), key: key, nonce: nonce + [0], associatedData: [])
        }
    }
}

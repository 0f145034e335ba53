import TestSupport
import Testing

@testable import Cryptography

@Suite("HMAC-SHA256")
struct HMACSHA256Tests {
    struct Vector: Sendable, CustomTestStringConvertible {
        var name: String
        var key: [UInt8]
        var message: [UInt8]
        var code: String
        var testDescription: String { name }
    }

    /// RFC 4231, section 4; case 5 publishes only the first 16 bytes.
    static let vectors = [
        Vector(
            name: "case 1", key: [UInt8](repeating: 0x0b, count: 20), message: Array("Hi There".utf8),
            code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        Vector(
            name: "case 2", key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8),
            code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        Vector(
            name: "case 3", key: [UInt8](repeating: 0xaa, count: 20), message: [UInt8](repeating: 0xdd, count: 50),
            code: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        Vector(
            name: "case 4", key: Array(1...25), message: [UInt8](repeating: 0xcd, count: 50),
            code: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        Vector(
            name: "case 5", key: [UInt8](repeating: 0x0c, count: 20), message: Array("Test With Truncation".utf8),
            code: "a3b6167473100ee06e0c796c2955552b"),
        Vector(
            name: "case 6", key: [UInt8](repeating: 0xaa, count: 131),
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        Vector(
            name: "case 7", key: [UInt8](repeating: 0xaa, count: 131),
            message: Array(
                """
                This is a test using a larger than block-size key and a larger than block-size data. \
                The key needs to be hashed before being used by the HMAC algorithm.
                """.utf8),
            code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
    ]

    @Test("RFC 4231", arguments: vectors)
    func published(vector: Vector) throws {
        let hmac = try HMACSHA256(key: SecretBytes(vector.key))
        #expect(try hmac.code(for: vector.message).hex.hasPrefix(vector.code))
        #expect(try vector.message.withUnsafeBytes { try hmac.code(for: $0) }.hex.hasPrefix(vector.code))
    }

    @Test("one key signs many messages alike, in pieces or whole")
    func pieces() throws {
        try withSeed("HMAC pieces") { generator in
            let hmac = try HMACSHA256(key: SecretBytes(generator.bytes(upTo: 100) + [1]))
            for _ in 0..<200 {
                let message = generator.bytes(upTo: 200)
                let cut = Int.random(in: 0...message.count, using: &generator)
                var stream = try hmac.stream()
                try stream.update(Array(message[..<cut]))
                try message[cut...].withUnsafeBytes { try stream.update($0) }
                let code = try stream.finish()
                #expect(try code == hmac.code(for: message))
            }
        }
    }

    @Test("valid only for the exact code")
    func validity() throws {
        let hmac = try HMACSHA256(key: SecretBytes(Array("key".utf8)))
        let message = Array("message".utf8)
        let code = try hmac.code(for: message).bytes
        #expect(try hmac.isValid(code, for: message))
        #expect(try !hmac.isValid([], for: message))
        #expect(try !hmac.isValid(Array(code.dropLast()), for: message))
        #expect(try !hmac.isValid(code + [0], for: message))
        #expect(try !hmac.isValid(code, for: message + [0]))
        for index in code.indices {
            var forged = code
            forged[index] ^= 1
            #expect(try !hmac.isValid(forged, for: message))
        }
    }

    @Test("an empty key is refused")
    func emptyKey() {
        #expect(throws: CryptographyError.emptyKey) { try HMACSHA256(key: SecretBytes([])) }
    }

    @Test("a key is used from many tasks at once")
    func concurrency() async throws {
        let hmac = try HMACSHA256(key: SecretBytes(Array("shared".utf8)))
        let expected = try hmac.code(for: [1, 2, 3])
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<500 where try hmac.code(for: [1, 2, 3]) != expected { return false }
                    return true
                }
            }
            for try await agreed in group { #expect(agreed) }
        }
    }
}

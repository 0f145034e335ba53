import TestSupport
import Testing

@testable import Cryptography

@Suite("SHA-256")
struct SHA256Tests {
    static let vectors = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ]

    @Test("FIPS 180 examples", arguments: vectors)
    func examples(message: String, digest: String) throws {
        #expect(try SHA256.hash(message).hex == digest)
        #expect(try SHA256.hash(Array(message.utf8)).hex == digest)
    }

    @Test("a million a's, in pieces")
    func millionAs() throws {
        var stream = try SHA256Stream()
        let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 1000)
        for _ in 0..<1000 { try stream.update(piece) }
        let hex = try stream.finish().hex
        #expect(hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test("a stream that was never fed is the empty message")
    func emptyStream() throws {
        let stream = try SHA256Stream()
        let digest = try stream.finish()
        #expect(try digest == SHA256.hash(""))
    }

    @Test("pieces make the same digest as the whole")
    func pieces() throws {
        try withSeed("SHA-256 pieces") { generator in
            for _ in 0..<200 {
                let message = generator.bytes(upTo: 300)
                let cut = Int.random(in: 0...message.count, using: &generator)
                var stream = try SHA256Stream()
                try stream.update(Array(message[..<cut]))
                try message[cut...].withUnsafeBytes { try stream.update($0) }
                let digest = try stream.finish()
                #expect(try digest == SHA256.hash(message))
            }
        }
    }
}

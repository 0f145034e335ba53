import Testing

@testable import Cryptography

@Suite("Randomness and tokens")
struct SecureRandomTests {
    @Test("gives as many bytes as asked, and never the same")
    func bytes() throws {
        for count in [0, 1, 16, 33, 5000] { #expect(try SecureRandom.bytes(count: count).count == count) }
        #expect(try SecureRandom.bytes(count: -1).isEmpty)
        #expect(try SecureRandom.bytes(count: 32) != SecureRandom.bytes(count: 32))
        #expect(try SecureRandom.bits128() != SecureRandom.bits128())
    }

    @Test("every bit of a value is random")
    func everyBit() throws {
        var (ones, zeros) = (UInt128.zero, UInt128.zero)
        // A bit that is fair stays the same over 128 draws once in 2^127.
        for _ in 0..<128 {
            let bits = try SecureRandom.bits128()
            ones |= bits
            zeros |= ~bits
        }
        #expect(ones == .max)
        #expect(zeros == .max)
    }

    @Test("tokens are the prefix and unpadded base64url")
    func tokens() throws {
        let token = try SecretToken.mint(prefix: "sk_test_")
        try token.reveal { text in
            #expect(text.hasPrefix("sk_test_"))
            let random = try #require(
                Base64.decode(String(text.dropFirst("sk_test_".count)), alphabet: .urlSafe, padding: false))
            #expect(random.count == 32)
        }
        #expect(try SecretToken.mint(prefix: "sk_test_") != token)
        #expect(try SecretToken.mint(prefix: "", byteCount: 3).reveal(\.count) == 4)
    }
}

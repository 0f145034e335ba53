import TestSupport
import Testing

@testable import Cryptography

@Suite("Sealing keys")
struct SealingKeysTests {
    private static func key(_ id: UInt32, filledWith byte: UInt8) throws -> SealingKey {
        try SealingKey(id: id, key: SecretBytes([UInt8](repeating: byte, count: 32)))
    }

    private let secret = SecretBytes(Array("whsec_merchant".utf8))
    private let place = Array("webhook_endpoint/1/secret".utf8)

    @Test("a box opens with what it was sealed with")
    func roundTrip() throws {
        let keys = try SealingKeys(current: Self.key(1, filledWith: 1))
        try withSeed("sealing") { generator in
            for _ in 0..<200 {
                let plaintext = SecretBytes(generator.bytes(upTo: 100))
                let data = generator.bytes(upTo: 20)
                let box = try keys.seal(plaintext, associatedData: data)
                #expect(try keys.open(box, associatedData: data) == plaintext)
            }
        }
    }

    @Test("the box starts with its version and its key's id, and no two boxes are alike")
    func layout() throws {
        let keys = try SealingKeys(current: Self.key(0x0102_0304, filledWith: 1))
        let box = try keys.seal(secret, associatedData: place)
        #expect(Array(box.prefix(5)) == [1, 1, 2, 3, 4])
        #expect(box.count == 5 + 12 + secret.reveal(\.count) + 16)
        #expect(try keys.seal(secret, associatedData: place) != box)
    }

    @Test("after a rotation the old box still opens, and says that it is outdated")
    func rotation() throws {
        let old = try SealingKeys(current: Self.key(1, filledWith: 1))
        let box = try old.seal(secret, associatedData: place)
        let new = try SealingKeys(current: Self.key(2, filledWith: 2), older: [Self.key(1, filledWith: 1)])
        #expect(try new.open(box, associatedData: place) == secret)
        #expect(try new.isOutdated(box))
        #expect(try !new.isOutdated(new.seal(secret, associatedData: place)))
        let dropped = try SealingKeys(current: Self.key(2, filledWith: 2))
        #expect(throws: SealingError.unknownKey(1)) { try dropped.open(box, associatedData: place) }
        #expect(throws: SealingError.unknownKey(1)) { try dropped.isOutdated(box) }
    }

    @Test("any flipped bit is noticed")
    func tampering() throws {
        let keys = try SealingKeys(current: Self.key(1, filledWith: 1), older: [Self.key(0, filledWith: 1)])
        let box = try keys.seal(secret, associatedData: place)
        for index in box.indices {
            for bit in 0..<8 {
                var forged = box
                forged[index] ^= 1 << UInt8(bit)
                #expect(throws: SealingError.self) { try keys.open(forged, associatedData: place) }
            }
        }
        // Key 0 has the same bytes as key 1: only the authenticated header tells the two boxes apart.
        var renamed = box
        renamed[4] = 0
        #expect(throws: SealingError.authenticationFailed) { try keys.open(renamed, associatedData: place) }
    }

    @Test("a box moved to another place does not open")
    func associatedData() throws {
        let keys = try SealingKeys(current: Self.key(1, filledWith: 1))
        let box = try keys.seal(secret, associatedData: place)
        #expect(throws: SealingError.authenticationFailed) { try keys.open(box, associatedData: []) }
        #expect(throws: SealingError.authenticationFailed) { try keys.open(box, associatedData: place + [0]) }
    }

    @Test("cut boxes and other formats have their own errors")
    func malformed() throws {
        let keys = try SealingKeys(current: Self.key(1, filledWith: 1))
        let box = try keys.seal(SecretBytes([]), associatedData: [])
        for length in 0..<box.count {
            #expect(throws: SealingError.truncated) { try keys.open(Array(box.prefix(length)), associatedData: []) }
        }
        #expect(throws: SealingError.unknownVersion(2)) { try keys.open([2] + box.dropFirst(), associatedData: []) }
        #expect(throws: SealingError.authenticationFailed) { try keys.open(box + [0], associatedData: []) }
    }

    @Test("too much is refused before any work")
    func tooLong() throws {
        let keys = try SealingKeys(current: Self.key(1, filledWith: 1))
        let long = [UInt8](repeating: 0, count: SealingKeys.maximumPlaintextByteCount + 1)
        #expect(throws: SealingError.tooLong) { try keys.seal(SecretBytes(long), associatedData: []) }
        #expect(throws: SealingError.tooLong) { try keys.seal(secret, associatedData: long) }
        let box = try keys.seal(SecretBytes(Array(long.dropLast())), associatedData: [])
        #expect(throws: SealingError.tooLong) { try keys.open(box + [0], associatedData: []) }
        #expect(try keys.open(box, associatedData: []) == SecretBytes(Array(long.dropLast())))
    }

    @Test("rings that cannot work are refused")
    func rings() throws {
        for length in [0, 16, 31, 33, 64] {
            #expect(throws: SealingError.wrongKeyLength(keyID: 7)) {
                try SealingKey(id: 7, key: SecretBytes([UInt8](repeating: 1, count: length)))
            }
        }
        #expect(throws: SealingError.duplicateKeyID(1)) {
            try SealingKeys(current: Self.key(1, filledWith: 1), older: [Self.key(1, filledWith: 2)])
        }
    }
}

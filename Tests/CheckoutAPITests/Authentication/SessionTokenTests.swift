import Checkout
import CheckoutFlow
import CheckoutStore
import Cryptography
import Testing

@testable import CheckoutAPI

@Suite("Session tokens") struct SessionTokenTests {
    private let keys: ServiceKeys
    private let claims: SessionTokenClaims

    init() throws {
        keys = try ServiceKeys(secrets: [SecretString("a secret that is long enough for anybody.")])
        let issuedAt = Timestamp(unixSeconds: 1_800_000_000)
        claims = SessionTokenClaims(
            id: SessionTokenID(UniqueID(bits: 1)), issuedAt: issuedAt, expiresAt: issuedAt + .seconds(3600),
            organizationID: OrganizationID(UniqueID(bits: 2)), externalUserID: "user \"1\" é",
            allowedOperations: [.createCheckout], metadata: try Metadata(["plan": "gold"]))
    }

    private func signed(livemode: Bool = false) throws -> String {
        try SessionToken.sign(claims, livemode: livemode, with: keys).reveal { $0 }
    }

    @Test(arguments: [false, true]) func whatWasSignedIsRead(livemode: Bool) throws {
        let text = try signed(livemode: livemode)
        #expect(text.hasPrefix(livemode ? "till_session_live_" : "till_session_test_"))
        let token = try #require(try SessionToken(text, keys: keys))
        #expect(token.livemode == livemode)
        #expect(SessionTokenClaims(token.payload) == claims)
    }

    @Test func aTokenForEverythingNamesNoOperations() throws {
        let open = SessionTokenClaims(
            id: claims.id, issuedAt: claims.issuedAt, expiresAt: claims.expiresAt,
            organizationID: claims.organizationID, externalUserID: "u", allowedOperations: nil, metadata: .empty)
        let text = try SessionToken.sign(open, livemode: false, with: keys).reveal { $0 }
        let read = try #require(try SessionToken(text, keys: keys).flatMap { SessionTokenClaims($0.payload) })
        #expect(read == open)
        #expect(TokenOperation.allCases.allSatisfy(read.allows))
        #expect(!claims.allows(.readCheckout))
    }

    @Test func everyChangedByteIsNoticed() throws {
        let text = Array(try signed().utf8)
        for index in text.indices {
            for flip: UInt8 in [1, 0x20] {
                var changed = text
                changed[index] ^= flip
                let forged = String(decoding: changed, as: UTF8.self)
                #expect(try SessionToken(forged, keys: keys) == nil, "byte \(index)")
            }
        }
        for count in text.indices {
            #expect(try SessionToken(String(decoding: text[..<count], as: UTF8.self), keys: keys) == nil)
        }
    }

    @Test func itsModeCannotBeChanged() throws {
        let live = try signed().replacing("till_session_test_", with: "till_session_live_")
        #expect(try SessionToken(live, keys: keys) == nil)
    }

    @Test func anotherInstallationsTokenIsNone() throws {
        let others = try ServiceKeys(secrets: [SecretString("another secret that is long enough too.")])
        #expect(try SessionToken(signed(), keys: others) == nil)
    }

    @Test func aTokenIsNoneOnceItsSecretIsGone() throws {
        let new = SecretString("the secret of this year, long enough.")
        let old = SecretString("a secret that is long enough for anybody.")
        let text = try signed()
        #expect(try SessionToken(text, keys: ServiceKeys(secrets: [new, old])) != nil)
        #expect(try SessionToken(text, keys: ServiceKeys(secrets: [new])) == nil)
    }

    /// A code over something that is no payload of ours: nothing is read into it, and nothing traps.
    @Test(arguments: ["", "!", "eyJ", "e30", "bnVsbA", "eyJqdGkiOjF9"])
    func aSignedTextThatIsNoPayloadSaysNothing(_ payload: String) throws {
        let text = "till_session_test_\(payload)"
        let code = try keys.sessionTokenCode(for: Array(text.utf8)).hex
        let token = try SessionToken("\(text).\(code)", keys: keys)
        #expect(token.flatMap { SessionTokenClaims($0.payload) } == nil)
    }

    @Test func anEndlessTextIsNoToken() throws {
        let text = "till_session_test_" + String(repeating: "A", count: SessionToken.maximumByteCount)
        let code = try keys.sessionTokenCode(for: Array(text.utf8)).hex
        #expect(try SessionToken("\(text).\(code)", keys: keys) == nil)
    }
}

@Suite("Secret keys") struct SecretKeyTests {
    @Test(arguments: [false, true]) func aKeyNamesItsMode(livemode: Bool) throws {
        let key = try SecretKey.mint(livemode: livemode)
        #expect(key.reveal(SecretKey.livemode(of:)) == livemode)
        #expect(try SecretKey.hash(key).count == 32)
        #expect(try SecretKey.mint(livemode: livemode) != key)
    }

    @Test(arguments: [
        "", "sk_test_", "sk_test_short", "sk_prod_" + String(repeating: "a", count: 43),
        "sk_test_" + String(repeating: "a", count: 44), "sk_test_" + String(repeating: "a", count: 42) + "=",
        "sk_test_" + String(repeating: "é", count: 43), "SK_TEST_" + String(repeating: "a", count: 43),
    ])
    func whatIsNoKeyHasNoMode(_ text: String) {
        #expect(SecretKey.livemode(of: text) == nil)
    }
}

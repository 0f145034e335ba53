import Checkout
import CheckoutFlow
import Cryptography
import Testing

@Suite struct ServiceKeysTests {
    private let old = SecretString("the secret of last year, long enough.")
    private let new = SecretString("the secret of this year, long enough.")

    private func newSession() throws -> CheckoutSessionID {
        CheckoutSessionID(UniqueID(bits: try RandomUUID.version4()))
    }

    @Test func aClientSecretNamesItsSessionAndCanBeMadeAgain() throws {
        let keys = try ServiceKeys(secrets: [new])
        let session = try newSession()
        let secret = try keys.clientSecret(of: session)
        let text = secret.reveal { $0 }
        #expect(ServiceKeys.sessionID(inClientSecret: text) == session)
        #expect(try keys.clientSecret(of: session, hash: ServiceKeys.hash(secret).bytes) == secret)
        #expect(try keys.clientSecret(of: newSession()) != secret)
    }

    @Test func aRotatedSecretStillMakesWhatItMadeBefore() throws {
        let session = try newSession()
        let handedOut = try ServiceKeys(secrets: [old]).clientSecret(of: session)
        let hash = try ServiceKeys.hash(handedOut).bytes
        let rotated = try ServiceKeys(secrets: [new, old])
        #expect(try rotated.clientSecret(of: session, hash: hash) == handedOut)
        #expect(try rotated.clientSecret(of: session) != handedOut)
        #expect(try ServiceKeys(secrets: [new]).clientSecret(of: session, hash: hash) == nil)
    }

    @Test func whatWasSealedBeforeARotationOpensAfterIt() throws {
        let box = try ServiceKeys(secrets: [old]).sealing.seal(SecretBytes([1, 2, 3]), associatedData: [9])
        let rotated = try ServiceKeys(secrets: [new, old])
        #expect(try rotated.sealing.open(box, associatedData: [9]) == SecretBytes([1, 2, 3]))
        #expect(try rotated.sealing.isOutdated(box))
    }

    @Test func aTokenCodeHoldsForItsTextOnly() throws {
        let code = try ServiceKeys(secrets: [old]).sessionTokenCode(for: [1, 2]).bytes
        let rotated = try ServiceKeys(secrets: [new, old])
        #expect(try rotated.isValid(sessionTokenCode: code, for: [1, 2]))
        #expect(try !rotated.isValid(sessionTokenCode: code, for: [1, 3]))
        #expect(try !ServiceKeys(secrets: [new]).isValid(sessionTokenCode: code, for: [1, 2]))
    }

    @Test func shortSecretsAndNoneAtAllAreRefused() {
        #expect(throws: ServiceKeysError.missing) { try ServiceKeys(secrets: []) }
        #expect(throws: ServiceKeysError.tooShort) { try ServiceKeys(secrets: [SecretString("short")]) }
    }

    @Test(arguments: ["", "cs_", "_secret_", "cs_x_secret_y", "sub_01h455vb4pex5vsknk084sn02q_secret_x"])
    func whatIsNoClientSecretNamesNoSession(_ text: String) {
        #expect(ServiceKeys.sessionID(inClientSecret: text) == nil)
    }
}

import Checkout
import Cryptography
import Simulator
import Testing

@testable import Stripe

/// Signatures of webhooks: fixed vectors made with Python's hmac, and every way of not being believed.
@Suite("Webhook verifier")
struct WebhookVerifierTests {
    private let body = Array(#"{"id":"evt_1","object":"event"}"#.utf8)
    private let time: Int64 = 1_800_000_000
    /// hmac.new(b"whsec_test_secret", b"1800000000." + body, sha256)
    private let right = "d0ffffa7434b9a227ebe60bf97ad6137fbc31cbd39613e1ac0e4bc924c41fde7"
    /// The same with b"whsec_old".
    private let old = "bac77f920f478d2c131e1eab34884403569a8df7eef5ab482b50a1cd76c64055"

    private func verifier(_ secrets: [String] = ["whsec_test_secret"], tolerance: Int64 = 300) throws -> WebhookVerifier
    {
        try WebhookVerifier(secrets: secrets.map { SecretString($0) }, tolerance: .seconds(tolerance))
    }

    /// Nil when the webhook is believed.
    private func rejection(
        _ header: String?, body: [UInt8]? = nil, secrets: [String] = ["whsec_test_secret"], after seconds: Int64 = 0
    ) throws -> SignatureRejection? {
        let verifier = try verifier(secrets)
        do throws(SignatureRejection) {
            try verifier.verify(header: header, body: body ?? self.body, now: Timestamp(unixSeconds: time + seconds))
            return nil
        } catch {
            return error
        }
    }

    @Test func vectors() throws {
        #expect(try rejection("t=1800000000,v1=\(right)") == nil)
        #expect(try rejection("t=1800000000,v1=\(right.uppercased())") == nil)
        #expect(try rejection("v1=\(right),t=1800000000") == nil, "in any order")
        let unicode = try verifier(["whsec_é"])
        let text = Array("{\"name\":\"Zoë 😀\"}\n".utf8)
        let header = "t=1700000001,v1=3d6e333ee4ce857622a5066d30a1a4e9fcc0939b79491f78ab2ac1ed018469dd"
        let made = try unicode.verify(header: header, body: text, now: Timestamp(unixSeconds: 1_700_000_001))
        #expect(made == Timestamp(unixSeconds: 1_700_000_001))
    }

    @Test func anySignatureAndAnySecretWillDo() throws {
        let wrong = String(repeating: "0", count: 64)
        #expect(try rejection("t=1800000000,v1=\(wrong),v1=\(right)") == nil)
        #expect(try rejection("t=1800000000,v0=\(wrong),v1=junk,v1=\(right),v2=x") == nil)
        #expect(try rejection("t=1800000000,v1=\(old)", secrets: ["whsec_test_secret", "whsec_old"]) == nil)
        #expect(try rejection("t=1800000000,v1=\(right)", secrets: ["whsec_old", "whsec_test_secret"]) == nil)
        #expect(
            try rejection("t=1800000000,v1=\(old)") == .noMatch(candidates: 1, secrets: 1), "a secret that was retired")
    }

    @Test func timeIsBoundedBothWays() throws {
        let header = "t=1800000000,v1=\(right)"
        #expect(try rejection(header, after: 300) == nil)
        #expect(try rejection(header, after: 301) == .tooOld(bySeconds: 301))
        #expect(try rejection(header, after: -300) == nil)
        #expect(try rejection(header, after: -301) == .tooFarAhead(bySeconds: 301))
    }

    @Test func aWrongSignatureIsWorseThanAnOldOne() throws {
        let header = "t=1800000000,v1=\(String(repeating: "a", count: 64))"
        #expect(try rejection(header, after: 9_999) == .noMatch(candidates: 1, secrets: 1))
    }

    @Test func everyFlippedByteIsNoticed() throws {
        for index in body.indices {
            var other = body
            other[index] ^= 1
            #expect(try rejection("t=1800000000,v1=\(right)", body: other) == .noMatch(candidates: 1, secrets: 1))
        }
        #expect(try rejection("t=1800000000,v1=\(right)", body: []) != nil)
        #expect(try rejection("t=1800000000,v1=\(right)", body: body + [0x20]) != nil)
        #expect(try rejection("t=1800000001,v1=\(right)") == .noMatch(candidates: 1, secrets: 1))
        #expect(
            try rejection("t=01800000000,v1=\(right)") == .noMatch(candidates: 1, secrets: 1), "signed as it is written"
        )
    }

    @Test(
        arguments: [
            (nil, .headerMissing), ("", .headerMissing), ("t=1800000000", .signatureMissing),
            ("v1=abc", .timestampMissing), ("t=,v1=abc", .timestampMalformed), ("t=-5,v1=abc", .timestampMalformed),
            ("t=+5,v1=abc", .timestampMalformed), ("t=5x,v1=abc", .timestampMalformed),
            ("t=99999999999999999999,v1=abc", .timestampMalformed), ("t=1,t=2,v1=abc", .timestampMalformed),
            ("t=1,v1=abc", .signatureMissing), ("t=1,v0=abc", .signatureMissing), ("nonsense", .headerMalformed),
            ("t=1,,v1=a", .headerMalformed), ("=1", .headerMalformed), ("t=1, v1=a", .signatureMissing),
            (String(repeating: "x", count: 2_049), .headerTooLong),
        ] as [(String?, SignatureRejection)])
    func badHeaders(header: String?, expected: SignatureRejection) throws {
        #expect(try rejection(header) == expected)
    }

    @Test func withoutASecretNothingIsBelieved() throws {
        #expect(
            try rejection("t=1800000000,v1=\(right)", secrets: [])
                == .cannotVerify(reason: "no secret is configured"))
        #expect(throws: CryptographyError.emptyKey) { try verifier([""]) }
    }

    @Test func theFarFutureDoesNotOverflow() throws {
        let header = try WebhookSignature.header(body: body, secret: "whsec_test_secret", unixSeconds: .max)
        #expect(try rejection(header) == .tooFarAhead(bySeconds: .max - time))
    }

    @Test func theSimulatorSignsAsPythonDoes() throws {
        let header = try WebhookSignature.header(body: body, secret: "whsec_test_secret", unixSeconds: time)
        #expect(header == "t=1800000000,v1=\(right)")
    }

    @Test func whichSecretSignedIsTold() throws {
        func comparison(_ header: String, after seconds: Int64 = 0) throws -> SignatureComparison? {
            let verifier = try verifier(["whsec_old", "whsec_test_secret"])
            var told: SignatureComparison?
            _ = try? verifier.verify(header: header, body: body, now: Timestamp(unixSeconds: time + seconds)) {
                told = $0
            }
            return told
        }
        let header = "t=1800000000,v1=\(right)"
        #expect(
            try comparison(header, after: 3) == SignatureComparison(fits: [false, true], age: .seconds(3)))
        #expect(try comparison(header + ",v1=\(old)")?.fits == [true, true])
        #expect(
            try comparison(header, after: 999) == SignatureComparison(fits: [false, true], age: .seconds(999)),
            "also of one that is not believed for its age")
        #expect(
            try comparison("t=1800000000,v1=\(String(repeating: "0", count: 64))")
                == SignatureComparison(fits: [false, false], age: nil), "anybody may have written that time")
        #expect(try comparison("nonsense") == nil)
    }

    @Test func namesAreForMetrics() {
        #expect(SignatureRejection.tooOld(bySeconds: 7).name == "too_old")
        #expect(SignatureRejection.noMatch(candidates: 1, secrets: 2).name == "no_match")
    }
}

package import Checkout
package import Cryptography

/// Decides whether a webhook is Stripe's, from its raw bytes and before anything in them is read.
package struct WebhookVerifier: Sendable {
    private let keys: [HMACSHA256]
    /// How far the signature's time may be from ours, in either direction.
    private let tolerance: Duration

    /// Several secrets, because they are rotated: whichever fits. Each is used as it is written, `whsec_` and all.
    package init(secrets: [SecretString], tolerance: Duration = .seconds(300)) throws(CryptographyError) {
        var keys: [HMACSHA256] = []
        for secret in secrets { keys.append(try HMACSHA256(key: secret.bytes)) }
        self.keys = keys
        self.tolerance = tolerance
    }

    /// Returns when the signature was made, for a gauge of the clocks' difference.
    @discardableResult
    package func verify(
        header: String?, body: [UInt8], now: Timestamp
    ) throws(SignatureRejection) -> Timestamp {
        guard !keys.isEmpty else { throw .cannotVerify(reason: "no secret is configured") }
        let header = try SignatureHeader(header)
        guard try matches(header, body) else {
            throw .noMatch(candidates: header.signatures.count, secrets: keys.count)
        }
        // Only now is the time worth anything: it is signed, too.
        let seconds = tolerance.components.seconds
        let (age, overflow) = now.unixSeconds.subtractingReportingOverflow(header.timestamp)
        if overflow || age < -seconds { throw .tooFarAhead(bySeconds: overflow ? .max : -age) }
        if age > seconds { throw .tooOld(bySeconds: age) }
        return Timestamp(unixSeconds: header.timestamp)
    }

    /// Every pair is compared, in constant time, so that the answer takes as long whichever fits.
    private func matches(_ header: SignatureHeader, _ body: [UInt8]) throws(SignatureRejection) -> Bool {
        var isMatch = false
        for key in keys {
            let expected = try code(key, header.timestampText, body)
            for signature in header.signatures where AuthenticationCode(bytes: signature) == expected {
                isMatch = true
            }
        }
        return isMatch
    }

    private func code(
        _ key: HMACSHA256, _ timestamp: String, _ body: [UInt8]
    ) throws(SignatureRejection) -> AuthenticationCode {
        do throws(CryptographyError) {
            var stream = try key.stream()
            try stream.update(Array("\(timestamp).".utf8))
            try stream.update(body)
            return try stream.finish()
        } catch {
            throw .cannotVerify(reason: error.description)
        }
    }
}

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

    /// Returns when the signature was made.
    ///
    /// - Parameter compared: hears which secrets it was compared with, once it was.
    @discardableResult
    package func verify(
        header: String?, body: [UInt8], now: Timestamp, compared: (SignatureComparison) -> Void = { _ in }
    ) throws(SignatureRejection) -> Timestamp {
        guard !keys.isEmpty else { throw .cannotVerify(reason: "no secret is configured") }
        let header = try SignatureHeader(header)
        let fits = try fits(header, body)
        let signedAt = fits.contains(true) ? Timestamp(unixSeconds: header.timestamp) : nil
        compared(SignatureComparison(fits: fits, age: signedAt.map { now - $0 }))
        guard let signedAt else { throw .noMatch(candidates: header.signatures.count, secrets: keys.count) }
        // Only now is the time worth anything: it is signed, too.
        let seconds = tolerance.components.seconds
        let (age, overflow) = now.unixSeconds.subtractingReportingOverflow(header.timestamp)
        if overflow || age < -seconds { throw .tooFarAhead(bySeconds: overflow ? .max : -age) }
        if age > seconds { throw .tooOld(bySeconds: age) }
        return signedAt
    }

    /// Of each secret whether it made one of the signatures. Every pair is compared, in constant time, so that the answer
    /// takes as long whichever fits.
    private func fits(_ header: SignatureHeader, _ body: [UInt8]) throws(SignatureRejection) -> [Bool] {
        var fits: [Bool] = []
        for key in keys {
            let expected = try code(key, header.timestampText, body)
            var isMatch = false
            for signature in header.signatures where AuthenticationCode(bytes: signature) == expected {
                isMatch = true
            }
            fits.append(isMatch)
        }
        return fits
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

/// What came of comparing a webhook's signatures with the secrets, for metrics.
package struct SignatureComparison: Hashable, Sendable {
    /// For each secret, in the order in which they are configured, whether it made one of the signatures.
    package let fits: [Bool]
    /// How long ago the signature was made by our clock; nil when nobody knows that it is a signature at all.
    package let age: Duration?

    package init(fits: [Bool], age: Duration?) {
        self.fits = fits
        self.age = age
    }
}

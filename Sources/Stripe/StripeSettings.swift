package import Cryptography

/// What the adapter is configured with.
package struct StripeSettings: Sendable {
    /// The version all requests name and all tests were written for: the account's own default must not decide the shape
    /// of answers.
    package static let pinnedVersion = "2026-10-28.endive"

    package var secretKey: SecretString
    /// For the buyer's browser.
    package var publishableKey: String?
    /// Without a slash at the end.
    package var base = Self.itself
    package var version = Self.pinnedVersion
    /// One try, from the first byte out to the last byte in.
    package var tryTimeout = Duration.seconds(15)
    package var connectTimeout = Duration.seconds(5)
    package var retries = RetryPolicy()

    private static let itself = "https://api.stripe.com"

    package init(secretKey: SecretString) { self.secretKey = secretKey }

    /// And not a double of it.
    package var isStripeItself: Bool { base == Self.itself }

    /// Whether the key moves real money; nil when it does not say.
    package var livemode: Bool? {
        secretKey.reveal { key in
            let parts = key.split(separator: "_", maxSplits: 2)
            guard parts.count == 3 else { return nil }
            return parts[1] == "live" ? true : parts[1] == "test" ? false : nil
        }
    }
}

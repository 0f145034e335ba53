import Checkout
import CheckoutFlow
import Cryptography
import HTTPMessages

/// What stands behind `Bearer`, by its kind; nothing is proven by that.
enum BearerCredential: Sendable {
    case secretKey(SecretString, livemode: Bool)
    case sessionToken(SecretString)
    case clientSecret(SecretString, CheckoutSessionID)
    /// None that this service gives out.
    case unknown

    /// Nil without an `Authorization`.
    init?(_ head: RequestHead) throws(APIError) {
        guard let header = try head.single("Authorization") else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else {
            self = .unknown
            return
        }
        self.init(String(parts[1].drop { $0 == " " }))
    }

    private init(_ text: String) {
        if let livemode = SecretKey.livemode(of: text) {
            self = .secretKey(SecretString(text), livemode: livemode)
        } else if SessionToken.isOne(text) {
            self = .sessionToken(SecretString(text))
        } else if let session = ServiceKeys.sessionID(inClientSecret: text) {
            self = .clientSecret(SecretString(text), session)
        } else {
            self = .unknown
        }
    }
}

/// Why a webhook is not believed: precise for the log and the metrics, never told to the sender.
package enum SignatureRejection: Error, Hashable, Sendable {
    case headerMissing
    case headerTooLong
    case headerMalformed
    case timestampMissing
    case timestampMalformed
    /// No signature of the scheme `v1`.
    case signatureMissing
    /// None of the signatures was made with any of our secrets: a wrong secret, or somebody else.
    case noMatch(candidates: Int, secrets: Int)
    case tooOld(bySeconds: Int64)
    case tooFarAhead(bySeconds: Int64)
    /// No secret is configured, or the cryptographic library failed.
    case cannotVerify(reason: String)
}

extension SignatureRejection {
    /// A label for a metric, without numbers.
    package var name: String {
        switch self {
        case .headerMissing: "header_missing"
        case .headerTooLong: "header_too_long"
        case .headerMalformed: "header_malformed"
        case .timestampMissing: "timestamp_missing"
        case .timestampMalformed: "timestamp_malformed"
        case .signatureMissing: "signature_missing"
        case .noMatch: "no_match"
        case .tooOld: "too_old"
        case .tooFarAhead: "too_far_ahead"
        case .cannotVerify: "cannot_verify"
        }
    }
}

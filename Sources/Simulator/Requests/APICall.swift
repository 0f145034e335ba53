import Checkout
import HTTPMessages

/// A call that was let in: who calls, with what, when.
struct APICall: Sendable {
    /// What the caller may do.
    enum Access: Hashable, Sendable {
        case secret
        /// From the buyer's browser: only with an intent's client secret.
        case publishable
    }

    let operation: Operation
    let path: String
    /// What the pattern's `{name}` segments stood for, in order.
    let identifiers: [String]
    let parameters: Parameters
    let owner: Owner
    let access: Access
    let idempotencyKey: String?
    let requestID: String
    let now: Timestamp

    var id: String { identifiers.first ?? "" }
    var created: Int64 { now.unixSeconds }
}

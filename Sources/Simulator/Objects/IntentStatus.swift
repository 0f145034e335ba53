/// Where an intent is. A decline goes back to `requires_payment_method`; there is no `failed`.
enum IntentStatus: String, Hashable, Sendable {
    case requiresPaymentMethod = "requires_payment_method"
    case requiresConfirmation = "requires_confirmation"
    case requiresAction = "requires_action"
    case processing
    case requiresCapture = "requires_capture"
    case succeeded
    case canceled

    var mayBeConfirmed: Bool {
        switch self {
        case .requiresPaymentMethod, .requiresConfirmation, .requiresAction: true
        case .processing, .requiresCapture, .succeeded, .canceled: false
        }
    }

    var mayBeCanceled: Bool { self != .succeeded && self != .canceled && self != .processing }
}

/// Which payment methods an intent takes.
enum MethodSelection: Hashable, Sendable {
    case listed([String])
    case automatic(allowsRedirects: Bool)

    /// Whether a confirmation has to say where a buyer who was sent away comes back to.
    var needsReturnURL: Bool { self == .automatic(allowsRedirects: true) }

    var types: [String] {
        switch self {
        case .listed(let types): types
        case .automatic: ["card", "us_bank_account"]
        }
    }
}

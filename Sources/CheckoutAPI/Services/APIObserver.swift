/// Who hears of what the answers do not tell: the log and the metrics.
package struct APIObserver: Sendable {
    package var heard: @Sendable (APIEvent) -> Void

    package init(_ heard: @escaping @Sendable (APIEvent) -> Void) { self.heard = heard }

    package static let ignoring = APIObserver { _ in }
}

/// Something the operator may want to know.
package enum APIEvent: Hashable, Sendable {
    case rateLimited(RateScope)
    case credentialRefused
    case webhookRefused(provider: String, reason: String)
    case webhookReceived(provider: String, type: String)
    /// When keys were used last could not be noted; nothing else depends on it.
    case keyUsesNotNoted(reason: String)
    /// What was answered to an idempotency key, or that it is free again, could not be noted.
    case answerNotKept(reason: String)
    /// A page could not be drawn; its visitor was told so.
    case pageFailed(requestID: String, reason: String)
}

/// What is on record about a key that was used before.
package struct IdempotencyRecord: Hashable, Sendable {
    /// Equal for equal requests: a hash of route and body.
    package let fingerprint: [UInt8]
    package let firstUsedAt: Timestamp
    package let progress: Progress

    /// How far the first request came.
    package enum Progress: Hashable, Sendable {
        /// Its process has until then to answer, or counts as dead.
        case running(until: Timestamp)
        case answered
    }

    package init(fingerprint: [UInt8], firstUsedAt: Timestamp, progress: Progress) {
        self.fingerprint = fingerprint
        self.firstUsedAt = firstUsedAt
        self.progress = progress
    }
}

/// What to do with a request that bears a key.
package enum IdempotencyVerdict: Hashable, Sendable {
    /// The key is new, or so old that it counts as new.
    case execute
    /// Whoever had it died over it. Safe to do again, because everything a request does bears keys of its own.
    case takeOver
    case replay
    /// The same key for another request: the caller's mistake.
    case mismatch
    case stillRunning(retryAfterSeconds: Int)

    package init(_ record: IdempotencyRecord?, fingerprint: [UInt8], at time: Timestamp) {
        guard let record, time < record.firstUsedAt + Self.lifetime else {
            self = .execute
            return
        }
        guard record.fingerprint == fingerprint else {
            self = .mismatch
            return
        }
        switch record.progress {
        case .answered: self = .replay
        case .running(let until) where time >= until: self = .takeOver
        case .running: self = .stillRunning(retryAfterSeconds: 1)
        }
    }

    private static let lifetime = Duration.seconds(CheckoutLimits.idempotencyKeyLifetimeHours * 3600)
}

package import Checkout

/// Whose key it is: the same text of two merchants, or of two modes, is two keys.
package struct IdempotencyScope: Hashable, Sendable {
    package let organizationID: OrganizationID
    package let livemode: Bool
    package let key: IdempotencyKey

    package init(organizationID: OrganizationID, livemode: Bool, key: IdempotencyKey) {
        self.organizationID = organizationID
        self.livemode = livemode
        self.key = key
    }
}

/// One request's hold on a key.
package struct IdempotencyClaim: Hashable, Sendable {
    package let scope: IdempotencyScope
    /// A hash of route and body.
    package let fingerprint: [UInt8]
    package let at: Timestamp
    /// Until when the request will have been answered, or counts as dead.
    package let lockedUntil: Timestamp
    /// Tells this request's hold from those of others.
    let claimID: UniqueID

    package init(
        // A caller is answered within 27 seconds; whoever takes over after that does no harm, but may do work twice.
        scope: IdempotencyScope, fingerprint: [UInt8], at: Timestamp, patience: Duration = .seconds(30)
    ) {
        self.scope = scope
        self.fingerprint = fingerprint
        self.at = at
        lockedUntil = at + patience
        claimID = Identifier<ReviewKind>.random().id
    }
}

/// An answer as it is kept for replay.
package struct StoredAnswer: Hashable, Sendable {
    package let statusCode: Int
    /// Sealed by whoever gave it, since answers hold secrets.
    package let body: [UInt8]

    package init(statusCode: Int, body: [UInt8]) {
        self.statusCode = statusCode
        self.body = body
    }
}

/// What is answered to a request whose key is somebody else's at the moment, or was.
package enum IdempotencyAnswer: Hashable, Sendable {
    case replay(StoredAnswer)
    case mismatch
    case stillRunning(retryAfterSeconds: Int)
}

/// How a write deals with the key of the request it is part of.
package struct IdempotencyUse: Sendable {
    package let claim: IdempotencyClaim
    /// Whether the key is taken in the write's own transaction; otherwise `Idempotency.claim` took it before.
    package let takesKey: Bool
    /// The request's answer, if the write is its last act; kept in the write's own transaction.
    package let answer: @Sendable (SessionRecord) -> StoredAnswer?

    package init(
        _ claim: IdempotencyClaim, takesKey: Bool = true,
        answer: @escaping @Sendable (SessionRecord) -> StoredAnswer? = { _ in nil }
    ) {
        self.claim = claim
        self.takesKey = takesKey
        self.answer = answer
    }
}

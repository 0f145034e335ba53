package import Checkout

/// One kind of work: how it is found and what doing it means.
package struct WorkSource: Sendable {
    package var kind: WorkKind
    /// Takes at most that many pieces, for the length of a lease, away from all other workers.
    package var claim: @Sendable (_ at: Timestamp, _ lease: Duration, _ limit: Int) async throws -> ClaimedWork
    /// How many pieces wait, and since when the first of them; nil for work that does not pile up.
    package var backlog: (@Sendable (_ at: Timestamp) async throws -> (count: Int, oldest: Timestamp?))?

    package init(
        kind: WorkKind,
        claim:
            @escaping @Sendable (_ at: Timestamp, _ lease: Duration, _ limit: Int) async throws -> ClaimedWork,
        backlog: (@Sendable (_ at: Timestamp) async throws -> (count: Int, oldest: Timestamp?))? = nil
    ) {
        self.kind = kind
        self.claim = claim
        self.backlog = backlog
    }
}

extension WorkSource {
    /// Rows that come due: each that is claimed is a piece of its own.
    init<Row: Sendable>(
        _ kind: WorkKind, named name: @escaping @Sendable (Row) -> String = { "\($0)" },
        claim: @escaping @Sendable (_ at: Timestamp, _ lease: Duration, _ limit: Int) async throws -> [Row],
        backlog: @escaping @Sendable (_ at: Timestamp) async throws -> (count: Int, oldest: Timestamp?),
        perform: @escaping @Sendable (Row) async throws -> Void
    ) {
        self.init(
            kind: kind,
            claim: { time, lease, limit in
                let rows = try await claim(time, lease, limit)
                let pieces = rows.map { row in
                    WorkPiece(name(row)) {
                        try await perform(row)
                        return WorkResult()
                    }
                }
                return ClaimedWork(pieces, mayBeMore: rows.count == limit)
            },
            backlog: backlog)
    }
}

/// The kinds of background work, as metrics and logs name them.
package enum WorkKind: String, Hashable, Sendable, CaseIterable {
    /// Sessions whose expiry, or a look at the provider, has come due.
    case dueSessions = "due_sessions"
    /// Subscriptions that owe the provider a call, whose period ends, or that are to be compared with the provider.
    case dueSubscriptions = "due_subscriptions"
    /// Subscriptions that are compared with the provider.
    case comparisons
    /// Passes over what changed at the provider, and over open sessions.
    case sweeps
    /// Refunds that the provider has not answered, or of which more may be heard.
    case dueRefunds = "due_refunds"
    /// Events of providers whose handling has to be tried again.
    case providerEvents = "provider_events"
    /// Whether providers' webhooks still arrive.
    case webhookWatch = "webhook_watch"
    /// Rows that are of no use any more.
    case pruning
}

/// What a claim brought.
package struct ClaimedWork: Sendable {
    package var pieces: [WorkPiece]
    /// Whether there was more than the limit let through.
    package var mayBeMore: Bool

    package init(_ pieces: [WorkPiece], mayBeMore: Bool) {
        self.pieces = pieces
        self.mayBeMore = mayBeMore
    }
}

/// One thing to be done. If it fails it comes back by itself, after its lease.
package struct WorkPiece: Sendable {
    /// For the log.
    package var name: String
    package var perform: @Sendable () async throws -> WorkResult

    package init(_ name: String, perform: @escaping @Sendable () async throws -> WorkResult) {
        self.name = name
        self.perform = perform
    }
}

/// What a piece of work came to.
package struct WorkResult: Hashable, Sendable {
    /// How many rows were dealt with.
    package var count: Int
    /// Whether the same piece would find more to do at once.
    package var mayBeMore: Bool

    package init(count: Int = 1, mayBeMore: Bool = false) {
        self.count = count
        self.mayBeMore = mayBeMore
    }
}

package import Checkout
package import Postgres

/// What came of an input to a subscription.
package enum SubscriptionOutcome<Refusal: Error>: Sendable {
    /// It is committed (or changed nothing). Now perform the transition's effects.
    case applied(SubscriptionRecord, SubscriptionTransition)
    /// The machine refuses it. Nothing was written.
    case refused(Refusal, SubscriptionRecord)
    case notFound
    /// This provider event was stored before: whoever did that takes care of it.
    case duplicateEvent
}

/// The subscriptions. A transaction for each change: they change a few times a month, and not thousands of times a second as
/// sessions do.
package struct SubscriptionStore: Sendable {
    let pool: PostgresPool

    package init(_ pool: PostgresPool) { self.pool = pool }

    /// Takes a subscription a step further: `input` is asked under its lock, perhaps more than once, and what it answers is
    /// written before this returns. Only then are the transition's effects to be performed.
    ///
    /// With `looksForOthers` the machine is told which products the customer has by other subscriptions.
    package func apply<Refusal: Error>(
        _ id: SubscriptionID, event: EventUse? = nil, looksForOthers: Bool = false, at time: Timestamp,
        _ input: @escaping @Sendable (SubscriptionMachine) throws(Refusal) -> SubscriptionTransition
    ) async throws -> SubscriptionOutcome<Refusal> {
        let writtenBy = Int64.random(in: .min ... .max)
        for tries in 1... {
            do {
                return try await pool.transaction { transaction in
                    try await Self.apply(id, event, looksForOthers, time, writtenBy, input, transaction)
                }
            } catch let error as PostgresError where tries < 4 {
                guard error.isWorthRetrying || !error.certainlyDidNotCommit else { throw error }
                guard !error.certainlyDidNotCommit,
                    let outcome = try await committed(id, writtenBy, as: Refusal.self, at: time)
                else {
                    continue
                }
                return outcome
            }
        }
        return .notFound
    }

    private static func apply<Refusal: Error>(
        _ id: SubscriptionID, _ event: EventUse?, _ looksForOthers: Bool, _ time: Timestamp, _ writtenBy: Int64,
        _ input: @Sendable (SubscriptionMachine) throws(Refusal) -> SubscriptionTransition,
        _ transaction: PostgresTransaction
    ) async throws -> SubscriptionOutcome<Refusal> {
        guard try await take(event, of: id, transaction) else { return .duplicateEvent }
        if looksForOthers { try await BuyerHistories.lockCustomer(of: id, in: transaction) }
        guard let record = try await lock(id, transaction) else { return .notFound }
        var machine = record.machine
        if looksForOthers { machine.taken = try await BuyerHistories.taken(beside: record, in: transaction) }
        let transition: SubscriptionTransition
        do throws(Refusal) { transition = try input(machine) } catch { return .refused(error, record) }
        let write = SubscriptionWrite(transition, of: record, at: time)
        var statements = try write.statements(writtenBy: writtenBy, event: event?.id)
        if case .stored(let stored) = event {
            let state: ProviderEventState = transition.review == nil ? .applied : .review
            statements.append((Self.settle, PostgresParameters(stored.stored, id.stored, state.rawValue)))
        }
        try await transaction.commit(executing: statements)
        return .applied(write.record, transition)
    }

    static func lock(_ id: SubscriptionID, _ transaction: PostgresTransaction) async throws -> SubscriptionRecord? {
        try await transaction.first(lockByID, PostgresParameters(id.stored)) { row in try SubscriptionRecord(row) }
    }

    /// Whether the event is the caller's to apply.
    private static func take(
        _ event: EventUse?, of id: SubscriptionID, _ transaction: PostgresTransaction
    ) async throws -> Bool {
        switch event {
        case nil: return true
        case .new(let event):
            let insert = ProviderEventInsert(event: event, state: .applied, sessionID: nil)
            let parameters = ProviderEventInsert.parameters([insert])
            let isFirst = try await !transaction.query(ProviderEventInsert.insert, parameters) { _ in true }.isEmpty
            if isFirst { try await transaction.execute(bind, PostgresParameters(event.id.stored, id.stored)) }
            return isFirst
        case .stored(let event):
            return try await transaction.first(lockEvent, PostgresParameters(event.stored)) { _ in true } ?? false
        }
    }

    /// The answer to a COMMIT was lost. The row's lock makes the look final: as long as that transaction could still
    /// commit, it holds the lock.
    private func committed<Refusal: Error>(
        _ id: SubscriptionID, _ writtenBy: Int64, as _: Refusal.Type, at time: Timestamp
    ) async throws -> SubscriptionOutcome<Refusal>? {
        try await pool.transaction { transaction in
            guard let record = try await Self.lock(id, transaction) else { return nil }
            let isCommitted = try await transaction.first(
                "SELECT true FROM subscription_events WHERE subscription_id = $1 AND written_by = $2 LIMIT 1",
                PostgresParameters(id.stored, writtenBy)
            ) { _ in true }
            // Effects that are lost with it are owed by the state, and taken up when they come due.
            return isCommitted == nil ? nil : .applied(record, record.machine.nothing(at: time))
        }
    }

    private static let lockByID = PostgresStatement(joining: [
        "SELECT", SubscriptionRecord.columns, "FROM subscriptions u WHERE u.id = $1 FOR NO KEY UPDATE",
    ])
    private static let lockEvent: PostgresStatement = """
        SELECT id FROM provider_events WHERE id = $1 AND state IN ('received', 'parked', 'failed') FOR NO KEY UPDATE
        """
    private static let bind: PostgresStatement = "UPDATE provider_events SET subscription_id = $2 WHERE id = $1"
    private static let settle: PostgresStatement = """
        UPDATE provider_events SET subscription_id = $2, state = $3, next_try_at = NULL WHERE id = $1
        """
}

extension EventUse {
    fileprivate var id: ProviderEventID {
        switch self {
        case .new(let event): event.id
        case .stored(let id): id
        }
    }
}

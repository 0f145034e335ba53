import Checkout
import Postgres

/// One transaction that takes several sessions a step further each: it locks them in the order of their ids, lets the
/// machine decide each, writes everything with one statement for each table, and commits once.
///
/// Locks are taken in one order everywhere: idempotency keys, order fingerprints, provider events, sessions.
struct TransitionBatch {
    typealias Outcome = ApplyOutcome<any Error>

    let render: @Sendable (SessionRecord) -> [UInt8]
    let origin: FeedOrigin
    let writtenBy = Int64.random(in: .min ... .max)
    private(set) var outcomes: [(write: TransitionWrite, outcome: Outcome)] = []
    private(set) var changes: [SessionChange] = []
    private var rows = TransitionRows()
    private var taken: [(IdempotencyClaim, CheckoutSessionID?)] = []
    /// What the sessions that this batch completes turn into.
    private var fulfilments: [(PostgresStatement, PostgresParameters)] = []

    init(render: @escaping @Sendable (SessionRecord) -> [UInt8], origin: FeedOrigin) {
        self.render = render
        self.origin = origin
    }

    mutating func run(_ writes: [TransitionWrite], in transaction: PostgresTransaction) async throws {
        var open = try await takeKeys(writes, transaction)
        open = try await storeEvents(open, transaction)
        open = try await lockEvents(open, transaction)
        guard !open.isEmpty else { return try await finish(transaction) }
        let records = try await SessionRecord.locked(open.map(\.sessionID), in: transaction)
        let byID = Dictionary(records.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let obstacles = try await BuyerHistories.obstacles(
            to: open.filter(\.startsWhatMayBeRefused).compactMap { byID[$0.sessionID] }, in: transaction)
        var completing: [(TransitionWrite, SessionFulfilment)] = []
        var changing: [(TransitionWrite, SessionPlanChange)] = []
        for write in open {
            guard let (record, transition) = decide(write, byID[write.sessionID], obstacles[write.sessionID]) else {
                continue
            }
            if SessionPlanChange.isNeeded(transition, of: record) {
                changing.append((write, SessionPlanChange(transition, from: record, writtenBy: writtenBy)))
            } else if SessionFulfilment.isNeeded(transition, of: record) {
                var after = record
                after.session.state = transition.state
                completing.append(
                    (write, SessionFulfilment(transition, from: record, to: after, writtenBy: writtenBy)))
            } else {
                add(write, transition, from: record)
            }
        }
        if open.count > 1, !changing.isEmpty || completing.contains(where: \.1.needsItsOwnTransaction) {
            throw NeedsItsOwnTransaction()
        }
        try await fulfil(completing, transaction)
        try await change(changing, transaction)
        try await finish(transaction)
    }

    // MARK: Before the sessions

    private mutating func takeKeys(
        _ writes: [TransitionWrite], _ transaction: PostgresTransaction
    ) async throws -> [TransitionWrite] {
        let claims = writes.compactMap(\.idempotency).filter(\.takesKey).map(\.claim)
        guard !claims.isEmpty else { return writes }
        let found = try await IdempotencyRows.take(claims, transaction)
        return writes.filter { write in
            guard let use = write.idempotency, use.takesKey, let outcome = found[use.claim.scope] else { return true }
            if case .answered(let answer) = outcome {
                outcomes.append((write, .answered(answer)))
                return false
            }
            if outcome.overwrites { taken.append((use.claim, write.sessionID)) }
            return true
        }
    }

    private mutating func storeEvents(
        _ writes: [TransitionWrite], _ transaction: PostgresTransaction
    ) async throws -> [TransitionWrite] {
        let events = writes.compactMap { write -> ProviderEventInsert? in
            guard case .new(let event) = write.event else { return nil }
            return ProviderEventInsert(event: event, state: .applied, sessionID: write.sessionID)
        }
        guard !events.isEmpty else { return writes }
        let stored = Set(
            try await transaction.query(ProviderEventInsert.insert, ProviderEventInsert.parameters(events)) { row in
                try row.decode(0, as: PostgresUUID.self)
            })
        return writes.filter { write in
            guard case .new(let event) = write.event, !stored.contains(event.id.stored) else { return true }
            outcomes.append((write, .duplicateEvent))
            return false
        }
    }

    private mutating func lockEvents(
        _ writes: [TransitionWrite], _ transaction: PostgresTransaction
    ) async throws -> [TransitionWrite] {
        let ids = writes.compactMap(\.storedEventID)
        guard !ids.isEmpty else { return writes }
        let unsettled = Set(
            try await transaction.query(Self.lockEvents, PostgresParameters(ids.sorted().map(\.stored))) { row in
                try row.decode(0, as: PostgresUUID.self)
            })
        return writes.filter { write in
            guard let id = write.storedEventID else { return true }
            if unsettled.contains(id.stored) { return true }
            outcomes.append((write, .duplicateEvent))
            return false
        }
    }

    private static let lockEvents: PostgresStatement = """
        SELECT id FROM provider_events WHERE id = ANY($1) AND state IN ('received', 'parked', 'failed')
        ORDER BY id FOR NO KEY UPDATE
        """

    // MARK: Deciding and writing

    private mutating func decide(
        _ write: TransitionWrite, _ record: SessionRecord?, _ obstacle: StartRefusal?
    ) -> (SessionRecord, Transition)? {
        guard let record else {
            if let event = write.eventID { rows.park(event) }
            outcomes.append((write, .notFound))
            return nil
        }
        var machine = record.session.machine
        machine.obstacle = obstacle
        switch write.input(machine) {
        case .refused(let refusal):
            outcomes.append((write, .refused(refusal, record)))
            return nil
        case .transition(let transition):
            return (record, transition)
        }
    }

    private mutating func fulfil(
        _ completing: [(TransitionWrite, SessionFulfilment)], _ transaction: PostgresTransaction
    ) async throws {
        guard !completing.isEmpty else { return }
        let buyers = completing.map(\.1.buyer)
        try await CustomerLocks(buyers).take(in: transaction)
        let strangers = try await Buyer.strangers(among: buyers, in: transaction)
        for (place, (write, fulfilment)) in completing.enumerated() {
            var fulfilment = fulfilment
            try await fulfilment.run(isStranger: strangers.contains(place), in: transaction)
            add(write, fulfilment.transition, from: fulfilment.before, started: fulfilment.session.subscription)
            fulfilments += fulfilment.statements
        }
    }

    private mutating func change(
        _ changing: [(TransitionWrite, SessionPlanChange)], _ transaction: PostgresTransaction
    ) async throws {
        for (write, change) in changing {
            var change = change
            if let refusal = try await change.run(in: transaction) {
                outcomes.append((write, .refused(refusal, change.session)))
            } else {
                add(write, change.transition, from: change.session, started: change.changed)
                fulfilments += change.statements
            }
        }
    }

    private mutating func add(
        _ write: TransitionWrite, _ transition: Transition, from record: SessionRecord,
        started: SubscriptionSummary? = nil
    ) {
        var after = record
        after.session.state = transition.state
        after.subscription = started ?? record.subscription
        if let secret = write.sealedIntentSecret { after.sealedIntentSecret = secret }
        if transition.event != nil { after.lastSequence += 1 }
        let change = rows.add(transition, from: record, to: after, render: render)
        if let change { changes.append(change) }
        rows.addReview(transition, of: after, event: write.eventID)
        if let event = write.storedEventID, transition.review == nil { rows.settle(event, .applied, after.id) }
        if let use = write.idempotency { rows.progress.append((use.claim, after.id, use.answer(after))) }
        let outcome = Outcome.applied(after, transition)
        outcomes.append((write, outcome))
        if transition.event != nil {
            write.doubt = TransitionWrite.Doubt(
                sequence: after.lastSequence, writtenBy: writtenBy, outcome: outcome, change: change)
        }
    }

    private func finish(_ transaction: PostgresTransaction) async throws {
        var statements = rows.statements(writtenBy: writtenBy, taken: taken) + fulfilments
        if !changes.isEmpty {
            statements.append((FeedBell.ring, PostgresParameters(FeedBell(origin: origin, changes).payload)))
        }
        try await transaction.commit(executing: statements)
    }
}

/// Thrown to have a batch taken apart: each of its members comes back alone.
struct NeedsItsOwnTransaction: Error {}

extension TransitionWrite {
    fileprivate var storedEventID: ProviderEventID? {
        if case .stored(let id) = event { id } else { nil }
    }

    fileprivate var eventID: ProviderEventID? {
        switch event {
        case .new(let event): event.id
        case .stored(let id): id
        case nil: nil
        }
    }
}

extension IdempotencyRows {
    /// Takes the keys that are free, and tells of each who has it.
    static func take(
        _ claims: [IdempotencyClaim], _ transaction: PostgresTransaction
    ) async throws -> [IdempotencyScope: ClaimOutcome] {
        let rows = try await transaction.query(claim, claimParameters(claims)) { row in try IdempotencyRow(row) }
        let byScope = Dictionary(rows.map { ($0.scope, $0) }, uniquingKeysWith: { first, _ in first })
        var outcomes: [IdempotencyScope: ClaimOutcome] = [:]
        for claim in claims {
            if let row = byScope[claim.scope] { outcomes[claim.scope] = ClaimOutcome(claim, row) }
        }
        return outcomes
    }
}

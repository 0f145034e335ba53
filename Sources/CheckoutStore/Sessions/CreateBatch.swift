import Checkout
import Postgres

/// One transaction that makes several sessions. Orders that were placed before are answered with what came of them.
struct CreateBatch {
    let render: @Sendable (SessionRecord) -> [UInt8]
    private(set) var outcomes: [(write: CreateWrite, outcome: CreateOutcome)] = []
    private var rows = CreateRows()
    private var taken: [(IdempotencyClaim, CheckoutSessionID?)] = []
    private var progress: [(IdempotencyClaim, CheckoutSessionID?, StoredAnswer?)] = []
    /// Fingerprints whose session is replaced.
    private var replaced: [CreateWrite] = []

    init(render: @escaping @Sendable (SessionRecord) -> [UInt8]) { self.render = render }

    mutating func run(_ writes: [CreateWrite], in transaction: PostgresTransaction) async throws {
        var open = try await takeKeys(writes, transaction)
        open = try await recognise(open, transaction)
        let obstacles = try await BuyerHistories.obstacles(to: open.map(\.record), in: transaction)
        for write in open {
            if let refusal = obstacles[write.record.id] { outcomes.append((write, .refused(refusal))) }
        }
        open.removeAll { obstacles[$0.record.id] != nil }
        // By id, so that two batches meet on an index in the same order.
        for write in open.sorted(by: { $0.record.id < $1.record.id }) {
            rows.add(write, render: render)
            answer(write, write.created, of: write.record)
        }
        try await transaction.commit(executing: statements)
    }

    private var statements: [(PostgresStatement, PostgresParameters)] {
        var statements: [(PostgresStatement, PostgresParameters)] = []
        if !taken.isEmpty { statements.append((IdempotencyRows.takeOver, IdempotencyRows.takeOverParameters(taken))) }
        statements.append(contentsOf: rows.statements)
        if !replaced.isEmpty {
            statements.append((OrderFingerprintRows.replace, OrderFingerprintRows.parameters(replaced)))
        }
        if !progress.isEmpty {
            statements.append((IdempotencyRows.progress, IdempotencyRows.progressParameters(progress)))
        }
        return statements
    }

    private mutating func answer(_ write: CreateWrite, _ outcome: CreateOutcome, of record: SessionRecord) {
        outcomes.append((write, outcome))
        guard let use = write.idempotency else { return }
        progress.append((use.claim, record.id, use.answer(record)))
    }

    // MARK: The same request again

    private mutating func takeKeys(
        _ writes: [CreateWrite], _ transaction: PostgresTransaction
    ) async throws -> [CreateWrite] {
        let claims = writes.compactMap(\.idempotency).filter(\.takesKey).map(\.claim)
        guard !claims.isEmpty else { return writes }
        let found = try await IdempotencyRows.take(claims, transaction)
        var open: [CreateWrite] = []
        var earlier: [(CreateWrite, CheckoutSessionID)] = []
        for write in writes {
            guard let use = write.idempotency, use.takesKey, let outcome = found[use.claim.scope] else {
                open.append(write)
                continue
            }
            switch outcome {
            case .taken: open.append(write)
            case .answered(let answer): outcomes.append((write, .answered(answer)))
            case .takenOver(let session):
                taken.append((use.claim, session))
                if let session { earlier.append((write, session)) } else { open.append(write) }
            }
        }
        let records = try await SessionRecord.find(earlier.map(\.1), transaction)
        for (write, id) in earlier {
            guard let record = records[id] else {
                open.append(write)
                continue
            }
            answer(write, record.state.isOpening ? .opening(record) : .existing(record), of: record)
        }
        return open
    }

    // MARK: The same order again

    private mutating func recognise(
        _ writes: [CreateWrite], _ transaction: PostgresTransaction
    ) async throws -> [CreateWrite] {
        // Of the same orders in one batch the first speaks for all.
        var leaders: [[UInt8]: CreateWrite] = [:]
        for write in writes {
            guard let fingerprint = write.orderFingerprint, leaders[fingerprint] == nil else { continue }
            leaders[fingerprint] = write
        }
        guard !leaders.isEmpty else { return writes }
        let owners = try await OrderFingerprintRows.take(Array(leaders.values), transaction)
        let strangers = owners.filter { leaders[$0.key]?.record.id != $0.value }
        var known = try await SessionRecord.find(Array(strangers.values), transaction)
        var open: [CreateWrite] = []
        for write in writes {
            guard let fingerprint = write.orderFingerprint, let owner = owners[fingerprint] else {
                open.append(write)
                continue
            }
            let leader = leaders[fingerprint]
            let earlier = owner == write.record.id ? nil : known[owner] ?? (leader === write ? nil : leader?.record)
            switch OrderAnswer.to(sameOrderAs: earlier?.session, at: write.record.terms.createdAt) {
            case .createNew where leader === write:
                if owner != write.record.id { replaced.append(write) }
                known[owner] = nil
                open.append(write)
            case .createNew:
                open.append(write)
            case .existing:
                if let earlier { answer(write, .existing(earlier), of: earlier) }
            case .opening:
                if let earlier { answer(write, .opening(earlier), of: earlier) }
            }
        }
        return open
    }
}

/// The rows that say which session answers an order.
enum OrderFingerprintRows {
    /// Takes each order or finds whose it is, and locks its row either way: whoever comes later waits for our COMMIT.
    private static let take: PostgresStatement = """
        INSERT INTO order_fingerprints AS f (fingerprint, session_id, expires_at)
        SELECT * FROM unnest($1::bytea[], $2::uuid[], $3::timestamptz[]) AS n (fingerprint, session_id, expires_at)
        ORDER BY fingerprint
        ON CONFLICT (fingerprint) DO UPDATE SET fingerprint = EXCLUDED.fingerprint
        RETURNING f.fingerprint, f.session_id
        """

    static let replace: PostgresStatement = """
        UPDATE order_fingerprints f SET session_id = n.session_id, expires_at = n.expires_at
        FROM unnest($1::bytea[], $2::uuid[], $3::timestamptz[]) AS n (fingerprint, session_id, expires_at)
        WHERE f.fingerprint = n.fingerprint
        """

    static func take(
        _ writes: [CreateWrite], _ transaction: PostgresTransaction
    ) async throws -> [[UInt8]: CheckoutSessionID] {
        let rows = try await transaction.query(take, parameters(writes)) { row in
            (try row.decode(0, as: PostgresBytes.self).bytes, CheckoutSessionID(stored: try row.decode(1)))
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    static func parameters(_ writes: [CreateWrite]) -> PostgresParameters {
        PostgresParameters(
            writes.map { PostgresBytes($0.orderFingerprint ?? []) }, writes.map(\.record.id.stored),
            writes.map(\.record.terms.expiresAt.stored))
    }
}

extension SessionRecord {
    static let findStatement = PostgresStatement(joining: [
        "SELECT", columns, "FROM checkout_sessions s WHERE s.id = ANY($1)",
    ])

    static func find(
        _ ids: [CheckoutSessionID], _ transaction: PostgresTransaction
    ) async throws -> [CheckoutSessionID: SessionRecord] {
        guard !ids.isEmpty else { return [:] }
        let records = try await transaction.query(findStatement, PostgresParameters(ids.map(\.stored))) { row in
            try SessionRecord(row)
        }
        return Dictionary(records.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

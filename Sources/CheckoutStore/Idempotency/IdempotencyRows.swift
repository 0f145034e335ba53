import Checkout
import Postgres

/// What is on record about a key, and who has it.
struct IdempotencyRow: Sendable {
    let scope: IdempotencyScope
    let record: IdempotencyRecord
    let claimID: UniqueID
    let sessionID: CheckoutSessionID?
    let answer: StoredAnswer?

    init(_ row: borrowing PostgresRow) throws {
        var cursor = ColumnCursor()
        let organizationID: OrganizationID = try cursor.id(row)
        let livemode: Bool = try cursor.next(row)
        guard let key = IdempotencyKey(try cursor.next(row)) else {
            throw PostgresError(.unexpectedResult, reason: "an idempotency key is malformed")
        }
        scope = IdempotencyScope(organizationID: organizationID, livemode: livemode, key: key)
        let fingerprint = try cursor.bytes(row)
        claimID = UniqueID(bits: try cursor.next(row, as: PostgresUUID.self).bits)
        let createdAt = try cursor.time(row)
        let lockedUntil = try cursor.optionalTime(row)
        let statusCode: Int? = try cursor.next(row)
        let body = try cursor.optionalBytes(row)
        sessionID = try cursor.optionalID(row)
        answer = statusCode.flatMap { code in body.map { StoredAnswer(statusCode: code, body: $0) } }
        record = IdempotencyRecord(
            fingerprint: fingerprint, firstUsedAt: createdAt,
            progress: lockedUntil.map { .running(until: $0) } ?? .answered)
    }
}

/// What becomes of a claim.
enum ClaimOutcome: Sendable {
    /// The request is to be executed.
    case taken
    /// The same, after an earlier one died; what that one had made, if anything.
    case takenOver(CheckoutSessionID?)
    case answered(IdempotencyAnswer)

    /// `row` is what is on record now: the claim's own row, or the one that stood in its way.
    init(_ claim: IdempotencyClaim, _ row: IdempotencyRow) {
        if row.claimID == claim.claimID {
            self = .taken
            return
        }
        switch IdempotencyVerdict(row.record, fingerprint: claim.fingerprint, at: claim.at) {
        case .execute: self = .takenOver(nil)
        case .takeOver: self = .takenOver(row.sessionID)
        case .mismatch: self = .answered(.mismatch)
        case .stillRunning(let seconds): self = .answered(.stillRunning(retryAfterSeconds: seconds))
        case .replay: self = .answered(row.answer.map(IdempotencyAnswer.replay) ?? .mismatch)
        }
    }

    /// Whether the row, which is another request's, has to be made this one's.
    var overwrites: Bool { if case .takenOver = self { true } else { false } }
}

/// The statements about keys, for several of them at once.
enum IdempotencyRows {
    /// Takes each key or finds who has it, and locks its row either way.
    static let claim: PostgresStatement = """
        INSERT INTO idempotency_keys AS k
            (organization_id, livemode, key, fingerprint, claim_id, created_at, locked_until)
        SELECT * FROM unnest($1::uuid[], $2::boolean[], $3::text[], $4::bytea[], $5::uuid[], $6::timestamptz[],
            $7::timestamptz[]) AS new (organization_id, livemode, key, fingerprint, claim_id, created_at, locked_until)
        ORDER BY organization_id, livemode, key
        ON CONFLICT (organization_id, livemode, key) DO UPDATE SET key = EXCLUDED.key
        RETURNING k.organization_id, k.livemode, k.key, k.fingerprint, k.claim_id, k.created_at, k.locked_until,
            k.status_code, k.body, k.session_id
        """

    static func claimParameters(_ claims: [IdempotencyClaim]) -> PostgresParameters {
        PostgresParameters(
            claims.map(\.scope.organizationID.stored), claims.map(\.scope.livemode), claims.map(\.scope.key.text),
            claims.map { PostgresBytes($0.fingerprint) }, claims.map(\.claimID.stored), claims.map(\.at.stored),
            claims.map(\.lockedUntil.stored))
    }

    /// Makes keys of dead requests the claims' own.
    static let takeOver: PostgresStatement = """
        UPDATE idempotency_keys k
        SET fingerprint = new.fingerprint, claim_id = new.claim_id, created_at = new.created_at,
            locked_until = new.locked_until, session_id = new.session_id, status_code = NULL, body = NULL
        FROM unnest($1::uuid[], $2::boolean[], $3::text[], $4::bytea[], $5::uuid[], $6::timestamptz[],
            $7::timestamptz[], $8::uuid[])
            AS new (organization_id, livemode, key, fingerprint, claim_id, created_at, locked_until, session_id)
        WHERE (k.organization_id, k.livemode, k.key) = (new.organization_id, new.livemode, new.key)
        """

    /// Writes what a request made and, if it is done, what it answered.
    static let progress: PostgresStatement = """
        UPDATE idempotency_keys k
        SET session_id = coalesce(new.session_id, k.session_id), status_code = new.status_code, body = new.body,
            locked_until = CASE WHEN new.status_code IS NULL THEN k.locked_until END
        FROM unnest($1::uuid[], $2::boolean[], $3::text[], $4::uuid[], $5::uuid[], $6::integer[], $7::bytea[])
            AS new (organization_id, livemode, key, claim_id, session_id, status_code, body)
        WHERE (k.organization_id, k.livemode, k.key) = (new.organization_id, new.livemode, new.key)
            AND k.claim_id = new.claim_id AND k.status_code IS NULL
        """

    static func takeOverParameters(_ claims: [(IdempotencyClaim, CheckoutSessionID?)]) -> PostgresParameters {
        var parameters = claimParameters(claims.map(\.0))
        parameters.append(claims.map { $0.1?.stored })
        return parameters
    }

    static func progressParameters(
        _ rows: [(IdempotencyClaim, CheckoutSessionID?, StoredAnswer?)]
    ) -> PostgresParameters {
        PostgresParameters(
            rows.map(\.0.scope.organizationID.stored), rows.map(\.0.scope.livemode), rows.map(\.0.scope.key.text),
            rows.map(\.0.claimID.stored), rows.map { $0.1?.stored },
            rows.map { $0.2.map { Int32(clamping: $0.statusCode) } },
            rows.map { $0.2.map { PostgresBytes($0.body) } })
    }
}

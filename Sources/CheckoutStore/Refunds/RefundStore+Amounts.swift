package import Checkout
import Postgres

/// What is left of a payment.
extension RefundStore {
    /// Under the payment's lock, so that it stays true until the end.
    static func allowance(
        _ write: MoneyBackWrite, _ transaction: PostgresTransaction
    ) async throws -> Result<RefundAllowance, RefundRefusal> {
        let payment = write.payment
        let (onRecord, hasOwn) = try await held(by: payment) { statement, parameters in
            try await transaction.first(statement, parameters) { row in (try row.decode(0), try row.decode(1)) }
        }
        guard let machine = write.session?.session.machine else {
            guard payment.sessionID == nil, !payment.paid.isZero else { return .failure(.notPaid) }
            return .success(RefundAllowance(paid: payment.paid, held: onRecord))
        }
        guard let received = machine.received else { return .failure(.notPaid) }
        let own = machine.heldByOwnRefund(isOnRecord: hasOwn)
        return .success(RefundAllowance(paid: received, held: try onRecord.adding(own)))
    }

    /// How much the refunds on record hold.
    package func held(by payment: RefundedPayment) async throws -> Money {
        try await Self.held(by: payment) { statement, parameters in
            try await pool.first(statement, parameters) { row in (try row.decode(0), try row.decode(1)) }
        }.0
    }

    private static func held(
        by payment: RefundedPayment,
        _ read: (PostgresStatement, PostgresParameters) async throws -> (Int64, Bool)?
    ) async throws -> (Money, hasOwn: Bool) {
        let (sum, hasOwn) =
            try await read(
                """
                SELECT coalesce(sum(amount) FILTER (WHERE status NOT IN ('failed', 'canceled')), 0)::bigint,
                    coalesce(bool_or(origin = 'automatic'), false)
                FROM refunds WHERE provider = $1 AND intent_id = $2
                """, PostgresParameters(payment.provider.rawValue, payment.intentID)) ?? (0, false)
        return (Money(minorUnits: sum, currency: payment.paid.currency), hasOwn)
    }

    /// What a request with the same key had made before it died. What came to nothing does not count: then the same
    /// request is another try.
    static func earlier(
        _ request: RefundRequestKey, _ payment: RefundedPayment, _ time: Timestamp, _ transaction: PostgresTransaction
    ) async throws -> RefundRequestOutcome? {
        let found = try await transaction.first(
            byRequest,
            PostgresParameters(
                payment.organizationID.stored, payment.livemode, request.key.text,
                (time - .seconds(CheckoutLimits.idempotencyKeyLifetimeHours * 3600)).stored,
                PostgresBytes(request.fingerprint))
        ) { row in (try row.decode(0, as: Bool.self), RefundID(stored: try row.decode(1))) }
        guard let (isSame, id) = found else { return nil }
        guard isSame else { return .keyUsedForAnother }
        return try await lock(id, transaction).map { .existing($0) }
    }

    private static let byRequest: PostgresStatement = """
        SELECT request_fingerprint = $5, id FROM refunds
        WHERE organization_id = $1 AND livemode = $2 AND request_key = $3 AND created_at > $4
            AND status NOT IN ('failed', 'canceled')
        ORDER BY created_at DESC LIMIT 1
        """
}

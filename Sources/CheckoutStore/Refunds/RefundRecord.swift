package import Checkout
import Postgres

/// A refund with what is kept beside its rules.
package struct RefundRecord: Hashable, Sendable {
    package let organizationID: OrganizationID
    package let livemode: Bool
    /// The checkout that the money was paid in; a renewal's has none.
    package let sessionID: CheckoutSessionID?
    package let subscriptionID: SubscriptionID?
    package let terms: RefundTerms
    package let metadata: Metadata
    package internal(set) var state: RefundState

    init(_ terms: RefundTerms, of payment: RefundedPayment, metadata: Metadata = .empty, state: RefundState) {
        organizationID = payment.organizationID
        livemode = payment.livemode
        sessionID = payment.sessionID
        subscriptionID = payment.subscriptionID
        self.terms = terms
        self.metadata = metadata
        self.state = state
    }

    package var id: RefundID { terms.id }
    package var machine: RefundMachine { RefundMachine(terms: terms, state: state) }
}

extension RefundRecord {
    /// The columns of `refunds` (called `r`) in the order in which `init(row:)` reads them.
    static let columns: StaticString = """
        r.id, r.organization_id, r.livemode, r.session_id, r.subscription_id, r.provider, r.account_id, r.intent_id,
        r.origin, r.currency, r.amount, r.ground, r.metadata, r.created_at, r.status, r.provider_refund_id,
        r.failure_reason, r.call_number, r.call_started_at, r.call_sent_at, r.call_doubtful_at, r.revision, r.updated_at, r.check_at, r.check_count
        """

    init(_ row: borrowing PostgresRow) throws {
        var cursor = ColumnCursor()
        let id: RefundID = try cursor.id(row)
        organizationID = try cursor.id(row)
        livemode = try cursor.next(row)
        sessionID = try cursor.optionalID(row)
        subscriptionID = try cursor.optionalID(row)
        let provider: PaymentProvider = try cursor.word(row)
        let accountID: String? = try cursor.next(row)
        let intentID: String = try cursor.next(row)
        let origin: RefundOrigin = try cursor.word(row)
        let currency = try cursor.currency(row)
        let amount = Money(minorUnits: try cursor.next(row), currency: currency)
        let ground: RefundGround? = try cursor.optionalWord(row)
        metadata = try Metadata(stored: cursor.next(row))
        terms = RefundTerms(
            id: id, provider: provider, intentID: intentID, accountID: accountID, amount: amount, origin: origin,
            ground: ground, createdAt: try cursor.time(row))
        state = RefundState(try cursor.word(row), updatedAt: terms.createdAt)
        state.providerID = try cursor.next(row)
        state.failureReason = try cursor.next(row)
        state.call = try RefundCall(row, &cursor)
        state.revision = try cursor.next(row)
        state.updatedAt = try cursor.time(row)
        state.checkAt = try cursor.optionalTime(row)
        state.checkCount = try cursor.next(row)
    }

    func insertion(_ request: RefundRequestKey?) throws -> (PostgresStatement, PostgresParameters) {
        var parameters = PostgresParameters(
            id.stored, organizationID.stored, livemode, sessionID?.stored, subscriptionID?.stored,
            terms.provider.rawValue, terms.accountID, terms.intentID, terms.origin.rawValue,
            terms.amount.currency.code, terms.amount.minorUnits, terms.ground?.rawValue, try metadata.stored,
            terms.createdAt.stored, request?.key.text, request.map { PostgresBytes($0.fingerprint) })
        appendState(to: &parameters)
        return (Self.insert, parameters)
    }

    var overwriting: (PostgresStatement, PostgresParameters) {
        var parameters = PostgresParameters(id.stored)
        appendState(to: &parameters)
        return (Self.update, parameters)
    }

    private func appendState(to parameters: inout PostgresParameters) {
        parameters.append(state.status.rawValue)
        parameters.append(state.providerID)
        parameters.append(state.failureReason.map { String($0.unicodeScalars.filter { $0 != "\0" }) })
        parameters.append(state.call.map { Int32(clamping: $0.number) })
        parameters.append(state.call?.startedAt.stored)
        parameters.append(state.call?.sentAt.stored)
        parameters.append(state.call?.doubtfulAt?.stored)
        parameters.append(Int32(clamping: state.revision))
        parameters.append(state.updatedAt.stored)
        parameters.append(state.checkAt?.stored)
        parameters.append(Int32(clamping: state.checkCount))
    }

    private static let insert: PostgresStatement = """
        INSERT INTO refunds (
            id, organization_id, livemode, session_id, subscription_id, provider, account_id, intent_id, origin, currency,
            amount, ground, metadata, created_at, request_key, request_fingerprint, status, provider_refund_id,
            failure_reason, call_number, call_started_at, call_sent_at, call_doubtful_at, revision, updated_at, check_at,
            check_count)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
            $24, $25, $26, $27)
        """
    private static let update: PostgresStatement = """
        UPDATE refunds SET
            status = $2, provider_refund_id = $3, failure_reason = $4, call_number = $5, call_started_at = $6,
            call_sent_at = $7, call_doubtful_at = $8, revision = $9, updated_at = $10, check_at = $11, check_count = $12,
            claimed_until = NULL
        WHERE id = $1
        """
}

extension RefundCall {
    fileprivate init?(_ row: borrowing PostgresRow, _ cursor: inout ColumnCursor) throws {
        let number: Int? = try cursor.next(row)
        let startedAt = try cursor.optionalTime(row)
        let sentAt = try cursor.optionalTime(row)
        let doubtfulAt = try cursor.optionalTime(row)
        guard let number, let startedAt, let sentAt else { return nil }
        self.init(number: number, startedAt: startedAt, sentAt: sentAt, doubtfulAt: doubtfulAt)
    }
}

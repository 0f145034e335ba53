package import Checkout
package import Postgres

/// A refund that a merchant asks for.
package struct NewRefund: Sendable {
    package let id: RefundID
    /// In minor units of the payment's currency; nil for all that is left.
    package var amount: Int64?
    package var ground: RefundGround?
    package var metadata: Metadata
    package var request: RefundRequestKey?

    package init(
        id: RefundID, amount: Int64? = nil, ground: RefundGround? = nil, metadata: Metadata = .empty,
        request: RefundRequestKey? = nil
    ) {
        self.id = id
        self.amount = amount
        self.ground = ground
        self.metadata = metadata
        self.request = request
    }
}

/// The idempotency key of the request that asks for a refund, and a hash of what it asks for.
package struct RefundRequestKey: Hashable, Sendable {
    package let key: IdempotencyKey
    package let fingerprint: [UInt8]

    package init(key: IdempotencyKey, fingerprint: [UInt8]) {
        self.key = key
        self.fingerprint = fingerprint
    }
}

/// What came of asking for a refund, before the provider is asked.
package enum RefundRequestOutcome: Sendable {
    /// It is committed. Now perform the transition's effects.
    case recorded(RefundRecord, RefundTransition)
    /// A request with this key had made it, and died before it was answered.
    case existing(RefundRecord)
    /// The same, and it asked for something else.
    case keyUsedForAnother
    case refused(RefundRefusal)
}

/// Money that goes back. A transaction for each change.
package struct RefundStore: Sendable {
    let pool: PostgresPool

    package init(_ pool: PostgresPool) { self.pool = pool }

    /// Puts a refund on record if the payment has as much left. Two at once are decided one after the other.
    package func request(
        _ new: NewRefund, of payment: RefundedPayment, at time: Timestamp
    ) async throws -> RefundRequestOutcome {
        try await repeatedly { transaction in try await Self.request(new, payment, time, transaction) }
    }

    private static func request(
        _ new: NewRefund, _ payment: RefundedPayment, _ time: Timestamp, _ transaction: PostgresTransaction
    ) async throws -> RefundRequestOutcome {
        guard var write = try await MoneyBackWrite.begin(payment, event: nil, at: time, in: transaction) else {
            return .refused(.notPaid)
        }
        if let key = new.request, let earlier = try await earlier(key, payment, time, transaction) { return earlier }
        let allowance = try await allowance(write, transaction)
        let amount: Money
        do throws(RefundRefusal) {
            amount = try allowance.get().amount(asked: new.amount)
        } catch {
            return .refused(error)
        }
        let terms = RefundTerms(
            id: new.id, provider: payment.provider, intentID: payment.intentID, accountID: write.payment.accountID,
            amount: amount, origin: .api, ground: new.ground, createdAt: time)
        let transition = RefundMachine.requested(terms, at: time)
        let record = RefundRecord(terms, of: write.payment, metadata: new.metadata, state: transition.state)
        let after = try write.add(transition, of: record, isNew: true, request: new.request)
        try await write.commit(transaction)
        return .recorded(after, transition)
    }

    /// Takes a refund a step further: `input` is asked under its lock, perhaps more than once, and what it answers is
    /// written before this returns. Nil when there is no such refund.
    package func apply(
        _ id: RefundID, at time: Timestamp, _ input: @escaping @Sendable (RefundMachine) -> RefundTransition
    ) async throws -> AppliedRefund? {
        // Which payment it is of never changes.
        guard
            let known = try await find(id),
            let payment = try await payment(ofIntent: known.terms.intentID, provider: known.terms.provider)
        else { return nil }
        return try await repeatedly { transaction in
            guard
                var write = try await MoneyBackWrite.begin(payment, event: nil, at: time, in: transaction),
                let record = try await Self.lock(id, transaction)
            else { return nil }
            let transition = input(record.machine)
            let after = try write.add(transition, of: record)
            try await write.commit(transaction)
            return AppliedRefund(record: after, transition: transition, reviews: write.reviews)
        }
    }

    /// An input that is repeated changes nothing more, so that a COMMIT whose answer was lost is simply done again.
    func repeatedly<Result: Sendable>(
        _ body: @escaping @Sendable (PostgresTransaction) async throws -> Result
    ) async throws -> Result {
        var tries = 1
        while true {
            do {
                return try await pool.transaction { transaction in try await body(transaction) }
            } catch let error as PostgresError where tries < 4 {
                guard error.isWorthRetrying || !error.certainlyDidNotCommit else { throw error }
                tries += 1
            }
        }
    }

    static func lock(_ id: RefundID, _ transaction: PostgresTransaction) async throws -> RefundRecord? {
        try await transaction.first(lockByID, PostgresParameters(id.stored)) { row in try RefundRecord(row) }
    }

    private static let lockByID = PostgresStatement(joining: [
        "SELECT", RefundRecord.columns, "FROM refunds r WHERE r.id = $1 FOR NO KEY UPDATE",
    ])
}

/// A refund that was taken a step further. Now perform the transition's effects.
package struct AppliedRefund: Sendable {
    package let record: RefundRecord
    package let transition: RefundTransition
    /// What a person has to look at, in words for the log.
    package let reviews: [String]
}

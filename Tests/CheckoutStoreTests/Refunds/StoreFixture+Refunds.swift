import Checkout
import CheckoutStore
import EventLoop
import Postgres

/// Payments, and money that goes back.
extension StoreFixture {
    /// Of a session that is paid.
    func payment() async throws -> RefundedPayment {
        let session = try await openSession()
        try await confirm(session.id, looks: false)
        let paid = try await succeed(session.id)
        guard let payment = RefundedPayment(paid) else { throw Unexpected("no payment") }
        return payment
    }

    var refunds: RefundFilter { RefundFilter(organizationID: Self.organization, livemode: false) }

    func request(_ payment: RefundedPayment, _ amounts: [Int64?]) async throws -> [RefundRequestOutcome] {
        let store = RefundStore(pool)
        return try await withThrowingTaskGroup(of: RefundRequestOutcome.self) { group in
            for amount in amounts {
                let new = NewRefund(id: RefundID(UniqueID(bits: .random(in: 0 ... .max))), amount: amount)
                group.addTask { try await store.request(new, of: payment, at: StoreFixture.start) }
            }
            var outcomes: [RefundRequestOutcome] = []
            for try await outcome in group { outcomes.append(outcome) }
            return outcomes
        }
    }

    func refund(
        _ payment: RefundedPayment, _ amount: Int64?, metadata: [String: String] = [:]
    ) async throws -> RefundRecord {
        let new = NewRefund(
            id: RefundID(UniqueID(bits: .random(in: 0 ... .max))), amount: amount, ground: .duplicate,
            metadata: try Metadata(metadata))
        let outcome = try await RefundStore(pool).request(new, of: payment, at: Self.start)
        guard case .recorded(let record, _) = outcome else { throw Unexpected("\(outcome)") }
        return record
    }

    func report(
        _ id: String, _ amount: Int64, _ status: RefundReport.Status, of payment: RefundedPayment? = nil
    ) -> RefundReport {
        RefundReport(
            providerID: id, intentID: payment?.intentID, status: status, amount: Self.money(amount),
            createdAt: Self.start, accountID: "acct_1")
    }

    func event(_ name: String, id: UInt64? = 5) -> ProviderEvent {
        ProviderEvent(
            id: id.map { ProviderEventID(UniqueID(bits: UInt128($0))) }, provider: .stripe, eventID: name,
            livemode: false, accountID: "acct_1", type: "refund.updated", createdAt: Self.start,
            receivedAt: Self.start, payload: Array("{}".utf8), intentID: nil)
    }

    func openReviews() async throws -> [Review] {
        try await Reviews(pool).list(.installation, .open, limit: 10).items
    }

    /// What the session's timeline tells of its money.
    func lines(_ payment: RefundedPayment) async throws -> [String] {
        guard let session = payment.sessionID else { return [] }
        return try await store.timeline(session).compactMap { entry in
            guard case .session(let kind, _, _, let isVisible, _, _) = entry.what, !isVisible else { return nil }
            return kind.hasPrefix("refund_") || kind.hasPrefix("dispute_") || kind.hasPrefix("charge_") ? kind : nil
        }
    }
}

import Checkout
import CheckoutStore
import EventLoop
import HTTPMessages
import Payments
import Postgres
import Testing

@testable import CheckoutFlow

/// Money that goes back.
extension FlowFixture {
    var refundStore: RefundStore { RefundStore(store.pool) }

    /// A session of 19.99 dollars that is paid.
    func paid(_ method: String = "pm_card_visa") async throws -> SessionRecord {
        let paid = try await confirm(try await open().id, method)
        guard paid.state.status == .completed else { throw Unexpected("\(paid.state)") }
        return paid
    }

    func refund(
        _ payment: RefundWish.Payment, _ amount: Int64? = nil, key: String? = nil,
        organization: OrganizationID = Self.organization, livemode: Bool = false
    ) async throws -> RefundOutcome {
        let merchant = Organization(id: organization, name: "", slug: "", createdAt: now)
        let request = try key.map {
            RefundRequestKey(key: try #require(IdempotencyKey($0)), fingerprint: Array("\(amount ?? 0)".utf8))
        }
        let new = NewRefund(
            id: RefundID(UniqueID(bits: .random(in: 0 ... .max))), amount: amount, ground: .requestedByCustomer,
            request: request)
        return try await flow.refund(RefundWish(of: payment, new, for: merchant, livemode: livemode))
    }

    func refunded(_ session: SessionRecord, _ amount: Int64? = nil) async throws -> RefundRecord {
        let outcome = try await refund(.session(session.id), amount)
        guard case .settled(let record) = outcome else { throw Unexpected("\(outcome)") }
        return record
    }

    /// All there are, oldest first.
    func refunds() async throws -> [RefundRecord] {
        let filter = RefundFilter(organizationID: Self.organization, livemode: false)
        return try await refundStore.list(filter, limit: 100).items.reversed()
    }

    /// Does what is due, moving time on, until nothing is left to do or it is `end`.
    func workOnRefunds(until end: Timestamp) async throws {
        while true {
            await flow.drained()
            let ids = try await refundStore.claimDue(at: now, lease: .seconds(30), limit: 100)
            for id in ids { try await flow.refundCameDue(id) }
            guard ids.isEmpty else { continue }
            let next = try await nextRefundDue() ?? end
            guard next <= end, now < end else { return }
            clock.advance(by: max(.milliseconds(1), next - now))
        }
    }

    private func nextRefundDue() async throws -> Timestamp? {
        try await store.pool.first(
            "SELECT extract(epoch FROM min(greatest(check_at, claimed_until)))::float8 FROM refunds"
        ) { row in
            try row.decode(0, as: Double?.self).map { Timestamp(unixMilliseconds: Int64(($0 * 1000).rounded(.up))) }
        } ?? nil
    }

    /// The provider's books and ours name the same refunds, and no payment gave back more than it was.
    func expectSameBooks(_ network: FlowNetwork) async throws {
        let theirs = network.refunds.map { refund in
            [refund["id"]?.string, refund["status"]?.string, refund["amount"].map { "\($0)" }]
        }
        let ours = try await refunds().filter { $0.state.providerID != nil }.map { refund in
            [
                refund.state.providerID, refund.state.status.rawValue,
                "\(JSONValue.integer(refund.terms.amount.minorUnits))",
            ]
        }
        #expect(Set(ours) == Set(theirs) && ours.count == theirs.count)
        for charge in network.charges {
            #expect(charge["amountRefunded"]?.integer ?? 0 <= charge["amount"]?.integer ?? 0)
        }
    }

    /// What a session's timeline tells of its money.
    func moneyBack(_ session: CheckoutSessionID) async throws -> [String] {
        try await history(session).filter {
            $0.hasPrefix("refund_") || $0.hasPrefix("dispute_") || $0 == "charge_refunded"
        }
    }
}

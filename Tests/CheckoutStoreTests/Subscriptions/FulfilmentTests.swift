import Checkout
import CheckoutStore
import EventLoop
import Postgres
import Testing

/// What a completed session turns into, in the transaction that completes it.
@Suite struct FulfilmentTests {
    @Test func aPaidSessionHasItsSubscriptionAtOnce() async throws {
        try await StoreFixture.with { fixture in
            let paid = try await fixture.pay(try await fixture.subscribing(email: "a@example.org"))
            #expect(paid.state.status == .completed)
            #expect(paid.state.fulfilment.subscribedAt != nil)
            let summary = try #require(paid.subscription)
            #expect(summary.status == .active)
            #expect(try await fixture.store.record(paid.id) == paid)
            let store = SubscriptionStore(fixture.pool)
            let record = try #require(
                try await store.find(summary.id, of: StoreFixture.organization, livemode: false))
            #expect(record.summary == summary)
            #expect(record.state.origin?.sessionID == paid.id)
            #expect(record.state.origin?.paid == StoreFixture.money(1998))
            #expect(record.state.plan.quantity == 2)
            #expect(record.state.plan.unitAmount == StoreFixture.money(999))
            #expect(record.state.provider.paymentMethod == "pm_1")
            #expect(record.state.owed?.kind == .customer)
            let customer = try await Customers(fixture.pool).customer(
                record.terms.customerID, of: StoreFixture.organization, livemode: false)
            #expect(customer?.details.email == "a@example.org")
            let features = try await Entitlements(fixture.pool).grants(
                of: record.terms.customerID, organization: StoreFixture.organization, livemode: false)
            #expect(features.map(\.key) == ["support", "seats"])
            #expect(try await store.events(of: summary.id).map(\.kind) == ["activated"])
        }
    }

    @Test func whatIsDeclaredOfPastDueCountsFromThenOn() async throws {
        try await StoreFixture.with { fixture in
            let (store, organizations) = (SubscriptionStore(fixture.pool), Organizations(fixture.pool))
            func policy(of mailbox: String) async throws -> EntitlementRules.PastDue? {
                let paid = try await fixture.pay(try await fixture.subscribing(email: mailbox))
                let id = try #require(paid.subscription?.id)
                return try await store.find(id, of: StoreFixture.organization, livemode: false)?
                    .terms.entitlements.pastDue
            }
            #expect(try await policy(of: "a@example.org") == .keep)
            var organization = try #require(try await organizations.find(slug: "shop"))
            #expect(organization.entitlements.pastDue == .keep)
            organization.entitlements.pastDue = .revoke
            #expect(try await organizations.update(organization))
            #expect(try await organizations.find(slug: "shop") == organization)
            #expect(try await policy(of: "b@example.org") == .revoke)
            let filter = SubscriptionFilter(organizationID: StoreFixture.organization, livemode: false)
            let all = try await store.list(filter, limit: 10).items
            #expect(
                Set(all.map(\.terms.entitlements.pastDue)) == [.keep, .revoke], "the first keeps what it began with")
        }
    }

    /// Their buyers are known, new, or the same as another of them.
    @Test func manyBuyersPayInFewTransactions() async throws {
        try await StoreFixture.with { fixture in
            _ = try await fixture.pay(try await fixture.subscribing(email: "known@example.org", billing: .oneTime))
            let strangers = (0..<9).map { "new\($0)@example.org" }
            var sessions: [CheckoutSessionID] = []
            for mailbox in ["Known@example.org", "twice@example.org", "Twice@example.org"] + strangers {
                let session = try await fixture.subscribing(email: mailbox, billing: .oneTime)
                try await fixture.confirm(session.id)
                sessions.append(session.id)
            }
            let before = fixture.store.transactionCount
            let paid = try await withThrowingTaskGroup(of: SessionRecord.self) { group in
                for session in sessions {
                    group.addTask { try await fixture.loop.run { try await fixture.succeed(session) } }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(paid.allSatisfy { $0.state.status == .completed && $0.state.fulfilment.entitledAt != nil })
            #expect(fixture.store.transactionCount - before < sessions.count)
            let filter = CustomerFilter(organizationID: StoreFixture.organization, livemode: false)
            let customers = try await Customers(fixture.pool).list(filter, limit: 50).items
            let mailboxes = customers.compactMap { $0.details.email?.lowercased() }
            #expect(mailboxes.sorted() == (["known@example.org", "twice@example.org"] + strangers).sorted())
        }
    }

    /// The buyer's confirmation and the provider's webhook, in two processes: whoever waits for the other finds the session
    /// completed, with the subscription that came with it.
    @Test func whoWaitedFindsWhatCameMeanwhile() async throws {
        try await StoreFixture.with { fixture in
            let session = try await fixture.subscribing(email: "a@example.org")
            try await fixture.confirm(session.id)
            let waited = try await StoreFixture.on(fixture.loop, fixture.database) { other in
                try await withThrowingTaskGroup(of: SessionRecord.self) { group in
                    try await fixture.pool.transaction { transaction in
                        try await transaction.execute(
                            "SELECT FROM checkout_sessions WHERE id = $1 FOR NO KEY UPDATE",
                            PostgresParameters(PostgresUUID(bits: session.id.id.bits)))
                        // In this order they come, since each waits before the next begins.
                        for (count, process) in [fixture, other].enumerated() {
                            group.addTask { try await fixture.loop.run { try await process.succeed(session.id) } }
                            try await waiters(count + 1, transaction)
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
            }
            #expect(waited.count == 2)
            #expect(waited.allSatisfy { $0.state.status == .completed && $0.subscription?.status == .active })
        }
    }

    /// Returns when so many statements wait for a lock.
    private func waiters(_ count: Int, _ transaction: PostgresTransaction) async throws {
        let waiting: PostgresStatement = """
            SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
            """
        var seen: Int64?
        while seen != Int64(count) {
            // What it tells is kept for a whole transaction, unless it is asked to forget.
            try await transaction.execute("SELECT pg_stat_clear_snapshot()")
            seen = try await transaction.first(waiting) { row in try row.decode(0, as: Int64.self) }
        }
    }

    @Test func aTrialIsHadOnce() async throws {
        try await StoreFixture.with { fixture in
            let trial = try await fixture.pay(try await fixture.subscribing(email: "a@example.org", trialDays: 14))
            let summary = try #require(trial.subscription)
            #expect(summary.status == .trialing)
            #expect(summary.trialEnd == summary.currentPeriodEnd)
            let store = SubscriptionStore(fixture.pool)
            // Ended, and still there has been one.
            try await fixture.end(summary.id)
            let again = try await fixture.store.create(
                try await fixture.subscriptionOrder(email: "A@example.org", trialDays: 14))
            guard case .refused(.trialUsed) = again else { throw Unexpected("\(again)") }
            let paid = try await fixture.pay(try await fixture.subscribing(email: "a@example.org"))
            #expect(paid.subscription?.status == .active)
            #expect(paid.subscription?.customerID == summary.customerID)
            let filter = SubscriptionFilter(organizationID: StoreFixture.organization, livemode: false)
            #expect(try await store.list(filter, limit: 10).items.count == 2)
        }
    }

    @Test func aSecondLiveSubscriptionIsRefusedBeforeMoneyMoves() async throws {
        try await StoreFixture.with { fixture in
            let early = try await fixture.subscribing(email: "a@example.org")
            let paid = try await fixture.pay(try await fixture.subscribing(email: "a@example.org", quantity: 1))
            let id = try #require(paid.subscription?.id)
            let late = try await fixture.store.create(try await fixture.subscriptionOrder(email: "a@example.org"))
            guard case .refused(.alreadySubscribed(id)) = late else { throw Unexpected("\(late)") }
            let confirm = try await fixture.store.apply(early.id, looksForObstacles: true) {
                machine throws(ConfirmRefusal) in
                try machine.confirmRequested(paymentMethod: "pm_1", at: StoreFixture.start)
            }
            guard case .refused(.cannotStart(.alreadySubscribed(id)), _) = confirm else {
                throw Unexpected("\(confirm)")
            }
            // Another tenant's, another mode's and another buyer's is no obstacle.
            let other = try await fixture.store.create(try await fixture.subscriptionOrder(email: "b@example.org"))
            guard case .created = other else { throw Unexpected("\(other)") }
        }
    }

    @Test func whoPaysInTwoTabsHasOneSubscriptionAndOneRefund() async throws {
        try await StoreFixture.with { fixture in
            try await fixture.makeProduct()
            var buyers: [[CheckoutSessionID]] = []
            for buyer in 0..<50 {
                var tabs: [CheckoutSessionID] = []
                for quantity: Int64 in [1, 2] {
                    let session = try await fixture.subscribing(email: "b\(buyer)@example.org", quantity: quantity)
                    try await fixture.confirm(session.id)
                    tabs.append(session.id)
                }
                buyers.append(tabs)
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for session in buyers.joined() {
                    group.addTask { _ = try await fixture.loop.run { try await fixture.succeed(session) } }
                    // Every success is told twice.
                    group.addTask { _ = try await fixture.loop.run { try await fixture.succeed(session) } }
                }
                try await group.waitForAll()
            }
            for tabs in buyers {
                var (started, refunded) = (0, 0)
                for session in tabs {
                    let record = try #require(try await fixture.store.record(session))
                    #expect(record.state.status == .completed)
                    #expect((record.subscription != nil) == (record.state.fulfilment.subscribedAt != nil))
                    if record.subscription != nil { started += 1 }
                    guard record.state.latePayment != nil else { continue }
                    refunded += 1
                    #expect(record.state.failure?.code == .alreadySubscribed)
                    #expect(record.state.latePayment?.resolution == .refundOwed)
                    let outcome = try await fixture.store.apply(session) {
                        $0.timeCameDue(at: StoreFixture.start + .seconds(3600))
                    }
                    guard case .applied(_, let due) = outcome else { throw Unexpected("\(outcome)") }
                    #expect(
                        due.effects == [
                            .refund(
                                key: .refund(of: session), amount: record.terms.quote.due,
                                reason: .duplicateSubscription)
                        ])
                    let done = try await fixture.applied(session) {
                        $0.refundAnswered(.accepted, at: StoreFixture.start)
                    }
                    #expect(done.state.checkAt == nil)
                }
                #expect(started == 1)
                #expect(refunded == 1)
            }
        }
    }

    @Test func aPurchaseThatStartsNothingEntitlesToo() async throws {
        try await StoreFixture.with { fixture in
            let paid = try await fixture.pay(
                try await fixture.subscribing(email: "a@example.org", billing: .oneTime))
            #expect(paid.subscription == nil)
            #expect(paid.state.fulfilment.subscribedAt == nil)
            #expect(paid.state.fulfilment.entitledAt != nil)
            let customers = try await Customers(fixture.pool).list(
                CustomerFilter(organizationID: StoreFixture.organization, livemode: false), limit: 5)
            let customer = try #require(customers.items.first)
            let features = try await Entitlements(fixture.pool).grants(
                of: customer.id, organization: StoreFixture.organization, livemode: false, key: "seats")
            #expect(features.map(\.source) == [.purchase(paid.id)])
        }
    }

    @Test func aTokensBearerCannotTakeOverAnotherCustomer() async throws {
        try await StoreFixture.with { fixture in
            let victim = try await fixture.pay(try await fixture.subscribing(email: "v@example.org"))
            var order = try await fixture.subscriptionOrder(email: "v@example.org")
            order.tokenUser = "mallory"
            let created = try await fixture.store.create(order)
            guard case .created(let record, _) = created else { throw Unexpected("\(created)") }
            let open = try await fixture.applied(record.id) {
                $0.intentCreated("pi_mallory", at: StoreFixture.start)
            }
            let paid = try await fixture.pay(open)
            #expect(paid.subscription?.customerID != victim.subscription?.customerID)
        }
    }
}

import Checkout
import CheckoutStore
import EventLoop
import Postgres
import Testing

@Suite struct SubscriptionStoreTests {
    @Test func everyStateIsReadAsItWasWritten() async throws {
        try await StoreFixture.with { fixture in
            let paid = try await fixture.pay(try await fixture.subscribing(email: "a@example.org"))
            let id = try #require(paid.subscription?.id)
            let store = SubscriptionStore(fixture.pool)
            let now = StoreFixture.start + .seconds(1)
            let inputs: [@Sendable (SubscriptionMachine) -> SubscriptionTransition] = [
                { $0.callAnswered(number: 1, .unknown, at: now) },
                { $0.callAnswered(number: 1, .customerCreated("cus_p"), at: now) },
                { $0.callAnswered(number: 2, .methodAttached("pm_p"), at: now) },
                { $0.callAnswered(number: 3, .reported(StoreFixture.report(of: $0)), at: now) },
                { machine in
                    var plan = machine.state.plan
                    plan.quantity = 9
                    let other = plan
                    return (try? machine.changeRequested(to: other, at: now)) ?? machine.nothing(at: now)
                },
                { $0.callAnswered(number: 4, .refused(reason: "no"), at: now) },
                { $0.metadataChanged(to: .empty, at: now) },
                { machine in
                    var report = StoreFixture.report(of: machine)
                    report.status = .canceled
                    report.endedAt = now
                    return machine.providerEventReceived(report, createdAt: now, at: now)
                },
            ]
            for input in inputs {
                let outcome = try await store.apply(id, at: now) { input($0) }
                guard case .applied(let record, _) = outcome else { throw Unexpected("\(outcome)") }
                #expect(try await store.find(id) == record)
            }
            let ended = try #require(try await store.find(id))
            #expect(ended.state.status == .canceled)
            #expect(try await store.id(ofProviderID: "sub_p", provider: .stripe) == id)
            let features = try await Entitlements(fixture.pool).grants(
                of: ended.terms.customerID, organization: StoreFixture.organization, livemode: false)
            #expect(features == [])
            let events = try await store.events(of: id)
            #expect(events.map(\.sequence) == Array(1...events.count))
        }
    }

    @Test func dueWorkGoesToOneWorker() async throws {
        try await StoreFixture.with { fixture in
            let paid = try await fixture.pay(try await fixture.subscribing(email: "a@example.org"))
            let id = try #require(paid.subscription?.id)
            let store = SubscriptionStore(fixture.pool)
            let due = StoreFixture.start + .seconds(60)
            #expect(try await store.claimDue(at: StoreFixture.start, lease: .seconds(30), limit: 5) == [])
            #expect(try await store.claimDue(at: due, lease: .seconds(30), limit: 5) == [id])
            #expect(try await store.claimDue(at: due, lease: .seconds(30), limit: 5) == [])
            #expect(try await store.claimDue(at: due + .seconds(31), lease: .seconds(30), limit: 5) == [id])
        }
    }

    @Test func anEventIsAppliedOnce() async throws {
        try await StoreFixture.with { fixture in
            let paid = try await fixture.pay(try await fixture.subscribing(email: "a@example.org"))
            let id = try #require(paid.subscription?.id)
            let store = SubscriptionStore(fixture.pool)
            let event = ProviderEvent(
                id: ProviderEventID(UniqueID(bits: 5)), provider: .stripe, eventID: "evt_1", livemode: false,
                accountID: "acct_1", type: "invoice.paid", createdAt: StoreFixture.start,
                receivedAt: StoreFixture.start, payload: Array("{}".utf8), intentID: nil)
            let first = try await store.apply(id, event: .new(event), at: StoreFixture.start) {
                $0.nothing(at: StoreFixture.start)
            }
            guard case .applied = first else { throw Unexpected("\(first)") }
            let second = try await store.apply(id, event: .new(event), at: StoreFixture.start) {
                $0.nothing(at: StoreFixture.start)
            }
            guard case .duplicateEvent = second else { throw Unexpected("\(second)") }
        }
    }

    @Test func theDatabaseKeepsTheRuleToo() async throws {
        try await StoreFixture.with { fixture in
            let first = try await fixture.pay(try await fixture.subscribing(email: "a@example.org"))
            let second = try await fixture.pay(try await fixture.subscribing(email: "b@example.org"))
            let (one, two) = (try #require(first.subscription), try #require(second.subscription))
            do {
                try await fixture.pool.execute(
                    "UPDATE subscriptions SET customer_id = $2 WHERE id = $1",
                    PostgresParameters(PostgresUUID(bits: two.id.id.bits), PostgresUUID(bits: one.customerID.id.bits)))
                Issue.record("a customer has two live subscriptions to one product")
            } catch let error as PostgresError {
                #expect(error.kind == .uniqueViolation(constraint: "subscriptions_one_live"))
            }
        }
    }

    @Test func aLinkIsPaidForOnce() async throws {
        try await StoreFixture.with { fixture in
            let paid = try await fixture.pay(try await fixture.subscribing(email: "a@example.org"))
            let oldID = try #require(paid.subscription?.id)
            let old = try #require(try await SubscriptionStore(fixture.pool).find(oldID))
            try await fixture.end(old.id)
            let terms = SubscriptionTerms(
                id: SubscriptionID(UniqueID(bits: 77)), customerID: old.terms.customerID, provider: .stripe,
                accountID: "acct_1", livemode: false, createdAt: StoreFixture.start)
            let store = SubscriptionStore(fixture.pool)
            let made = SubscriptionMachine.created(terms, old.state.plan, isDraft: false, at: StoreFixture.start)
            let waiting = try await store.create(terms, made, of: StoreFixture.organization)
            #expect(try await store.find(waiting.id) == waiting)
            let session = try await fixture.subscribing(email: "a@example.org", existing: waiting.id)
            let other = try await fixture.subscribing(email: "a@example.org", existing: waiting.id)
            // For so many it does not wait.
            let more = try await fixture.subscriptionOrder(email: "a@example.org", quantity: 3, existing: waiting.id)
            guard case .refused(.notPayable(.pendingPayment)) = try await fixture.store.create(more) else {
                throw Unexpected("ordered")
            }
            let done = try await fixture.pay(session)
            #expect(done.subscription?.id == waiting.id)
            let late = try await fixture.pay(other, looks: false)
            #expect(late.subscription == nil)
            #expect(late.state.latePayment?.resolution == .refundOwed)
        }
    }
}

import Checkout
import CheckoutStore
import EventLoop
import Postgres
import Testing

/// What costs nothing is put on a plan that does by paying for it, and stays the same subscription.
@Suite struct UpgradeTests {
    private func free(_ fixture: StoreFixture, _ mailbox: String) async throws -> SubscriptionID {
        let session = try await fixture.subscribing(email: mailbox, billing: .free)
        try await fixture.confirm(session.id)
        return try #require(try await fixture.store.record(session.id)?.subscription?.id)
    }

    private func subscription(_ fixture: StoreFixture, _ id: SubscriptionID) async throws -> SubscriptionRecord {
        try #require(try await SubscriptionStore(fixture.pool).find(id))
    }

    @Test func itBeginsAnewWithWhatWasPaidFor() async throws {
        try await StoreFixture.with { fixture in
            let id = try await free(fixture, "a@example.org")
            let before = try await subscription(fixture, id)
            #expect(before.state.plan.isFree && before.state.mayBeUpgraded)
            let session = try await fixture.subscribing(email: "a@example.org", existing: id, price: 2)
            let paid = try await fixture.pay(session)
            #expect(paid.state.status == .completed && paid.subscription?.id == id)
            #expect(try await fixture.store.record(session.id) == paid)
            let after = try await subscription(fixture, id)
            #expect(after.state.status == .active && after.state.plan.unitAmount == StoreFixture.money(999))
            #expect(after.state.plan.quantity == 2 && after.state.plan.priceID == PriceID(UniqueID(bits: 2)))
            #expect(after.state.origin?.sessionID == session.id)
            #expect(after.state.origin?.paid == StoreFixture.money(1998))
            #expect(after.state.owed?.kind == .customer && after.state.isBilled && !after.state.mayBeUpgraded)
            #expect(after.state.paidUntil == after.state.currentPeriod?.upperBound)
            let filter = SubscriptionFilter(organizationID: StoreFixture.organization, livemode: false)
            #expect(try await SubscriptionStore(fixture.pool).list(filter, limit: 10).items.map(\.id) == [id])
            #expect(try await SubscriptionStore(fixture.pool).events(of: id).map(\.kind).last == "plan_changed")
        }
    }

    @Test func theSecondOfTwoThatWerePaidGoesBack() async throws {
        try await StoreFixture.with { fixture in
            let id = try await free(fixture, "a@example.org")
            let first = try await fixture.subscribing(email: "a@example.org", existing: id, price: 2)
            let second = try await fixture.subscribing(email: "a@example.org", existing: id, price: 3)
            try await fixture.confirm(second.id)
            _ = try await fixture.pay(first)
            let late = try await fixture.succeed(second.id)
            #expect(late.state.status == .completed && late.state.failure?.code == .notFulfilled)
            #expect(late.state.latePayment?.resolution == .refundOwed && late.subscription == nil)
            #expect(try await subscription(fixture, id).state.plan.priceID == PriceID(UniqueID(bits: 2)))
            // Whoever asks before they pay is told before they pay.
            let third = try await fixture.store.create(
                try await fixture.subscriptionOrder(email: "a@example.org", existing: id, price: 3))
            guard case .refused(.notPayable(.active)) = third else { throw Unexpected("\(third)") }
        }
    }

    @Test func aTrialIsHadOnce() async throws {
        try await StoreFixture.with { fixture in
            let id = try await free(fixture, "a@example.org")
            let session = try await fixture.subscribing(
                email: "a@example.org", trialDays: 14, existing: id, price: 2)
            try await fixture.confirm(session.id)
            let trial = try await fixture.succeed(session.id)
            #expect(trial.subscription?.status == .trialing && trial.subscription?.id == id)
            let after = try await subscription(fixture, id)
            #expect(after.state.trialEnd == after.state.currentPeriod?.upperBound && after.state.paidUntil == nil)
            let other = try await free(fixture, "b@example.org")
            let theirs = try await fixture.store.create(
                try await fixture.subscriptionOrder(email: "b@example.org", trialDays: 14, existing: other, price: 2))
            guard case .created = theirs else { throw Unexpected("\(theirs)") }
        }
    }

    /// The same price again is no upgrade, and somebody else's subscription is nobody's.
    @Test func whatIsNoUpgradeIsRefused() async throws {
        try await StoreFixture.with { fixture in
            let id = try await free(fixture, "a@example.org")
            let same = try await fixture.store.create(
                try await fixture.subscriptionOrder(email: "a@example.org", existing: id, price: 1))
            guard case .refused(.notPayable(.active)) = same else { throw Unexpected("\(same)") }
            let nobodys = try await fixture.store.create(
                try await fixture.subscriptionOrder(
                    email: "a@example.org", existing: SubscriptionID(UniqueID(bits: 5)), price: 2))
            guard case .refused(.notFound) = nobodys else { throw Unexpected("\(nobodys)") }
            let beside = try await fixture.store.create(
                try await fixture.subscriptionOrder(email: "a@example.org", price: 2))
            guard case .refused(.alreadySubscribed(id)) = beside else { throw Unexpected("\(beside)") }
        }
    }
}

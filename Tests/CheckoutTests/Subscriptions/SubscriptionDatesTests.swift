import Testing

@testable import Checkout

@Suite("Renews on, cancels on") struct SubscriptionDatesTests {
    @Test func whatRunsRenewsUntilItIsCanceled() throws {
        var driven = DrivenSubscription.provisioned()
        let end = try #require(driven.state.currentPeriod?.upperBound)
        #expect(driven.state.renewsAt == end && driven.state.endsAt == nil)
        driven.take(try driven.machine.cancelRequested(atOnce: false, at: driven.now))
        // Asked for and not answered yet.
        #expect(driven.state.renewsAt == end && driven.state.endsAt == nil)
        driven.answer(.reported(driven.fixture.report(cancels: true)))
        #expect(driven.state.renewsAt == nil && driven.state.endsAt == end)
        driven.event(driven.fixture.report(.canceled, cancels: true), createdAt: end)
        #expect(driven.state.status == .canceled && driven.state.renewsAt == nil)
    }

    @Test func aTrialRenewsWhenItEnds() {
        let trial = DrivenSubscription.provisioned(.trial(days: 14))
        #expect(trial.state.renewsAt == SubscriptionFixture.start + .seconds(14 * 86_400))
    }

    @Test func whatWaitsNeitherRenewsNorEnds() {
        for isDraft in [true, false] {
            let made = DrivenSubscription.made(isDraft: isDraft)
            #expect(made.state.renewsAt == nil && made.state.endsAt == nil)
        }
    }

    @Test func whatIsFreeRenewsAndAPresentEnds() throws {
        let free = DrivenSubscription.started(.free, SubscriptionFixture(unitAmount: 0))
        #expect(free.state.renewsAt == free.state.currentPeriod?.upperBound && free.state.endsAt == nil)
        var present = DrivenSubscription.made(isDraft: true)
        present.take(try present.machine.overridden(.active, at: present.now))
        #expect(present.state.endsAt == present.state.currentPeriod?.upperBound && present.state.renewsAt == nil)
    }

    @Test func whatCannotBeChargedHasNoAmount() {
        var plan = SubscriptionFixture().plan
        plan.quantity = 3
        #expect(plan.amount == SessionFixture.usd(5997))
        plan.unitAmount = SessionFixture.usd(CheckoutLimits.amountMinorUnits.upperBound)
        #expect(plan.amount == nil)
        plan.quantity = .max
        #expect(plan.amount == nil)
    }
}

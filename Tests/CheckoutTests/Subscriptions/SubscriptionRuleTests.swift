import Testing

@testable import Checkout

@Suite struct SubscriptionRuleTests {
    private func at(_ text: String) -> Timestamp { SubscriptionFixture.at(text) }

    // MARK: Starting

    @Test func aPaidSessionStartsOnePeriodThatIsNotBilledAgain() {
        var driven = DrivenSubscription.started()
        #expect(driven.state.status == .active)
        #expect(driven.state.version == 1)
        #expect(driven.state.currentPeriod == at("2027-01-31T10:00:00.000Z")..<at("2027-02-28T10:00:00.000Z"))
        #expect(driven.last.event?.kind == .activated)
        #expect(driven.last.effects.contains(.grantEntitlements))
        driven.answer(.customerCreated("cus_provider"))
        #expect(
            driven.last.effects == [
                .attachMethod(
                    number: 2, key: .call(2, of: SubscriptionFixture.id), customer: "cus_provider", paymentMethod: nil,
                    intentID: "pi_1")
            ])
        driven.answer(.methodAttached("pm_1"))
        #expect(
            driven.last.effects == [
                .createSubscription(
                    number: 3, key: .call(3, of: SubscriptionFixture.id), firstBill: at("2027-02-28T10:00:00.000Z"),
                    isTrial: false)
            ])
        driven.answer(.reported(driven.presentReport))
        #expect(driven.state.owed == nil)
        #expect(driven.state.provider.subscription == SubscriptionFixture.providerID)
        // The provider's part is no news to anybody.
        #expect(driven.state.version == 1)
    }

    @Test func whatTheProviderCallsATrialUntilTheFirstBillIsPaidFor() {
        var driven = DrivenSubscription.started()
        driven.answer(.customerCreated("cus_provider"))
        driven.answer(.methodAttached("pm_1"))
        driven.answer(
            .reported(
                driven.fixture.report(.trialing) { report in
                    report.trialEnd = driven.state.paidUntil
                    report.currentPeriod = driven.state.currentPeriod.map {
                        $0.lowerBound + .seconds(3)..<$0.upperBound
                    }
                }))
        #expect(driven.state.status == .active)
        #expect(driven.state.trialEnd == nil)
        #expect(driven.state.currentPeriod?.lowerBound == SubscriptionFixture.start)
        #expect(driven.state.version == 1)
    }

    @Test func aTrialTakesNoMoneyUntilItsEnd() {
        let driven = DrivenSubscription.provisioned(.trial(days: 14))
        #expect(driven.state.status == .trialing)
        #expect(driven.state.trialEnd == at("2027-02-14T10:00:00.000Z"))
        #expect(driven.state.currentPeriod?.upperBound == driven.state.trialEnd)
        #expect(driven.state.version == 1)
    }

    @Test func aFreePlanNeedsNoProviderAndGoesOnByItself() throws {
        var driven = DrivenSubscription.started(.free, SubscriptionFixture(unitAmount: 0))
        #expect(driven.last.effects == [.grantEntitlements])
        driven.due()
        #expect(driven.state.currentPeriod == at("2027-02-28T10:00:00.000Z")..<at("2027-03-31T10:00:00.000Z"))
        #expect(driven.last.event?.kind == .renewed)
        driven.take(try driven.machine.cancelRequested(atOnce: false, at: driven.now))
        #expect(driven.state.status == .active)
        driven.due()
        #expect(driven.state.status == .canceled)
        #expect(driven.state.endedAt == at("2027-03-31T10:00:00.000Z"))
        #expect(driven.last.effects == [.revokeEntitlements])
        #expect(driven.state.checkAt == nil)
    }

    @Test func whatCannotBeMadeIsRefundedOnce() {
        var driven = DrivenSubscription.started()
        driven.answer(.refused(reason: "no such account"))
        #expect(driven.state.status == .canceled)
        #expect(driven.last.review == .callRefused(.customer, reason: "no such account"))
        #expect(driven.last.effects.contains(.revokeEntitlements))
        #expect(driven.last.effects.contains(.refundOrigin(number: 2, SubscriptionFixture.origin)))
        driven.due()
        #expect(driven.last.effects == [.refundOrigin(number: 2, SubscriptionFixture.origin)])
        driven.answer(.refundHandedOver)
        #expect(driven.state.checkAt == nil)
        #expect(driven.take(driven.machine.timeCameDue(at: .latest)).changesState == false)
    }

    @Test func aTrialThatCannotBeMadeHasNothingToRefund() {
        var driven = DrivenSubscription.started(.trial(days: 14))
        driven.answer(.refused(reason: "no"))
        #expect(driven.state.status == .canceled)
        #expect(driven.state.owed == nil)
    }

    // MARK: Links

    @Test func aLinkLivesForADay() {
        var driven = DrivenSubscription.made(isDraft: false)
        #expect(driven.state.linkExpiresAt == SubscriptionFixture.start + .seconds(86_400))
        // What was begun by it in its last minutes may still be under way.
        #expect(driven.state.checkAt == SubscriptionFixture.start + .seconds(86_400 + 900))
        driven.due()
        #expect(driven.state.status == .incompleteExpired)
        #expect(throws: StartRefusal.notPayable(.incompleteExpired)) {
            try driven.machine.started(as: .paid, from: SubscriptionFixture.origin, at: driven.now)
        }
    }

    @Test func aLinkThatHasRunOutIsRenewed() throws {
        var driven = DrivenSubscription.made(isDraft: false)
        driven.due()
        driven.take(try driven.machine.paymentRequested(at: driven.now))
        #expect(driven.state.status == .pendingPayment && driven.state.endedAt == nil)
        #expect(driven.state.linkExpiresAt == driven.now + .seconds(86_400))
        driven.take(
            try driven.machine.started(as: .paid, from: SubscriptionFixture.origin, at: driven.now))
        #expect(driven.state.status == .active)
    }

    @Test func whatHasBegunHasNoLink() throws {
        var driven = DrivenSubscription.provisioned()
        #expect(throws: StartRefusal.notPayable(.active)) { try driven.machine.paymentRequested(at: driven.now) }
        driven.event(driven.fixture.report(.incompleteExpired))
        #expect(throws: StartRefusal.self) { try driven.machine.paymentRequested(at: driven.now) }
    }

    @Test func aLinkThatIsPaidStartsTheSubscription() throws {
        var driven = DrivenSubscription.made(isDraft: true)
        #expect(driven.state.checkAt == nil)
        driven.take(try driven.machine.paymentRequested(at: driven.now))
        driven.take(try driven.machine.started(as: .paid, from: SubscriptionFixture.origin, at: driven.now))
        #expect(driven.state.status == .active)
        #expect(driven.last.effects.contains(.grantEntitlements))
        #expect(throws: StartRefusal.notPayable(.active)) {
            try driven.machine.started(as: .paid, from: SubscriptionFixture.origin, at: driven.now)
        }
    }

    // MARK: Unknown outcomes

    @Test func aLostCreationIsLookedUpAndNeverMadeTwice() {
        var driven = DrivenSubscription.started()
        driven.answer(.customerCreated("cus_provider"))
        driven.answer(.methodAttached("pm_1"))
        let key = ProviderKey.call(3, of: SubscriptionFixture.id)
        driven.answer(.unknown)
        #expect(driven.due().asksToLookUp)
        driven.lookUp(nil)
        guard case .createSubscription(3, key, _, _) = driven.last.effects.first else {
            Issue.record("\(driven.last.effects)")
            return
        }
        driven.answer(.unknown)
        driven.due()
        driven.lookUp(driven.presentReport)
        #expect(driven.state.owed == nil)
        #expect(driven.state.provider.subscription == SubscriptionFixture.providerID)
    }

    @Test func aCallWhoseMakerDiedIsTakenUp() {
        var driven = DrivenSubscription.started()
        #expect(driven.take(driven.machine.timeCameDue(at: driven.now)).changesState == false)
        driven.due()
        #expect(driven.last.effects == [.createCustomer(number: 1, key: .call(1, of: SubscriptionFixture.id))])
    }

    // MARK: Changes

    @Test func theProviderIsChangedFirstAndOursByItsAnswer() throws {
        var driven = DrivenSubscription.provisioned()
        driven.take(try driven.machine.cancelRequested(atOnce: false, at: driven.now))
        #expect(!driven.state.cancelAtPeriodEnd)
        #expect(throws: SubscriptionRefusal.callInProgress(.cancelAtPeriodEnd)) {
            try driven.machine.cancelRequested(atOnce: true, at: driven.now)
        }
        let answer = driven.fixture.report(cancels: true)
        driven.answer(.reported(answer))
        #expect(driven.last.event?.kind == .cancelScheduled)
        #expect(driven.state.cancelAt == driven.state.currentPeriod?.upperBound)
        // The webhook that follows changes nothing.
        let version = driven.state.version
        driven.event(answer)
        #expect(driven.state.version == version)
        #expect(driven.last.effects == [])
        driven.take(try driven.machine.reactivateRequested(at: driven.now))
        driven.answer(.reported(driven.fixture.report()))
        #expect(driven.last.event?.kind == .reactivated)
        #expect(driven.state.cancelAt == nil)
    }

    /// Whoever asked is told so, and must not find it done later. What was asked for by nobody stays owed.
    @Test func aChangeThatWasProvablyNotSentIsDropped() throws {
        var driven = DrivenSubscription.provisioned()
        driven.take(try driven.machine.changeRequested(to: driven.fixture.otherPlan, at: driven.now))
        driven.event(driven.fixture.report(.pastDue, period: 1))
        driven.answer(.notSent)
        #expect(driven.state.owed == nil)
        // An event came meanwhile, and nothing has told what it said.
        #expect(driven.last.asksToLookUp)
        driven.take(try driven.machine.cancelRequested(atOnce: true, at: driven.now))
        driven.answer(.unknown)
        driven.due()
        driven.lookUp(driven.fixture.report())
        driven.answer(.notSent)
        #expect(driven.state.owed?.kind == .cancellation)
        var started = DrivenSubscription.started()
        started.answer(.notSent)
        #expect(started.state.owed?.kind == .customer)
    }

    @Test func aCallThatComesToNothingForLongIsForReviewOnce() throws {
        var driven = DrivenSubscription.started()
        var reviews: [SubscriptionReview] = []
        while driven.now < SubscriptionFixture.start + .seconds(86_400) {
            if driven.state.owed?.isUnderWay == true { driven.answer(.notSent) } else { driven.due() }
            reviews += driven.last.review.map { [$0] } ?? []
        }
        #expect(reviews == [.callWaits(.customer)])
        #expect(driven.state.status == .active)
    }

    /// Providers keep an error of their own under its key for a day.
    @Test func whatIsNotDoneAndCannotBeOnItsWayGetsANewKey() throws {
        var driven = DrivenSubscription.provisioned()
        driven.take(try driven.machine.cancelRequested(atOnce: false, at: driven.now))
        let first = try #require(driven.state.owed?.number)
        for _ in 0..<3 {
            driven.answer(.unknown)
            driven.due()
            driven.lookUp(driven.fixture.report())
            #expect(driven.state.owed?.number == first)
        }
        for _ in 0..<3 {
            driven.answer(.unknown)
            driven.due()
            driven.lookUp(driven.fixture.report())
        }
        #expect(try #require(driven.state.owed?.number) > first)
        #expect(driven.state.owed?.kind == .cancelAtPeriodEnd)
        driven.answer(.reported(driven.fixture.report(cancels: true)))
        #expect(driven.state.cancelAtPeriodEnd)
    }

    @Test func aProductThatIsTakenIsNotChangedTo() throws {
        let driven = DrivenSubscription.provisioned()
        let (plan, other) = (driven.fixture.otherPlan, SubscriptionID(UniqueID(bits: 8)))
        var machine = driven.machine
        machine.taken = [plan.productID: other]
        #expect(throws: SubscriptionRefusal.alreadySubscribed(other)) {
            try machine.changeRequested(to: plan, at: driven.now)
        }
        var waiting = DrivenSubscription.made(isDraft: true).machine
        waiting.taken = [driven.fixture.plan.productID: other]
        #expect(throws: SubscriptionRefusal.alreadySubscribed(other)) {
            try waiting.overridden(.active, at: driven.now)
        }
    }

    @Test func aLostChangeIsLookedUpAndRepeatedUnderItsKey() throws {
        var driven = DrivenSubscription.provisioned()
        driven.take(try driven.machine.cancelRequested(atOnce: true, at: driven.now))
        let sent = driven.last.effects
        driven.answer(.unknown)
        #expect(driven.due().asksToLookUp)
        driven.lookUp(driven.fixture.report())
        #expect(driven.last.effects == sent)
        driven.answer(.unknown)
        driven.due()
        driven.lookUp(driven.fixture.report(.canceled))
        #expect(driven.state.status == .canceled)
        #expect(driven.state.owed == nil)
    }

    @Test func anotherProductTakesItsFeaturesWithIt() throws {
        var driven = DrivenSubscription.provisioned()
        driven.take(try driven.machine.changeRequested(to: driven.fixture.otherPlan, at: driven.now))
        #expect(driven.state.plan == driven.fixture.plan)
        driven.answer(.reported(driven.fixture.report { $0.price = "price_other" }))
        #expect(driven.state.plan == driven.fixture.otherPlan)
        #expect(driven.last.event?.kind == .planChanged)
        #expect(driven.last.effects == [.revokeEntitlements, .grantEntitlements])
        #expect(driven.last.review == nil)
    }

    @Test func aRefusedChangeLeavesEverythingAsItWas() throws {
        var driven = DrivenSubscription.provisioned()
        let before = driven.state
        driven.take(try driven.machine.changeRequested(to: driven.fixture.otherPlan, at: driven.now))
        driven.answer(.refused(reason: "no such price"))
        #expect(VisibleSubscription(driven.state) == VisibleSubscription(before))
        #expect(driven.state.owed == nil)
        #expect(driven.last.event?.kind == .callRefused)
    }

    @Test func aPersonMayEndButNotRewriteWhatIsBilled() throws {
        let driven = DrivenSubscription.provisioned()
        #expect(throws: SubscriptionRefusal.notAllowed(from: .active, to: .paused)) {
            try driven.machine.overridden(.paused, at: driven.now)
        }
        let transition = try driven.machine.overridden(.canceled, at: driven.now)
        #expect(transition.effects == [.cancel(number: 4, key: .call(4, of: SubscriptionFixture.id))])
    }

    // MARK: Renewals

    @Test func aLateProviderIsAskedAfterThePeriod() {
        var driven = DrivenSubscription.provisioned()
        driven.due()
        #expect(driven.last.asksToLookUp)
        driven.lookUp(driven.fixture.report())
        #expect(driven.state.checkAt == at("2027-02-28T10:01:00.000Z"))
        driven.due()
        driven.lookUp(driven.fixture.report(period: 1))
        #expect(driven.last.event?.kind == .renewed)
        #expect(driven.state.currentPeriod?.lowerBound == at("2027-02-28T10:00:00.000Z"))
    }

    @Test(arguments: EntitlementRules.PastDue.allCases)
    func entitlementsOutliveAFailedRenewalIfDeclared(_ policy: EntitlementRules.PastDue) {
        var driven = DrivenSubscription.provisioned(.paid, SubscriptionFixture(pastDue: policy))
        driven.now = at("2027-02-28T11:00:00.000Z")
        driven.event(driven.fixture.report(.pastDue, period: 1))
        #expect(driven.last.event?.kind == .pastDue)
        #expect(driven.last.effects == (policy == .keep ? [] : [.revokeEntitlements]))
        driven.now = at("2027-03-02T11:00:00.000Z")
        driven.event(driven.fixture.report(period: 1))
        #expect(driven.last.event?.kind == .recovered)
        #expect(driven.last.effects == (policy == .keep ? [] : [.grantEntitlements]))
        driven.now = at("2027-03-03T11:00:00.000Z")
        driven.event(driven.fixture.report(.unpaid, period: 1))
        #expect(driven.last.effects == [.revokeEntitlements])
    }

    // MARK: Strays

    @Test(arguments: SubscriptionMismatch.allCases)
    func whatIsNotOursIsForAPerson(_ mismatch: SubscriptionMismatch) {
        var driven = DrivenSubscription.provisioned()
        let before = driven.state
        let report = driven.fixture.report(.canceled) { report in
            switch mismatch {
            case .subscription: report.providerID = "sub_other"
            case .livemode: report.livemode.toggle()
            case .account: report.accountID = nil
            case .customer: report.customer = "cus_other"
            }
        }
        driven.event(report)
        #expect(driven.last.review == .reportDoesNotMatch(mismatch, providerID: report.providerID))
        #expect(driven.state == before)
        driven.lookUp(report)
        #expect(driven.state == before)
    }

    @Test func whatRunsAfterItsEndIsEndedThere() {
        var driven = DrivenSubscription.provisioned()
        driven.event(driven.fixture.report(.canceled))
        #expect(driven.state.status == .canceled)
        driven.lookUp(driven.fixture.report(period: 2))
        #expect(driven.last.review == .runsAfterItsEnd(SubscriptionFixture.providerID))
        #expect(driven.state.owed?.kind == .cancellation)
        #expect(driven.state.status == .canceled)
        driven.answer(.reported(driven.fixture.report(.canceled, period: 2)))
        #expect(driven.state.owed == nil)
        #expect(driven.state.checkAt == nil)
    }

    // MARK: Who may start

    @Test func oneLiveSubscriptionAndOneTrial() {
        let (one, two) = (SubscriptionID(UniqueID(bits: 1)), SubscriptionID(UniqueID(bits: 2)))
        for status in SubscriptionStatus.allCases {
            let found = LiveRule.obstacle([(id: two, status: status), (id: one, status: .canceled)])
            #expect(found == (status.isLive ? .alreadySubscribed(two) : nil))
        }
        #expect(LiveRule.obstacle([(id: one, status: .active)], to: one) == nil)
        let live = BuyerHistory(liveSubscription: one, hasUsedTrial: true)
        #expect(live.refusal(toStart: .standard) == .alreadySubscribed(one))
        let used = BuyerHistory(hasUsedTrial: true)
        #expect(used.refusal(toStart: .trial) == .trialUsed)
        #expect(used.refusal(toStart: .standard) == nil)
        #expect(BuyerHistory.none.refusal(toStart: .trial) == nil)
    }
}

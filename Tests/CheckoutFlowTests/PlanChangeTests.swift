import Checkout
import CheckoutStore
import EventLoop
import HTTPClient
import HTTPMessages
import Payments
import Postgres
import Simulator
import Testing

@testable import CheckoutFlow

/// A checkout for a subscription that runs changes it, once, for what its buyer was shown.
@Suite struct PlanChangeTests {
    /// Everything there is to see of a change that was made: here, and in the provider's books.
    private func expectChanged(
        _ session: SessionRecord, _ id: SubscriptionID, to plan: SubscriptionPlan, _ network: FlowNetwork,
        _ fixture: FlowFixture
    ) async throws {
        #expect(session.state.status == .completed, "\(session.state)")
        #expect(session.subscription?.id == id && session.subscription?.priceID == plan.priceID)
        #expect(session.state.fulfilment.subscribedAt != nil && session.state.fulfilment.paidAt == nil)
        let record = try await fixture.subscription(id)
        #expect(record.state.plan == plan && record.state.owed == nil)
        #expect(network.subscriptions.count == 1)
        #expect(network.charges.map { $0["amount"]?.integer } == [999, session.terms.quote.due.minorUnits])
        #expect(try await fixture.count("SELECT count(*) FROM subscriptions") == 1)
        #expect(try await fixture.openReviews() == [] && fixture.log.failures == [])
    }

    @Test func itCostsWhatWasShownHoweverMuchLaterItIsConfirmed() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let id = try await fixture.subscribe().id
            try await fixture.live(.seconds(15 * 86_400), in: network)
            let team = try fixture.team()
            let session = try await fixture.changing(try await fixture.subscription(id), to: team)
            let (quote, change) = (session.terms.quote, try #require(session.change?.value))
            #expect(quote.mode == .change && quote.amount.minorUnits == 4999)
            #expect(quote.due.minorUnits > 1500 && quote.due == change.proration.total && quote.due == change.due)
            #expect(session.state.paymentStatus(in: .change) == .requiresConfirmation)
            #expect(session.state.intentID == nil && session.subscription == nil)
            fixture.clock.advance(by: .seconds(3000))
            let changed = try await fixture.confirm(session.id, nil)
            try await expectChanged(changed, id, to: team, network, fixture)
            #expect(try await fixture.record(session.id) == changed)
            #expect(try await fixture.features(try await fixture.subscription(id)) == ["team"])
            #expect(try await fixture.history(session.id) == ["created", "attempt_started", "completed"])
            // The provider's own events say nothing new.
            try await fixture.deliver(try network.webhooks())
            #expect(try await fixture.record(session.id) == changed)
            guard
                case .refused(.completed, _) = try await fixture.flow.confirm(
                    session.id, paymentMethod: nil, returnURL: nil)
            else { throw Unexpected("confirmed twice") }
        }
    }

    @Test func aCheaperPlanIsCreditedAndNothingIsDue() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.subscribe(unitAmount: 4999)
            try await fixture.live(.seconds(15 * 86_400), in: network)
            let cheap = try fixture.plan(price: 2, unitAmount: 999)
            let session = try await fixture.changing(record, to: cheap)
            #expect(session.terms.quote.due.isZero)
            let proration = try #require(session.change?.value.proration)
            #expect(proration.total.isNegative && proration.credited.minorUnits > proration.charged.minorUnits)
            let changed = try await fixture.confirm(session.id, nil)
            #expect(changed.state.status == .completed && network.charges.count == 1)
            #expect(try await fixture.subscription(record.id).state.plan == cheap)
        }
    }

    @Test func whatNobodyBillsIsChangedAtOnce() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.subscribe(unitAmount: 0)
            let other = try fixture.plan(FlowFixture.otherProduct, price: 2, unitAmount: 0)
            let session = try await fixture.changing(record, to: other)
            let changed = try await fixture.confirm(session.id, nil)
            #expect(changed.state.status == .completed && changed.state.attempt == nil)
            #expect(changed.subscription?.priceID == other.priceID)
            #expect(try await fixture.features(try await fixture.subscription(record.id)) == ["team"])
            #expect(network.requests.isEmpty)
        }
    }

    // MARK: The provider says no, or nothing

    @Test func aCardThatCannotPayMayBeTriedAgain() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let id = try await fixture.subscribe().id
            try await fixture.live(.seconds(15 * 86_400), in: network)
            let team = try fixture.team()
            let session = try await fixture.changing(try await fixture.subscription(id), to: team)
            network.add(Fault(.declineInvoices))
            let failed = try await fixture.confirm(session.id, nil)
            #expect(failed.state.status == .failed && failed.state.failure?.code == .cardDeclined)
            #expect(failed.state.attempt?.outcome == .declined)
            #expect(try await fixture.subscription(id).state.plan.priceID != team.priceID)
            network.clearFaults()
            let changed = try await fixture.confirm(session.id, nil)
            #expect(changed.state.paidAttempt == 2)
            try await expectChanged(changed, id, to: team, network, fixture)
        }
    }

    @Test func whatWasNotSentMayBeTriedAgain() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let id = try await fixture.subscribe().id
            let team = try fixture.team()
            let session = try await fixture.changing(try await fixture.subscription(id), to: team)
            network.forecast(.unreachable, .unreachable, .unreachable)
            let none = try await fixture.confirm(session.id, nil)
            #expect(none.state.status == .pending && none.state.attempt?.outcome == .notProcessed)
            try await fixture.work(.seconds(600), in: network)
            #expect(try await fixture.subscription(id).state.plan.priceID != team.priceID)
            try await expectChanged(try await fixture.confirm(session.id, nil), id, to: team, network, fixture)
        }
    }

    /// The session hears of it from the subscription, and makes no call of its own.
    @Test func anUnknownOutcomeIsFoundOutAndTold() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let id = try await fixture.subscribe().id
            let team = try fixture.team()
            let session = try await fixture.changing(try await fixture.subscription(id), to: team)
            network.add(Fault(.timeoutAfterActing, route: "POST /v1/subscriptions/*", count: 3))
            network.add(Fault(.timeoutAfterActing, route: "GET /v1/subscriptions/*", count: 6))
            let unknown = try await fixture.confirm(session.id, nil)
            #expect(unknown.state.attempt?.outcome == .unknown && unknown.state.status == .processing)
            guard case .refused(.attemptInProgress(1), _) = try await fixture.flow.cancel(session.id) else {
                throw Unexpected("canceled")
            }
            try await fixture.work(.seconds(300), in: network)
            let changed = try await fixture.record(session.id)
            try await expectChanged(changed, id, to: team, network, fixture)
            let keys = Set(network.changes.map { $0.headers["Idempotency-Key"] ?? "" })
            #expect(keys.count == 1, "\(keys)")
        }
    }

    // MARK: Crashes

    @Test func aConfirmThatDiedAfterItsCommitIsMadeByTheWorkers() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let id = try await fixture.subscribe().id
            let team = try fixture.team()
            let session = try await fixture.changing(try await fixture.subscription(id), to: team)
            try await fixture.confirmAndDie(session.id)
            let begun = try await fixture.subscription(id).state.owed
            #expect(begun?.purchase?.sessionID == session.id && begun?.plan == team)
            #expect(try await fixture.record(session.id).state.attempt?.outcome == .started)
            try await fixture.work(.seconds(300), in: network)
            try await expectChanged(try await fixture.record(session.id), id, to: team, network, fixture)
        }
    }

    /// It was done there, and whoever did it died before anything of it was written.
    @Test func aConfirmThatDiedAfterItsCallIsMadeOnce() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let id = try await fixture.subscribe().id
            let team = try fixture.team()
            let session = try await fixture.changing(try await fixture.subscription(id), to: team)
            try await fixture.confirmAndDie(session.id)
            _ = try await fixture.changeAtProvider(id)
            #expect(network.charges.count == 2)
            try await fixture.work(.seconds(300), in: network)
            try await expectChanged(try await fixture.record(session.id), id, to: team, network, fixture)
        }
    }

    /// The subscription has the answer, and the session was never told: it finds that out itself.
    @Test func aConfirmThatDiedBeforeItsSessionWasTold() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let id = try await fixture.subscribe().id
            let team = try fixture.team()
            let session = try await fixture.changing(try await fixture.subscription(id), to: team)
            try await fixture.confirmAndDie(session.id)
            let (number, report) = try await fixture.changeAtProvider(id)
            let now = fixture.now
            _ = try await fixture.subscriptions.apply(id, at: now) {
                $0.callAnswered(number: number, .reported(report), at: now)
            }
            #expect(try await fixture.record(session.id).state.attempt?.outcome == .started)
            try await fixture.letTimePass(rounds: 5)
            try await expectChanged(try await fixture.record(session.id), id, to: team, network, fixture)
        }
    }

    @Test func aRefusalThatNobodyToldIsFoundOut() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let id = try await fixture.subscribe().id
            let session = try await fixture.changing(try await fixture.subscription(id), to: try fixture.team())
            try await fixture.confirmAndDie(session.id)
            let (number, now) = (try await fixture.subscription(id).state.owed?.number ?? 0, fixture.now)
            let decline = Decline(.cardDeclined, declineCode: "insufficient_funds")
            _ = try await fixture.subscriptions.apply(id, at: now) {
                $0.callAnswered(number: number, .refused(reason: "402", decline), at: now)
            }
            try await fixture.letTimePass(rounds: 2) {
                try await fixture.record(session.id).state.status == .failed
            }
            let failed = try await fixture.record(session.id)
            #expect(failed.state.failure?.declineCode == "insufficient_funds" && failed.state.status == .failed)
            #expect(network.charges.count == 1)
        }
    }

    // MARK: Ends

    @Test func whatNobodyConfirmedExpiresAndIsCanceledWithoutAskingAnybody() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.subscribe()
            let first = try await fixture.changing(record, to: try fixture.team())
            let second = try await fixture.changing(record, to: try fixture.team())
            let count = network.requests.count
            guard case .settled(let canceled) = try await fixture.flow.cancel(first.id) else {
                throw Unexpected("not canceled")
            }
            #expect(canceled.state.status == .canceled)
            try await fixture.letTimePass(rounds: 4)
            #expect(try await fixture.record(second.id).state.status == .expired)
            #expect(network.requests.count == count)
        }
    }

    /// What is under way at the expiry ends the session, one way or the other.
    @Test func anExpiryWaitsForWhatIsUnderWay() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let id = try await fixture.subscribe().id
            let team = try fixture.team()
            let session = try await fixture.changing(try await fixture.subscription(id), to: team)
            fixture.clock.advance(by: .seconds(3590))
            try await fixture.confirmAndDie(session.id)
            fixture.clock.advance(by: .seconds(15))
            try await fixture.flow.cameDue(session.id)
            let ending = try await fixture.record(session.id)
            #expect(ending.state.ending == .expiry && !ending.state.status.isTerminal)
            try await fixture.work(.seconds(300), in: network)
            try await expectChanged(try await fixture.record(session.id), id, to: team, network, fixture)
        }
    }

    @Test func anExpiryIsAnnouncedWhenWhatWasUnderWayWasRefused() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.subscribe()
            try await fixture.live(.seconds(15 * 86_400), in: network)
            let session = try await fixture.changing(
                try await fixture.subscription(record.id), to: try fixture.team())
            fixture.clock.advance(by: .seconds(3590))
            try await fixture.confirmAndDie(session.id)
            fixture.clock.advance(by: .seconds(15))
            try await fixture.flow.cameDue(session.id)
            network.add(Fault(.declineInvoices))
            try await fixture.work(.seconds(300), in: network)
            let expired = try await fixture.record(session.id)
            #expect(expired.state.status == .expired && expired.state.attempt?.outcome == .declined)
            #expect(network.charges.count == 1)
            #expect(try await fixture.subscription(record.id).state.plan == record.state.plan)
        }
    }

    // MARK: Others at the same time

    @Test func manyWhoConfirmAtOnceGetTheSameChange() async throws {
        let network = FlowNetwork(isPatient: false)
        try await FlowFixture.with(network) { fixture in
            let id = try await fixture.subscribe().id
            let team = try fixture.team()
            let session = try await fixture.changing(try await fixture.subscription(id), to: team)
            try await fixture.each(Array(1...20)) { _ in
                switch try await fixture.flow.confirm(session.id, paymentMethod: nil, returnURL: nil) {
                case .settled(let record): #expect(record.state.status == .completed)
                case .refused(.completed, _): break
                case let other: throw Unexpected("\(other)")
                }
            }
            try await expectChanged(try await fixture.record(session.id), id, to: team, network, fixture)
            #expect(network.changes.count == 1)
        }
    }

    /// Two tabs, each with its own checkout of the same change: it is paid for once.
    @Test func twoCheckoutsOfOneChangeAreOneChange() async throws {
        let network = FlowNetwork(isPatient: false)
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.subscribe()
            let team = try fixture.team()
            let tabs = [try await fixture.changing(record, to: team), try await fixture.changing(record, to: team)]
            try await fixture.each(tabs) { tab in
                let changed = try await fixture.confirm(tab.id, nil)
                #expect(changed.state.status == .completed && changed.subscription?.id == record.id)
            }
            #expect(network.changes.count == 1 && network.charges.count == 2)
        }
    }

    @Test func whatChangedMeanwhileIsNotChangedForThatPrice() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.subscribe()
            let session = try await fixture.changing(record, to: try fixture.team())
            let renewed = try await fixture.changing(record, to: try fixture.team())
            let other = try fixture.plan(price: 3, unitAmount: 1999)
            _ = try fixture.settled(try await fixture.subscriptionFlow.change(record.id, to: other))
            for id in [session.id, renewed.id] {
                let outcome = try await fixture.flow.confirm(id, paymentMethod: nil, returnURL: nil)
                guard case .refused(.cannotChange(.changedMeanwhile), let same) = outcome else {
                    throw Unexpected("\(outcome)")
                }
                #expect(same.state.attempt == nil && same.state.status == .pending)
            }
            #expect(try await fixture.subscription(record.id).state.plan == other)
            let outdated = try await fixture.subscriptions.outdatedLinks(
                of: try await fixture.subscription(record.id), at: fixture.now)
            #expect(Set(outdated) == [session.id, renewed.id])
        }
    }

    @Test func aNewPeriodHasAnotherPrice() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.subscribe()
            let end = try #require(record.state.currentPeriod?.upperBound)
            try await fixture.live(end - fixture.now - .seconds(60), in: network)
            let session = try await fixture.changing(record, to: try fixture.team())
            try await fixture.live(.seconds(3000), in: network)
            let outcome = try await fixture.flow.confirm(session.id, paymentMethod: nil, returnURL: nil)
            guard case .refused(.cannotChange(.changedMeanwhile), _) = outcome else { throw Unexpected("\(outcome)") }
        }
    }

    @Test func whatIsOverOrTakenIsRefused() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.subscribe()
            let session = try await fixture.changing(record, to: try fixture.team())
            let second = try await fixture.subscribe(product: FlowFixture.otherProduct)
            let taken = try await fixture.flow.confirm(session.id, paymentMethod: nil, returnURL: nil)
            guard case .refused(.cannotChange(.alreadySubscribed(second.id)), _) = taken else {
                throw Unexpected("\(taken)")
            }
            _ = try fixture.settled(try await fixture.subscriptionFlow.cancel(record.id, atPeriodEnd: false))
            let over = try await fixture.flow.confirm(session.id, paymentMethod: nil, returnURL: nil)
            guard case .refused(.cannotChange(.ended(.canceled)), _) = over else { throw Unexpected("\(over)") }
            await fixture.flow.drained()
            let history = try await fixture.history(session.id)
            #expect(history == ["created", "confirm_turned_away", "confirm_turned_away"])
        }
    }
}

extension FlowNetwork {
    /// The calls that changed a subscription's price.
    fileprivate var changes: [ClientRequest] {
        requests.filter { request in
            request.method == .post && request.url.contains("/v1/subscriptions/")
        }
    }
}

extension FlowFixture {
    /// The call that a subscription owes, made by somebody who then dies.
    fileprivate func changeAtProvider(_ id: SubscriptionID) async throws -> (Int, SubscriptionReport) {
        let record = try await subscription(id)
        let owed = try #require(record.state.owed)
        let order = try await subscriptionFlow.changeOrder(
            of: record, to: try #require(owed.plan), key: .call(owed.number, of: id), at: owed.purchase?.previewedAt)
        let provider = try #require(subscriptionFlow.provider(of: record))
        return (owed.number, try await provider.subscriptions.changePrice(try #require(order)))
    }
}

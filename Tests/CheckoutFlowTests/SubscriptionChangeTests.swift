import Checkout
import CheckoutStore
import HTTPClient
import HTTPMessages
import Payments
import Simulator
import Testing

@testable import CheckoutFlow

/// What merchants ask for: right at the provider and here before they are told, and without one webhook.
@Suite struct SubscriptionChangeTests {
    @Test func aCancelAtThePeriodsEndAndItsReversal() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let id = try await fixture.subscribe().id
            let canceling = try fixture.settled(try await fixture.subscriptionFlow.cancel(id, atPeriodEnd: true))
            #expect(canceling.state.cancelAtPeriodEnd)
            #expect(canceling.state.cancelAt == canceling.state.currentPeriod?.upperBound)
            #expect(network.subscriptions.first?["cancelAtPeriodEnd"]?.bool == true)
            let kept = try fixture.settled(try await fixture.subscriptionFlow.reactivate(id))
            #expect(!kept.state.cancelAtPeriodEnd && kept.state.cancelAt == nil)
            #expect(network.subscriptions.first?["cancelAtPeriodEnd"]?.bool == false)
            _ = try fixture.settled(try await fixture.subscriptionFlow.cancel(id, atPeriodEnd: true))
            try await fixture.live(.seconds(40 * 86_400), in: network)
            let over = try await fixture.subscription(id)
            #expect(over.state.status == .canceled)
            #expect(over.state.endedAt == canceling.state.cancelAt)
            #expect(network.charges.count == 1)
            #expect(try await fixture.features(over) == [])
        }
    }

    @Test func aCancelAtOnce() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let id = try await fixture.subscribe().id
            let over = try fixture.settled(try await fixture.subscriptionFlow.cancel(id, atPeriodEnd: false))
            #expect(over.state.status == .canceled)
            #expect(network.subscriptions.first?["status"]?.string == "canceled")
            #expect(try await fixture.features(over) == [])
            guard case .refused(.ended(.canceled), _) = try await fixture.subscriptionFlow.reactivate(id) else {
                throw Unexpected("reactivated")
            }
        }
    }

    /// The event that follows says what is known already.
    @Test func theEventsOfOurOwnCallsChangeNothing() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let id = try await fixture.subscribe().id
            _ = try fixture.settled(try await fixture.subscriptionFlow.cancel(id, atPeriodEnd: true))
            _ = try fixture.settled(
                try await fixture.subscriptionFlow.change(id, to: try fixture.plan(price: 2, unitAmount: 1999)))
            let before = try await fixture.subscription(id)
            try await fixture.deliver(try network.webhooks())
            #expect(try await fixture.subscription(id).state.version == before.state.version)
        }
    }

    @Test func aDearerPlanIsPaidForAtOnceAsThePreviewSaid() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let id = try await fixture.subscribe().id
            try await fixture.live(.seconds(15 * 86_400), in: network)
            let team = try fixture.plan(FlowFixture.otherProduct, price: 2, unitAmount: 4999)
            guard
                case .preview(let preview, _) = try await fixture.subscriptionFlow.previewChange(id, to: team)
            else { throw Unexpected("no preview") }
            #expect(preview.dueNow.minorUnits > 1500 && preview.dueNow.minorUnits < 2500)
            let changed = try fixture.settled(try await fixture.subscriptionFlow.change(id, to: team))
            #expect(changed.state.plan == team)
            #expect(try await fixture.features(changed) == ["team"])
            #expect(network.charges.map { $0["amount"]?.integer } == [999, preview.dueNow.minorUnits])
            try await fixture.live(.seconds(20 * 86_400), in: network)
            #expect(network.charges.last?["amount"]?.integer == 4999)
            #expect(try await fixture.openReviews() == [])
        }
    }

    @Test func aCheaperPlanIsCredited() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let id = try await fixture.subscribe(unitAmount: 4999).id
            try await fixture.live(.seconds(15 * 86_400), in: network)
            let cheap = try fixture.plan(price: 2, unitAmount: 999)
            let changed = try fixture.settled(try await fixture.subscriptionFlow.change(id, to: cheap))
            #expect(changed.state.plan == cheap)
            #expect(network.charges.count == 1)
        }
    }

    @Test func anotherNumberOfThem() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let id = try await fixture.subscribe().id
            var more = try fixture.plan()
            more.quantity = 3
            let changed = try fixture.settled(try await fixture.subscriptionFlow.change(id, to: more))
            #expect(changed.state.plan == more)
            #expect(network.subscriptions.first?["quantity"]?.integer == 3)
        }
    }

    @Test func noChangeToWhatTheCustomerHasAlready() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let first = try await fixture.subscribe()
            let second = try await fixture.subscribe(product: FlowFixture.otherProduct)
            let team = try fixture.plan(FlowFixture.otherProduct, price: 2, unitAmount: 4999)
            guard
                case .refused(.alreadySubscribed(second.id), _) = try await fixture.subscriptionFlow.change(
                    first.id, to: team)
            else { throw Unexpected("changed") }
            guard
                case .refused(.alreadySubscribed(second.id), _) = try await fixture.subscriptionFlow.previewChange(
                    first.id, to: team)
            else { throw Unexpected("previewed") }
        }
    }

    /// While it is being changed to a product, no session may start that product.
    @Test func whatAChangeIsAboutToTakeIsTaken() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let first = try await fixture.subscribe()
            let session = try await fixture.subscribing(product: FlowFixture.otherProduct)
            let team = try fixture.plan(FlowFixture.otherProduct, price: 2, unitAmount: 4999)
            network.add(Fault(.timeoutAfterActing, route: "POST /v1/subscriptions/*", count: 3))
            guard
                case .providerFailed(let failure, _) = try await fixture.subscriptionFlow.change(first.id, to: team)
            else { throw Unexpected("changed") }
            #expect(failure.mayHaveActed)
            let outcome = try await fixture.flow.confirm(session.id, paymentMethod: "pm_card_visa", returnURL: nil)
            guard case .refused(.cannotStart(.alreadySubscribed(first.id)), _) = outcome else {
                throw Unexpected("\(outcome)")
            }
            try await fixture.live(.seconds(600), in: network)
            #expect(try await fixture.subscription(first.id).state.plan == team)
        }
    }

    @Test func aCardThatCannotPayForTheChangeLeavesThePlanAsItIs() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let before = try await fixture.subscribe()
            network.add(Fault(.declineInvoices))
            let outcome = try await fixture.subscriptionFlow.change(
                before.id, to: try fixture.plan(price: 2, unitAmount: 4999))
            guard case .refusedByProvider(_, let record) = outcome else { throw Unexpected("\(outcome)") }
            #expect(record.state.plan == before.state.plan)
            #expect(record.state.owed == nil)
            #expect(network.charges.count == 1)
        }
    }

    /// Whoever is told that nothing was done must not find it done later.
    @Test func whatWasProvablyNotSentIsNotDoneLater() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let before = try await fixture.subscribe()
            network.forecast(.unreachable, .unreachable, .unreachable)
            let outcome = try await fixture.subscriptionFlow.cancel(before.id, atPeriodEnd: false)
            guard case .providerFailed(let failure, let record) = outcome else { throw Unexpected("\(outcome)") }
            #expect(!failure.mayHaveActed)
            #expect(record.state.owed == nil)
            try await fixture.live(.seconds(3600), in: network)
            #expect(try await fixture.subscription(before.id).state.status == .active)
        }
    }

    @Test func whoComesDuringACallWaitsForItsEnd() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let paid = try await fixture.confirm(try await fixture.subscribing().id)
            // Its customer, its method and itself are being made at this moment.
            let id = try #require(paid.subscription?.id)
            let canceling = try fixture.settled(try await fixture.subscriptionFlow.cancel(id, atPeriodEnd: true))
            #expect(canceling.state.cancelAtPeriodEnd)
            #expect(network.subscriptions.count == 1)
        }
    }

    @Test func manyWhoAskForTheSameGetTheSame() async throws {
        let network = FlowNetwork(isPatient: false)
        try await FlowFixture.with(network) { fixture in
            let id = try await fixture.subscribe().id
            try await fixture.each(Array(1...20)) { _ in
                _ = try fixture.settled(try await fixture.subscriptionFlow.cancel(id, atPeriodEnd: true))
            }
            #expect(network.requests.count { $0.url.contains("/v1/subscriptions/") } == 1)
        }
    }
}

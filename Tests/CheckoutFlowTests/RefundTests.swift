import Checkout
import CheckoutStore
import EventLoop
import HTTPMessages
import Payments
import Simulator
import Testing

@testable import CheckoutFlow

/// A merchant gives money back, by way of the real adapter and a provider that has its troubles.
@Suite(.serialized) struct RefundTests {
    @Test func theAnswerCarriesTheProvidersOutcome() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let session = try await fixture.paid()
            let part = try await fixture.refunded(session, 500)
            #expect(part.state.status == .succeeded && part.state.providerID != nil && part.state.call == nil)
            let rest = try await fixture.refunded(session)
            #expect(rest.terms.amount.minorUnits == 1499)
            guard case .refused(.nothingToRefund) = try await fixture.refund(.session(session.id)) else {
                throw Unexpected("refunded twice")
            }
            try await fixture.expectSameBooks(network)
            #expect(
                try await fixture.moneyBack(session.id) == [
                    "refund_requested", "refund_succeeded", "refund_requested", "refund_succeeded",
                ])
            let after = try await fixture.record(session.id)
            #expect(after.state == session.state)
            #expect(fixture.log.effects.count { $0.kind == .refund } == 2)
        }
    }

    @Test func unpaidAndForeignPaymentsAreNotRefunded() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let open = try await fixture.open()
            for wish in [RefundWish.Payment.session(open.id), .session(try await fixture.open(.trial).id)] {
                guard case .refused(.notPaid) = try await fixture.refund(wish) else { throw Unexpected("not paid") }
            }
            let paid = try await fixture.paid()
            let intent = try #require(paid.state.intentID)
            for wish in [RefundWish.Payment.session(paid.id), .intent(intent)] {
                let other = OrganizationID(UniqueID(bits: 0xF))
                guard
                    case .noSuchPayment = try await fixture.refund(wish, organization: other),
                    case .noSuchPayment = try await fixture.refund(.intent("pi_none")),
                    case .noSuchPayment = try await fixture.refund(.intent("../charges?é"))
                else { throw Unexpected("found") }
            }
            guard case .settled = try await fixture.refund(.intent(intent), 1) else { throw Unexpected("not found") }
        }
    }

    /// Two of 60 per cent at once: one passes, and the provider is asked for one.
    @Test func refundsAtOnceNeverExceedThePayment() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let session = try await fixture.paid()
            let outcomes = try await withThrowingTaskGroup(of: RefundOutcome.self) { group in
                for _ in 0..<3 { group.addTask { try await fixture.refund(.session(session.id), 1200) } }
                var outcomes: [RefundOutcome] = []
                for try await outcome in group { outcomes.append(outcome) }
                return outcomes
            }
            #expect(outcomes.count { if case .settled = $0 { true } else { false } } == 1)
            #expect(network.refunds.count == 1 && network.callCount("POST /v1/refunds") == 1)
        }
    }

    /// The answer is lost, broken or refused at the door, one time or for an hour.
    @Test(arguments: [Fault.Kind.timeoutAfterActing, .status500, .status429], [1, 3, 1000])
    func troubleMakesNoSecondRefund(_ kind: Fault.Kind, _ count: Int) async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let session = try await fixture.paid()
            network.add(Fault(kind, route: "POST /v1/refunds", count: count))
            let outcome = try await fixture.refund(.session(session.id), 500)
            let first = try #require(try await fixture.refunds().first)
            if case .providerFailed = outcome {
                // Provably nothing was done; the next try is another refund.
                #expect(kind == .status429 && first.state.status == .failed)
                #expect(first.state.failureReason == RefundState.notSent && network.refunds.isEmpty)
                network.clearFaults()
                _ = try await fixture.refunded(session, 500)
            } else {
                guard case .settled = outcome else { throw Unexpected("\(outcome)") }
                // What a provider answers to a key once, an error of its own too, it answers ever after.
                let isKnown = count == 1 && kind != .status500
                #expect(first.state.status == (isKnown || kind == .status429 ? .succeeded : .pending))
            }
            try await fixture.workOnRefunds(until: fixture.now + .seconds(600))
            network.clearFaults()
            try await fixture.workOnRefunds(until: fixture.now + .seconds(60))
            #expect(network.refunds.count == 1)
            #expect(try await fixture.refunds().count { $0.state.status == .succeeded } == 1)
            #expect(try await fixture.refunds().allSatisfy { $0.state.call == nil })
            try await fixture.expectSameBooks(network)
        }
    }

    /// The process died after the refund was put on record.
    @Test func whatWasRecordedIsAskedFor() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let session = try await fixture.paid()
            let payment = try #require(RefundedPayment(session))
            let new = NewRefund(id: RefundID(UniqueID(bits: 9)), amount: 700)
            _ = try await fixture.refundStore.request(new, of: payment, at: fixture.now)
            #expect(network.refunds.isEmpty)
            try await fixture.workOnRefunds(until: fixture.now + .seconds(30))
            #expect(network.refunds.count == 1)
            #expect(try await fixture.refunds().map(\.state.status) == [.succeeded])
            #expect(
                try await fixture.moneyBack(session.id) == [
                    "refund_requested", "refund_in_doubt", "refund_repeated", "refund_succeeded",
                ])
        }
    }

    @Test func aRequestThatDiedIsAnsweredWithWhatItHadMade() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let session = try await fixture.paid()
            guard
                case .settled(let first) = try await fixture.refund(.session(session.id), 500, key: "k"),
                case .settled(let again) = try await fixture.refund(.session(session.id), 500, key: "k"),
                case .keyUsedForAnother = try await fixture.refund(.session(session.id), 400, key: "k")
            else { throw Unexpected("made twice") }
            #expect(first == again && network.refunds.count == 1)
        }
    }

    @Test func whatTheProviderRefusesIsToldAndHoldsNothing() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let session = try await fixture.paid("pm_card_createDispute")
            network.manual.advance(by: .seconds(60))
            _ = try network.webhooks()
            guard case .refusedByProvider("charge_disputed") = try await fixture.refund(.session(session.id)) else {
                throw Unexpected("refunded")
            }
            let refund = try #require(try await fixture.refunds().first)
            #expect(refund.state.status == .failed && refund.state.failureReason == "charge_disputed")
            #expect(try await fixture.moneyBack(session.id) == ["refund_requested", "refund_not_made"])
        }
    }

    @Test func aProviderThatCannotBeAskedMakesNoRecord() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let session = try await fixture.paid()
            network.add(Fault(.status500, route: "GET /v1/refunds"))
            guard case .providerFailed = try await fixture.refund(.session(session.id)) else {
                throw Unexpected("asked")
            }
            #expect(try await fixture.refunds() == [])
        }
        try await FlowFixture.with(Providers()) { fixture in
            guard case .notConfigured = try await fixture.refund(.intent("pi_1")) else { throw Unexpected("asked") }
        }
    }

    /// Without any webhook: what is pending is asked for, and what came back weeks later is found.
    @Test(arguments: ["pm_card_pendingRefund", "pm_card_refundFail"])
    func theOutcomeIsFoundWithoutWebhooks(_ method: String) async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let session = try await fixture.paid(method)
            let first = try await fixture.refunded(session)
            #expect(first.state.status == (method == "pm_card_refundFail" ? .succeeded : .pending))
            network.manual.advance(by: .seconds(60))
            _ = try network.webhooks()
            try await fixture.workOnRefunds(until: fixture.now + .seconds(86_400))
            let found = try #require(try await fixture.refunds().first)
            #expect(found.state.status == (method == "pm_card_refundFail" ? .failed : .succeeded))
            try await fixture.expectSameBooks(network)
            guard method == "pm_card_refundFail" else { return }
            #expect(try await fixture.openReviews().map(\.kind) == ["refund_failed"])
            #expect(fixture.log.reviews.count == 1)
            // The money is here again, and may be given back in another way.
            #expect(try await fixture.refunded(session).terms.amount == found.terms.amount)
        }
    }

    /// Somebody gave a part back in the provider's dashboard, and no event told.
    @Test func refundsMadeAtTheProviderCountWithoutWebhooks() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let session = try await fixture.paid()
            let intent = try #require(session.state.intentID)
            network.call("/v1/refunds", ["payment_intent": .text(intent), "amount": .text("800")])
            guard case .refused(.exceedsPayment(let left)) = try await fixture.refund(.session(session.id), 1200) else {
                throw Unexpected("refunded")
            }
            #expect(left.minorUnits == 1199)
            #expect(try await fixture.refunded(session).terms.amount.minorUnits == 1199)
            #expect(try await fixture.refunds().map(\.terms.origin).contains(.provider))
            try await fixture.expectSameBooks(network)
        }
    }
}

import Checkout
import CheckoutStore
import Cryptography
import EventLoop
import HTTPClient
import HTTPMessages
import Payments
import Postgres
import Simulator
import Testing

@testable import CheckoutFlow

/// Whole sessions with the real adapter, from order to end.
@Suite struct PurchaseTests {
    @Test func aPurchase() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let opened = try await fixture.open()
            #expect(opened.state.version == 1)
            #expect(opened.state.intentID?.hasPrefix("pi_") == true)
            let handles = try #require(try fixture.flow.paymentHandles(opened))
            #expect(handles.publishableKey == "pk_1")
            #expect(handles.providerClientSecret.reveal { $0.hasPrefix("\(opened.state.intentID ?? "?")_secret_") })
            let paid = try await fixture.confirm(opened.id)
            #expect(paid.state.status == .completed)
            #expect(paid.state.paidAttempt == 1)
            #expect(fixture.log.payments == [.stripe], "no webhook told of it")
            #expect(network.charges.count == 1)
            #expect(network.calls == ["POST /v1/payment_intents", "POST /v1/payment_intents/{id}/confirm"])
            #expect(try await fixture.history(opened.id) == ["created", "attempt_started", "completed"])
        }
    }

    /// The client's own address is where our page sends the buyer on to, and never goes to the provider.
    @Test func theBankSendsBuyersBackToUs() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.confirm(try await fixture.open().id, "pm_card_authenticationRequired")
            #expect(record.state.attempt?.returnURL == "https://shop.example/thanks")
            let body = String(decoding: try #require(network.requests.last).body, as: UTF8.self)
            #expect(body.contains("return_url=https%3A%2F%2Ftill.example%2Fv1%2Fcheckout%2F\(record.id)%2Freturn"))
            #expect(!body.contains("shop.example"))
        }
    }

    @Test func aDeclineAndThenASuccess() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let id = try await fixture.open().id
            let declined = try await fixture.confirm(id, "pm_card_visa_chargeDeclinedInsufficientFunds")
            #expect(declined.state.status == .failed)
            #expect(declined.state.failure?.declineCode == "insufficient_funds")
            let paid = try await fixture.confirm(id)
            #expect(paid.state.status == .completed)
            #expect(paid.state.paidAttempt == 2)
            #expect(network.charges.count == 1)
        }
    }

    @Test(arguments: [AuthenticationOutcome.approve, .refuse])
    func theBanksCheckWithoutAnyWebhook(_ answer: AuthenticationOutcome) async throws {
        let network = FlowNetwork()
        network.add(Fault(.loseWebhooks))
        try await FlowFixture.with(network) { fixture in
            let opened = try await fixture.open()
            let waiting = try await fixture.confirm(opened.id, "pm_card_authenticationRequired")
            #expect(waiting.state.attempt?.outcome == .requiresAction)
            #expect(waiting.state.nextAction?.redirectURL.isEmpty == false)
            #expect(network.answerBank(opened.state.intentID, answer))
            let back = try #require(try await fixture.flow.buyerReturned(opened.id))
            #expect(back.state.status == (answer == .approve ? .completed : .failed))
            #expect(network.charges.count == (answer == .approve ? 1 : 0))
            #expect(try network.webhooks().isEmpty)
        }
    }

    @Test func theBanksCheckWithNobodyComingBack() async throws {
        let network = FlowNetwork()
        network.add(Fault(.loseWebhooks))
        try await FlowFixture.with(network) { fixture in
            let opened = try await fixture.open()
            _ = try await fixture.confirm(opened.id, "pm_card_authenticationRequired")
            network.answerBank(opened.state.intentID, .approve)
            try await fixture.letTimePass { try await fixture.record(opened.id).state.status.isTerminal }
            #expect(try await fixture.record(opened.id).state.status == .completed)
        }
    }

    @Test func aFreeSessionAsksNobody() async throws {
        try await FlowFixture.with(Providers()) { fixture in
            let opened = try await fixture.open(.free)
            #expect(opened.state.version == 1)
            #expect(try fixture.flow.paymentHandles(opened) == nil)
            let done = try await fixture.confirm(opened.id, nil)
            #expect(done.state.status == .completed)
        }
    }

    @Test func aTrialSetsUpAPaymentMethod() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let opened = try await fixture.open(.trial)
            #expect(opened.state.intentID?.hasPrefix("seti_") == true)
            let done = try await fixture.confirm(opened.id)
            #expect(done.state.status == .completed)
            #expect(network.charges.isEmpty)
        }
    }

    @Test func aCancelAsksTheProviderFirst() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let id = try await fixture.open().id
            guard case .settled(let record) = try await fixture.flow.cancel(id) else { throw Unexpected("refused") }
            #expect(record.state.status == .canceled)
            #expect(network.calls.last == "POST /v1/payment_intents/{id}/cancel")
            guard case .settled(let again) = try await fixture.flow.cancel(id) else { throw Unexpected("refused") }
            #expect(again == record)
            #expect(network.callCount("cancel") == 1)
        }
    }

    /// Paid through the provider's own script, and we had not heard.
    @Test func aCancelThatFindsASuccessCompletes() async throws {
        let network = FlowNetwork()
        network.add(Fault(.loseWebhooks))
        try await FlowFixture.with(network) { fixture in
            let opened = try await fixture.open()
            network.call(
                "/v1/payment_intents/\(opened.state.intentID ?? "")/confirm",
                ["payment_method": "pm_card_visa", "return_url": "https://shop.example/"])
            guard case .settled(let record) = try await fixture.flow.cancel(opened.id) else {
                throw Unexpected("refused")
            }
            #expect(record.state.status == .completed)
            #expect(network.charges.count == 1 && network.refunds.isEmpty)
        }
    }

    @Test(arguments: [false, true])
    func expiryAsksTheProviderFirst(isPaid: Bool) async throws {
        let network = FlowNetwork()
        network.add(Fault(.loseWebhooks))
        try await FlowFixture.with(network) { fixture in
            let opened = try await fixture.open()
            if isPaid {
                network.call(
                    "/v1/payment_intents/\(opened.state.intentID ?? "")/confirm",
                    ["payment_method": "pm_card_visa", "return_url": "https://shop.example/"])
            }
            network.manual.advance(by: .seconds(3600))
            try await fixture.flow.cameDue(opened.id)
            let ended = try await fixture.record(opened.id)
            #expect(ended.state.status == (isPaid ? .completed : .expired))
            #expect(network.charges.count == (isPaid ? 1 : 0))
            #expect(network.callCount("cancel") == 1)
        }
    }

    /// Nothing is announced while the provider cannot be asked.
    @Test func anExpiryWaitsForTheProvider() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let opened = try await fixture.open()
            network.manual.advance(by: .seconds(3600))
            network.add(Fault(.status500, route: "cancel", count: 3))
            try await fixture.flow.cameDue(opened.id)
            #expect(try await fixture.record(opened.id).state.status == .pending)
            try await fixture.letTimePass { try await fixture.record(opened.id).state.status.isTerminal }
            #expect(try await fixture.record(opened.id).state.status == .expired)
        }
    }

    @Test(arguments: [LatePaymentPolicy.Answer.refund, .honour])
    func aPaymentAfterTheEnd(_ policy: LatePaymentPolicy.Answer) async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let opened = try await fixture.open(late: LatePaymentPolicy(afterExpiry: policy, afterCancel: policy))
            guard case .settled(let canceled) = try await fixture.flow.cancel(opened.id) else {
                throw Unexpected("refused")
            }
            #expect(canceled.state.status == .canceled)
            // What a provider should never say after it agreed to cancel; were it to, money would have moved.
            let report = IntentReport(
                intentID: opened.state.intentID ?? "", status: .succeeded, amount: opened.terms.quote.due,
                livemode: false)
            let event = VerifiedEvent(
                id: "evt_late", type: "payment_intent.succeeded", createdAt: fixture.now, accountID: nil,
                livemode: false, apiVersion: nil, subject: .intent(report, session: nil))
            #expect(try await fixture.flow.eventReceived(event, from: .stripe, payload: []) == .applied)
            await fixture.flow.drained()
            let ended = try await fixture.record(opened.id)
            switch policy {
            case .honour: #expect(ended.state.status == .completed)
            case .refund:
                // Nothing was charged, so that the provider refuses, and a person has to look.
                #expect(ended.state.latePayment?.resolution == .refundRefused)
                #expect(network.callCount("/v1/refunds") == 1)
                #expect(fixture.log.reviews.count == 1)
            }
        }
    }

    @Test func aConnectedAccountAndThePlatformsFee() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            try await fixture.store.pool.execute(
                "UPDATE organizations SET stripe_account_id = 'acct_1', application_fee_basis_points = 250")
            let outcome = try await fixture.flow.create(try fixture.order(email: "a@b.example", accountID: "acct_1"))
            guard case .open(let record, _) = outcome else { throw Unexpected("\(outcome)") }
            let request = try #require(network.requests.last)
            let body = String(decoding: request.body, as: UTF8.self)
            // 2.5 % of 19.99, rounded down.
            #expect(body.contains("application_fee_amount=49"))
            #expect(body.contains("receipt_email=a%40b.example"))
            #expect(request.headers["Stripe-Account"] == "acct_1")
            #expect(try await fixture.confirm(record.id).state.status == .completed)
            #expect(network.requests.allSatisfy { $0.headers["Stripe-Account"] == "acct_1" })
            #expect(try fixture.flow.paymentHandles(record)?.accountID == "acct_1")
        }
    }

    @Test func sharesAreRoundedDownAndNeverOverflow() throws {
        let usd = try #require(Currency("usd"))
        func share(_ units: Int64, _ points: Int) -> Int64? {
            Money(minorUnits: units, currency: usd).share(basisPoints: points)?.minorUnits
        }
        #expect(share(1999, 250) == 49)
        #expect(share(10_000, 1) == 1)
        #expect(share(9_999, 1) == nil)
        #expect(share(100, 0) == nil)
        #expect(share(100, 10_000) == 100)
        #expect(share(100, 10_001) == nil)
        #expect(share(.max, 10_000) == .max)
    }
}

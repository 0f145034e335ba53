import Foundation
import Testing

@testable import Checkout

@Suite("Session views")
struct SessionViewTests {
    private let links = SessionLinks(checkout: "c", status: "s", stream: "t")

    private func session() throws -> CheckoutSession {
        let order = OrderFixture.order {
            $0.customer = CustomerDetails(email: "buyer@mail.example", name: "Canary Name", externalID: "canary-id")
            $0.metadata = (try? Metadata(["note": "canary-note"])) ?? .empty
            $0.successURL = "https://shop.example/{CHECKOUT_SESSION_ID}"
        }
        let terms = try OrderFixture.terms(order)
        let created = SessionMachine.created(terms.payment, at: SessionFixture.start)
        let machine = SessionMachine(terms: terms.payment, state: created.state)
        return CheckoutSession(terms: terms, state: machine.intentCreated("pi_1", at: SessionFixture.start).state)
    }

    @Test func theFirstOneIsVersionOne() throws {
        let view = try session().view(links: links)
        #expect(view.version == 1)
        #expect(view.status == .pending)
        #expect(view.paymentStatus == .requiresPaymentMethod)
        #expect(view.paymentIntentID == "pi_1")
        #expect(view.total == SessionFixture.usd(1999))
        #expect(view.currency.code == "usd")
        #expect(view.successURL == "https://shop.example/\(view.id)")
        #expect(view.expiresAt == SessionFixture.start + .seconds(3600))
        #expect(!view.requiresAction)
        #expect(!view.isTerminal)
    }

    /// Whoever has only the id learns nothing of the buyer and of the merchant's notes.
    @Test func thePublicOneNamesNobody() throws {
        var text = ""
        dump(try session().view(links: links), to: &text)
        for canary in ["buyer@mail.example", "Canary Name", "canary-id", "canary-note", "secret"] {
            #expect(!text.contains(canary))
        }
    }

    @Test func thePrivateOneDoes() throws {
        let session = try session()
        let view = session.privateView(
            of: session.view(links: links), clientSecret: "s",
            payment: PaymentHandles(publishableKey: "pk", providerClientSecret: nil, accountID: nil))
        #expect(view.customer.email == "buyer@mail.example")
        #expect(view.metadata["note"] == "canary-note")
        #expect(view.clientSecret == "s")
    }

    @Test func confirmationsSayWhatToDo() throws {
        var session = try session()
        func summary() -> ConfirmationSummary { ConfirmationSummary(session.view(links: links)) }
        session.state = try session.machine.confirmRequested(paymentMethod: "pm", at: SessionFixture.start).state
        #expect(summary().message == "The payment is being processed.")
        let report = IntentReport(
            intentID: "pi_1", status: .requiresAction(SessionFixture.bank), amount: SessionFixture.usd(1999),
            livemode: false)
        func answered(_ status: IntentStatus) -> SessionState {
            var report = report
            report.status = status
            return session.machine.confirmAnswered(attempt: 1, .reported(report), at: SessionFixture.start).state
        }
        let started = session.state
        session.state = answered(.requiresAction(SessionFixture.bank))
        #expect(summary().requiresAction)
        #expect(summary().actionURL == SessionFixture.bank.redirectURL)
        #expect(!summary().success)
        session.state = started
        session.state = answered(.requiresPaymentMethod(Decline(declineCode: "insufficient_funds")))
        #expect(summary().message == "The card has insufficient funds.")
        session.state = started
        session.state = answered(.succeeded)
        #expect(summary().success)
        #expect(summary().actionURL == nil)
    }

    /// Stores may keep the state as it is.
    @Test func statesComeBackFromJSON() throws {
        var session = DrivenSession()
        var states = [session.state]
        try session.confirm()
        states.append(session.state)
        session.answer(.requiresAction(SessionFixture.bank))
        states.append(session.state)
        session.answer(.requiresPaymentMethod(Decline(declineCode: "expired_card")))
        states.append(session.state)
        session.now = SessionFixture.expiry
        session.due()
        states.append(session.state)
        session.cancelAnswer(.canceled)
        session.event(.succeeded)
        states.append(session.state)
        for state in states {
            let data = try JSONEncoder().encode(state)
            #expect(try JSONDecoder().decode(SessionState.self, from: data) == state)
        }
    }
}

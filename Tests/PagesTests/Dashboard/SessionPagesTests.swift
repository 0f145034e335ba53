import Checkout
import HTTPMessages
import Pages
import Testing

@Suite("Sessions as the dashboard draws them") struct SessionPagesTests {
    private let assets: PageAssets

    init() throws { assets = try PageAssets() }

    private func page(_ session: CheckoutSession, _ lines: [TimelineLine] = []) -> String {
        DashboardFixture.text(
            SessionPage(session, product: nil, timeline: lines).document(in: DashboardFixture.frame, assets))
    }

    @Test func everyFieldIsText() throws {
        let evil = DashboardFixture.evil
        let customer = CustomerDetails(email: "a@b", name: evil, externalID: evil, taxID: String(evil.prefix(50)))
        let session = try DashboardFixture.session(customer, metadata: [String(evil.prefix(40)): evil])
        DashboardFixture.expectEscaped(page(session))
        var frame = DashboardFixture.frame
        frame.organization = evil
        frame.keyHint = evil
        frame.formToken = evil
        var list = SessionListPage([.init(session, product: evil)])
        list.search = evil
        list.searchedBy = "e-mail"
        DashboardFixture.expectEscaped(DashboardFixture.text(list.document(in: frame, assets)))
        let line = TimelineLine(
            at: DashboardFixture.now, event: evil, type: evil, state: .failed, tries: 1, error: evil)
        let other = TimelineLine(
            at: DashboardFixture.now, session: evil, attempt: nil, detail: evil, version: 1, sequence: 1)
        DashboardFixture.expectEscaped(page(try DashboardFixture.session(), [line, other]))
        DashboardFixture.expectEscaped(
            DashboardFixture.text(LoginPage(next: evil, problem: evil, notice: evil).document(assets)))
        DashboardFixture.expectEscaped(
            DashboardFixture.text(DashboardMessage(title: evil, message: evil, requestID: evil).document(assets)))
    }

    @Test func whatSomebodyWroteIsNoAddress() throws {
        let session = try DashboardFixture.session(CustomerDetails(email: "\"x&status=failed\"@b"))
        #expect(page(session).contains("/dashboard?q=%22x%26status%3Dfailed%22%40b"))
    }

    @Test(arguments: SessionStatus.allCases) func everyStatusIsSaidInWords(_ status: SessionStatus) throws {
        let session = try DashboardFixture.session { $0.status = status }
        let text = page(session)
        let words: [SessionStatus: String] = [
            .pending: "waits for the buyer to choose", .processing: "has not said yet how it ends",
            .completed: "Nothing was due.", .failed: "may try again", .expired: "Its time ran out",
            .canceled: "It was ended before",
        ]
        #expect(text.contains(try #require(words[status])))
    }

    @Test(arguments: AttemptOutcome.allCases) func everyOutcomeIsSaidInWords(_ outcome: AttemptOutcome) throws {
        let session = try DashboardFixture.session {
            $0.attempt = PaymentAttempt(
                number: 2, paymentMethod: "pm_1", startedAt: DashboardFixture.now, outcome: outcome)
        }
        #expect(page(session).contains("<dd>2, "))
        let words: [AttemptOutcome: String] = [
            .requiresAction: "waits for the buyer to approve", .unknown: "answer was lost",
            .started: "is being sent to the provider",
        ]
        #expect(
            page(session).contains(words[outcome] ?? (outcome == .processing ? "has not said" : "choose a way to pay")))
    }

    @Test func everyKindOfEntryHasItsOwnTitle() throws {
        let lines = SessionEvent.Kind.allCases.enumerated().map { index, kind in
            TimelineLine(
                at: DashboardFixture.now + .seconds(index), session: kind.rawValue, attempt: nil, detail: nil,
                version: nil, sequence: index)
        }
        #expect(Set(lines.map(\.title)).count == lines.count)
        #expect(lines.allSatisfy { $0.title != $0.kind })
        let others = SubscriptionEvent.Kind.allCases.map { kind in
            TimelineLine(
                at: DashboardFixture.now, subscription: kind.rawValue, status: .active, detail: nil, version: nil,
                sequence: 1)
        }
        #expect(Set(others.map(\.title)).count == others.count)
        #expect(others.allSatisfy { $0.title != $0.kind })
    }

    @Test func aTimelineTellsWhenAndHowLongAfter() throws {
        let start = DashboardFixture.now - .seconds(90)
        let lines = [
            TimelineLine(at: start, session: "created", attempt: nil, detail: nil, version: 1, sequence: 1),
            TimelineLine(
                at: start + .milliseconds(1250), session: "payment_failed", attempt: 1, detail: "insufficient_funds",
                version: 2, sequence: 2),
        ]
        let text = page(try DashboardFixture.session(), lines)
        #expect(text.contains("+1.2 s") && text.contains(">07:58:31.250</time>") && text.contains("1 min ago"))
        #expect(text.contains("attempt 1") && text.contains(">v2</span>"))
        #expect(text.contains("2027-01-15 07:58:31.250 UTC"))
    }

    @Test func lateMoneyIsSaid() throws {
        let session = try DashboardFixture.session {
            $0.status = .expired
            $0.latePayment = LatePayment(receivedAt: DashboardFixture.now, resolution: .refundRefused)
        }
        #expect(page(session).contains("the provider refuses the refund"))
    }

    @Test func everyControlHasAName() throws {
        let text = page(try DashboardFixture.session(CustomerDetails(email: "a@b", externalID: "u1")))
        for button in text.components(of: "<button") {
            let isNamed =
                button.contains("aria-label=\"") || button.prefix { $0 != "<" }.split(separator: ">").count > 1
            #expect(isNamed, "\(button.prefix(80))")
        }
        let list = DashboardFixture.text(SessionListPage([]).document(in: DashboardFixture.frame, assets))
        #expect(list.contains("<label class=\"unseen\" for=\"q\">") && list.contains("<input id=\"q\""))
        #expect(list.contains("aria-current=\"page\">Sessions"))
    }
}

extension String {
    /// What follows each occurrence.
    fileprivate func components(of text: String) -> [Substring] {
        Array(split(separator: text, omittingEmptySubsequences: false).dropFirst())
    }
}

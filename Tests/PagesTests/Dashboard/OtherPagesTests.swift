import Checkout
import HTTPMessages
import Pages
import Testing

@Suite("Events, reviews and health as the dashboard draws them") struct OtherPagesTests {
    private let assets: PageAssets
    private let evil = DashboardFixture.evil
    private let now = DashboardFixture.now

    init() throws { assets = try PageAssets() }

    private func line(_ standing: EventStanding) -> EventListPage.Line {
        var line = EventListPage.Line(
            id: "pev_1", providerID: evil, type: evil, receivedAt: now, standing: standing, tries: 3)
        line.error = evil
        return line
    }

    private func event(_ standing: EventStanding, _ payload: String = "{}") -> String {
        let page = EventPage(line(standing), provider: .stripe, createdAt: now, payload: Array(payload.utf8))
        return DashboardFixture.text(page.document(in: DashboardFixture.frame, assets))
    }

    private func health(_ change: (inout HealthFigures) -> Void) -> String {
        var figures = HealthFigures(version: "1.2.3")
        change(&figures)
        return DashboardFixture.text(HealthPage(figures).document(in: DashboardFixture.frame, assets))
    }

    @Test func everyFieldIsText() throws {
        var list = EventListPage([line(.parked)])
        list.search = evil
        DashboardFixture.expectEscaped(DashboardFixture.text(list.document(in: DashboardFixture.frame, assets)))
        DashboardFixture.expectEscaped(event(.failed))
        DashboardFixture.expectEscaped(event(.applied, evil))
        var review = ReviewLine(id: "rev_1", kind: evil, detail: evil, createdAt: now)
        review.note = evil
        let reviews = ReviewListPage([review], status: "open")
        DashboardFixture.expectEscaped(DashboardFixture.text(reviews.document(in: DashboardFixture.frame, assets)))
        var page = ReviewPage(review, noteCharacterCount: 1000)
        page.problem = evil
        page.note = evil
        DashboardFixture.expectEscaped(DashboardFixture.text(page.document(in: DashboardFixture.frame, assets)))
        let figures = health {
            $0.checks = [.init(evil, problem: evil)]
            $0.refusedWebhooks = [(evil, 1)]
        }
        DashboardFixture.expectEscaped(figures)
    }

    @Test(arguments: EventStanding.allCases) func whatIsDoneIsNotDoneAgain(_ standing: EventStanding) {
        #expect(event(standing).contains("action=\"/dashboard/events/pev_1/replay\"") == (standing != .applied))
    }

    @Test func secretsAreLeftOutOfBodies() {
        let text = event(
            .applied,
            #"{"a":[{"client_secret":"s3cret","n":1.50}],"secret":"s3cret","client_secret_set":true,"e":{},"l":[]}"#)
        #expect(!text.contains("s3cret"))
        #expect(text.contains("&quot;n&quot;: 1.50") && text.contains("&quot;client_secret_set&quot;: true"))
        #expect(event(.applied, "not JSON").contains(">not JSON</pre>"))
    }

    @Test func aReviewThatIsResolvedHasNoForm() {
        var review = ReviewLine(id: "rev_1", kind: "refund_refused", detail: "why", createdAt: now)
        func text(_ review: ReviewLine) -> String {
            DashboardFixture.text(
                ReviewPage(review, noteCharacterCount: 1000).document(in: DashboardFixture.frame, assets))
        }
        #expect(text(review).contains("<textarea") && text(review).contains("The provider refuses a refund."))
        review.resolvedAt = now
        #expect(!text(review).contains("<textarea"))
    }

    @Test func healthSaysWhatIsWrong() {
        #expect(
            health { $0.checks = [.init("database", problem: "the database does not answer")] }.contains("Not ready"))
        #expect(health { $0.clockSkew = .seconds(-42) }.contains("42.0 s behind"))
        #expect(health { $0.clockSkew = .milliseconds(300) }.contains("In step"))
        let silent = health {
            $0.expectsWebhooks = true
            $0.webhookSilence = .seconds(700)
        }
        #expect(silent.contains("Silent for 11 min 40 s") && silent.contains("does the provider know this address"))
        #expect(health { _ in }.contains("None expected"))
        let changed = health {
            $0.signatures = [.init(secret: 1, fitting: 0, others: 7)]
            $0.refusedWebhooks = [("signature_mismatch", 7)]
        }
        #expect(changed.contains("the secret was changed") && changed.contains("7: signature mismatch"))
        let late = health {
            $0.work = [
                .init(kind: "due_sessions", backlog: 12, age: .seconds(90), running: 1, done: 5, failed: 0)
            ]
        }
        #expect(late.contains("12 waiting") && late.contains("1 min 30 s") && late.contains("due sessions"))
        let nothing = HealthPage(nil).document(in: DashboardFixture.frame, assets)
        #expect(DashboardFixture.text(nothing).contains("cannot be had"))
    }
}

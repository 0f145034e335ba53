import Testing

@testable import Checkout

/// Provider events arrive late, twice and in any order. Every order of every set, each event delivered twice, has to end
/// in the same state, having told the same final story.
@Suite("Every order of provider events")
struct EventOrderTests {
    /// What happens on our side before the events come, and the events that belong to it.
    struct Story: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let local: @Sendable (inout DrivenSession) throws -> Void
        let events: [IntentReport]
        let status: SessionStatus
        let payment: PaymentStatus
    }

    private static let fixture = SessionFixture()

    private static func event(_ status: IntentStatus, _ attempt: Int? = nil) -> IntentReport {
        fixture.report(status, attempt: attempt)
    }

    private static let declined = IntentStatus.requiresPaymentMethod(Decline(declineCode: "insufficient_funds"))
    private static let action = IntentStatus.requiresAction(SessionFixture.bank)

    static let stories = [
        Story(
            testDescription: "paid, and our call is still under way", local: { try $0.confirm() },
            events: [event(.processing, 1), event(.succeeded, 1)], status: .completed, payment: .succeeded),
        Story(
            testDescription: "paid through the bank's check, and our answer was lost",
            local: {
                try $0.confirm()
                $0.loseAnswer()
            },
            events: [event(action, 1), event(.processing, 1), event(.succeeded)], status: .completed,
            payment: .succeeded),
        Story(
            testDescription: "declined, and our answer was lost",
            local: {
                try $0.confirm()
                $0.loseAnswer()
            },
            events: [event(action, 1), event(.processing, 1), event(declined, 1)], status: .failed,
            payment: .requiresPaymentMethod),
        Story(
            testDescription: "declined once, then paid with another card",
            local: {
                try $0.confirm("pm_a")
                $0.answer(declined)
                try $0.confirm("pm_b")
            },
            events: [
                event(action, 1), event(declined, 1), event(action, 2), event(.processing, 2), event(.succeeded, 2),
            ], status: .completed, payment: .succeeded),
        Story(
            testDescription: "declined twice",
            local: {
                try $0.confirm("pm_a")
                $0.answer(declined)
                try $0.confirm("pm_b")
                $0.loseAnswer()
            },
            events: [event(action, 1), event(declined, 1), event(action, 2), event(declined, 2)], status: .failed,
            payment: .requiresPaymentMethod),
        Story(
            testDescription: "the check was given up for another card, which paid",
            local: {
                try $0.confirm("pm_a")
                $0.answer(action)
                try $0.confirm("pm_b")
            },
            events: [event(action, 1), event(declined, 1), event(.processing, 2), event(.succeeded, 2)],
            status: .completed, payment: .succeeded),
        Story(
            testDescription: "the check was left alone until the provider gave up",
            local: {
                try $0.confirm()
                $0.answer(action)
            },
            events: [event(action, 1), event(.canceled)], status: .canceled, payment: .canceled),
        Story(
            testDescription: "expired, with the events of a declined attempt still coming",
            local: {
                try $0.confirm()
                $0.answer(declined)
                $0.now = SessionFixture.expiry
                $0.due()
                $0.cancelAnswer(.canceled)
            },
            events: [event(action, 1), event(declined, 1), event(.canceled)], status: .expired, payment: .canceled),
        Story(
            testDescription: "paid after the end",
            local: {
                try $0.cancel()
                $0.cancelAnswer(.canceled)
            },
            events: [event(.canceled), event(.processing), event(.succeeded)], status: .canceled, payment: .canceled),
        Story(
            testDescription: "paid, among events that are not ours",
            local: { try $0.confirm() },
            events: [event(.succeeded, 1)] + ReportMismatch.allCases.map { fixture.strayReport($0, attempt: 1) },
            status: .completed, payment: .succeeded),
    ]

    @Test(arguments: stories)
    func endsInTheSameState(story: Story) throws {
        var start = DrivenSession(Self.fixture)
        try story.local(&start)
        var session = start
        session.after(.seconds(1))
        // States after each multiset of deliveries: all orders are followed, equal states together.
        var layer: [[Int]: Set<SessionState>] = [story.events.map { _ in 2 }: [session.state]]
        for _ in 0..<(story.events.count * 2) {
            var next: [[Int]: Set<SessionState>] = [:]
            for (left, states) in layer {
                for index in left.indices where left[index] > 0 {
                    var rest = left
                    rest[index] -= 1
                    for state in states {
                        let machine = Self.fixture.machine(state)
                        let after = machine.providerEventReceived(story.events[index], at: session.now).state
                        next[rest, default: []].insert(after)
                    }
                }
            }
            layer = next
        }
        let ends = try #require(layer.values.first)
        #expect(layer.count == 1)
        // Versions tell how many steps were seen on the way; orders differ in that and in nothing else.
        let stories = Set(ends.map(\.withoutHistory))
        #expect(stories.count == 1, "\(stories)")
        let end = try #require(ends.first)
        #expect(end.status == story.status)
        #expect(end.paymentStatus(in: .standard) == story.payment)
    }
}

extension SessionState {
    /// Without the traces of how it came about: how many versions were told, how often the provider was asked.
    fileprivate var withoutHistory: SessionState {
        var state = self
        state.version = 0
        state.checkAt = nil
        state.checkedAt = nil
        state.checkCount = 0
        return state
    }
}

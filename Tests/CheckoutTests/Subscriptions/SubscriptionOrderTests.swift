import Testing

@testable import Checkout

/// Events arrive late, twice and in any order, and whoever asks the provider in between gets its truth. Every order of
/// every set, each event delivered twice, has to end in the same state.
@Suite struct SubscriptionOrderTests {
    struct Story: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reports: [(hours: Int64, report: SubscriptionReport)]
        var bills: [InvoiceReport] = []
        let status: SubscriptionStatus
    }

    private static let fixture = SubscriptionFixture()
    /// Hours after the end of the first period.
    private static func hour(_ hours: Int64) -> Timestamp {
        fixture.plan.period.boundary(1, from: SubscriptionFixture.start) + .seconds(hours * 3600)
    }

    static let stories = [
        Story(
            testDescription: "renewed, failed, recovered",
            reports: [
                (0, fixture.report(period: 1)), (1, fixture.report(.pastDue, period: 1)),
                (48, fixture.report(period: 1)),
            ],
            bills: [
                fixture.invoice(.open, attempts: 1, period: 1), fixture.invoice(.paid, attempts: 2, period: 1),
            ], status: .active),
        Story(
            testDescription: "failed until the provider gave up",
            reports: [
                (1, fixture.report(.pastDue, period: 1)), (72, fixture.report(.unpaid, period: 1)),
                (96, fixture.report(.canceled, period: 1)),
            ], bills: [fixture.invoice(.open, attempts: 4, period: 1)], status: .canceled),
        Story(
            testDescription: "canceled, reactivated, canceled again",
            reports: [
                (0, fixture.report(period: 1)), (10, fixture.report(period: 1, cancels: true)),
                (20, fixture.report(period: 1)), (30, fixture.report(period: 1, cancels: true)),
            ], status: .active),
        Story(
            testDescription: "two changes within one second",
            reports: [(5, fixture.report(.pastDue, period: 1)), (5, fixture.report(period: 1))], status: .active),
        Story(
            testDescription: "paused and resumed",
            reports: [(1, fixture.report(.paused, period: 1)), (9, fixture.report(.active, period: 1))],
            status: .active),
    ]

    /// `answersAtOnce`: look-ups are answered with the provider's last word as soon as they are asked for; else at the end.
    @Test(arguments: stories, [true, false])
    func endsInTheSameState(_ story: Story, _ answersAtOnce: Bool) throws {
        let truth = try #require(story.reports.last?.report)
        var start = DrivenSubscription.provisioned()
        start.now = Self.hour(100)
        let count = story.reports.count + story.bills.count
        var layer: [[Int]: Set<SubscriptionState>] = [Array(repeating: 2, count: count): [start.state]]
        for _ in 0..<(count * 2) {
            var next: [[Int]: Set<SubscriptionState>] = [:]
            for (left, states) in layer {
                for index in left.indices where left[index] > 0 {
                    var rest = left
                    rest[index] -= 1
                    for state in states {
                        var driven = start
                        driven.state = state
                        let before = driven.state
                        deliver(index, of: story, to: &driven)
                        if answersAtOnce, driven.last.asksToLookUp { driven.lookUp(truth) }
                        check(driven, after: before)
                        next[rest, default: []].insert(driven.state)
                    }
                }
            }
            layer = next.mapValues { Set($0.map(\.withoutCounts)) }
        }
        var ends: Set<SubscriptionState> = []
        for state in try #require(layer.values.first) {
            var driven = start
            driven.state = state
            // Whatever is owed by then is done: a look-up that was asked for, or the next one by time.
            for _ in 0..<3 where driven.state.checkAt != nil {
                if driven.due().asksToLookUp { driven.lookUp(truth) }
            }
            ends.insert(driven.state.withoutHistory)
        }
        #expect(ends.count == 1, "\(ends)")
        #expect(ends.first?.status == story.status)
        #expect(ends.first?.cancelAtPeriodEnd == truth.cancelAtPeriodEnd)
    }

    private func deliver(_ index: Int, of story: Story, to driven: inout DrivenSubscription) {
        if index < story.reports.count {
            let (hours, report) = story.reports[index]
            driven.event(report, createdAt: Self.hour(hours))
        } else {
            driven.take(driven.machine.invoiceReported(story.bills[index - story.reports.count], at: driven.now))
        }
    }

    private func check(_ driven: DrivenSubscription, after before: SubscriptionState) {
        let after = driven.state
        #expect(!before.status.isTerminal || after.status == before.status)
        #expect(after.version >= before.version)
        #expect(before.eventAt == nil || (after.eventAt ?? .earliest) >= before.eventAt ?? .earliest)
    }
}

extension SubscriptionState {
    /// Equal states are followed once: how often something was counted says nothing about how things stand.
    fileprivate var withoutCounts: SubscriptionState {
        var state = self
        state.version = 1
        state.revision = 1
        state.checkCount = 0
        return state
    }

    fileprivate var withoutHistory: SubscriptionState {
        var state = withoutCounts
        state.checkAt = nil
        state.eventAt = nil
        state.reportedAt = nil
        state.updatedAt = state.createdAt
        return state
    }
}

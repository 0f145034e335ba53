import Foundation
import Testing

@testable import Checkout

@Suite struct SubscriptionHistoryTests {
    private let begin = "<!-- drawn from the code -->\n"
    private let end = "<!-- end -->\n"

    /// Run with `TILL_DRAW_CHARTS=1` to draw it anew.
    @Test func theChartAgreesWithTheDocument() throws {
        // Tests/CheckoutTests/Subscriptions/…, without its last four components.
        let root = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        let document = root.appending(path: "docs/subscriptions.md")
        let text = try String(contentsOf: document, encoding: .utf8)
        let parts = text.components(separatedBy: begin)
        let tail = try #require(parts.last?.components(separatedBy: end))
        try #require(parts.count == 2 && tail.count == 2)
        let chart = SubscriptionChart().markdown
        if ProcessInfo.processInfo.environment["TILL_DRAW_CHARTS"] == "1" {
            try Data((parts[0] + begin + chart + end + tail[1]).utf8).write(to: document)
        } else {
            #expect(tail[0] == chart, "draw it anew with TILL_DRAW_CHARTS=1")
        }
    }

    /// Every sequence of five inputs; states that are alike are followed once.
    @Test func everyHistoryHoldsTheRules() {
        var layer: Set<Node> = [
            Node(.started()), Node(.started(.trial(days: 14))), Node(.provisioned()), Node(.made(isDraft: false)),
            Node(.started(.free)),
        ]
        var seen = layer
        var findings: [String: String] = [:]
        for _ in 0..<5 {
            var next: Set<Node> = []
            for node in layer {
                let driven = node.driven
                for input in SubscriptionInput.all {
                    guard let transition = input.apply(driven) else { continue }
                    for sentence in broken(by: transition, from: driven) where findings[sentence] == nil {
                        findings[sentence] = "\(input.name) after \(driven.events)"
                    }
                    var after = driven
                    after.take(transition)
                    if let event = transition.event { after.now = max(after.now, event.at) }
                    let reached = Node(after)
                    if seen.insert(reached).inserted { next.insert(reached) }
                }
            }
            layer = next
        }
        #expect(findings == [:])
        #expect(seen.count > 500)
    }

    private func broken(by transition: SubscriptionTransition, from driven: DrivenSubscription) -> [String] {
        let (before, after) = (driven.state, transition.state)
        let rules = driven.fixture.terms.entitlements
        let (was, isNow) = (rules.areGranted(in: before.status), rules.areGranted(in: after.status))
        let calls = transition.effects.filter { !$0.isTransactional && !$0.isLookUp }
        let claims: [(Bool, String)] = [
            (!before.status.isTerminal || after.status == before.status, "the end is the end"),
            (after.status.isTerminal == (after.endedAt != nil), "an end has its time"),
            (after.status != .canceled || after.canceledAt != nil, "a cancel has its time"),
            (after.owed == nil || after.checkAt != nil, "what is owed has a time"),
            (!after.status.isLive || after.checkAt != nil && after.currentPeriod != nil, "what runs is looked after"),
            (!after.status.isTerminal || after.owed != nil || after.checkAt == nil, "what has ended costs nothing"),
            (calls.count <= 1, "one call at a time"),
            (calls.isEmpty || after.owed?.isUnderWay == true, "a call is on record before it is made"),
            (was || !isNow || transition.effects.contains(.grantEntitlements), "who is entitled is told so"),
            (!was || isNow || transition.effects.contains(.revokeEntitlements), "who is no more entitled is told so"),
            (after.version - before.version == (transition.event?.isVisible == true ? 1 : 0), "versions count events"),
            (after.callCount >= before.callCount, "numbers of calls are not used twice"),
            (
                before.origin?.paid == nil || after.origin == before.origin, "what was paid for is not forgotten"
            ),
        ]
        return claims.filter { !$0.0 }.map(\.1)
    }

    /// States that differ in counts only have the same future.
    private struct Node: Hashable {
        let driven: DrivenSubscription
        private let state: SubscriptionState

        init(_ driven: DrivenSubscription) {
            self.driven = driven
            var state = driven.state
            (state.version, state.revision, state.checkCount, state.callCount) = (1, 1, 0, 0)
            (state.checkAt, state.eventAt, state.reportedAt) = (nil, nil, nil)
            state.updatedAt = state.createdAt
            state.owed = state.owed.map { owed in
                OwedCall(
                    kind: owed.kind, number: 0, plan: owed.plan, sentAt: state.createdAt, isUnderWay: owed.isUnderWay,
                    isInDoubt: owed.isInDoubt)
            }
            (state.canceledAt, state.endedAt) = (state.canceledAt.map { _ in state.createdAt }, nil)
            self.state = state
        }

        static func == (left: Node, right: Node) -> Bool { left.state == right.state }
        func hash(into hasher: inout Hasher) { state.hash(into: &hasher) }
    }
}

extension SubscriptionEffect {
    fileprivate var isLookUp: Bool { if case .lookUp = self { true } else { false } }
}

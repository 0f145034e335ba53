import Foundation
import Testing

@testable import Checkout

@Suite struct RefundHistoryTests {
    private static let starts: [DrivenRefund] =
        [.requested()] + RefundReport.Status.allCases.map { .found($0) } + [.found(.succeeded, .automatic)]

    private let begin = "<!-- drawn from the code -->\n"
    private let end = "<!-- end -->\n"

    /// Run with `TILL_DRAW_CHARTS=1` to draw it anew.
    @Test func theChartAgreesWithTheDocument() throws {
        // Tests/CheckoutTests/Refunds/…, without its last four components.
        let root = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        let document = root.appending(path: "docs/refunds.md")
        let text = try String(contentsOf: document, encoding: .utf8)
        let parts = text.components(separatedBy: begin)
        let tail = try #require(parts.last?.components(separatedBy: end))
        try #require(parts.count == 2 && tail.count == 2)
        let chart = RefundChart().markdown
        if ProcessInfo.processInfo.environment["TILL_DRAW_CHARTS"] == "1" {
            try Data((parts[0] + begin + chart + end + tail[1]).utf8).write(to: document)
        } else {
            #expect(tail[0] == chart, "draw it anew with TILL_DRAW_CHARTS=1")
        }
    }

    /// Every sequence of six inputs; states that are alike are followed once.
    @Test func everyHistoryHoldsTheRules() {
        var layer = Set(Self.starts.map(Node.init))
        var seen = layer
        var findings: [String: String] = [:]
        for _ in 0..<6 {
            var next: Set<Node> = []
            for node in layer {
                for input in RefundInput.allCases {
                    let (transition, now) = input.apply(node.driven)
                    for sentence in broken(by: transition, at: now, from: node.driven) where findings[sentence] == nil {
                        findings[sentence] = "\(input) after \(node.driven.lines)"
                    }
                    var after = node.driven
                    after.take(transition)
                    after.now = now
                    let reached = Node(after)
                    if seen.insert(reached).inserted { next.insert(reached) }
                }
            }
            layer = next
        }
        #expect(findings == [:])
        #expect(seen.count > 40)
    }

    private func broken(
        by transition: RefundTransition, at now: Timestamp, from driven: DrivenRefund
    ) -> [String] {
        let (before, after) = (driven.state, transition.state)
        let isOpen = after.call != nil || after.status == .pending || after.status == .requiresAction
        let claims: [(Bool, String)] = [
            (after.providerID != nil || after.call != nil || after.status == .failed, "what is not known is asked for"),
            (!isOpen || after.checkAt != nil, "what is open has a time"),
            (after.call == nil || after.status == .pending, "what is asked for is pending"),
            (after.call == nil || after.providerID == nil, "what is known is not asked for"),
            (before.providerID == nil || after.providerID == before.providerID, "it stays the same refund"),
            (
                before.providerID == nil || after.status.progress >= before.status.progress,
                "what the provider tells only moves on"
            ),
            (transition.effects.count <= 1, "one call at a time"),
            (!transition.creates || after.call?.sentAt == now, "a call is on record before it is made"),
            (!transition.creates || before.providerID == nil, "what exists is not made again"),
            (
                before.call?.doubtfulAt == nil || after.status != .failed || after.providerID != nil
                    || now >= (before.call?.doubtfulAt ?? now) + .seconds(120),
                "what may have been done is not given up"
            ),
            (
                after.call?.number ?? 0 <= before.call?.number ?? 1
                    || now >= (before.call?.doubtfulAt ?? now) + .seconds(120),
                "no second key while the first may be done"
            ),
            (transition.changesState == (after.revision == before.revision + 1), "every change is counted"),
            (after.status == before.status || transition.line != nil, "every status has its line"),
            (transition.changesState || after == before, "no change is no change"),
        ]
        return claims.filter { !$0.0 }.map(\.1)
    }

    /// States that differ in counts and times only have much the same future.
    private struct Node: Hashable {
        let driven: DrivenRefund
        private let state: RefundState
        private let ages: [Int64]

        init(_ driven: DrivenRefund) {
            self.driven = driven
            var state = driven.state
            (state.revision, state.checkAt) = (1, state.checkAt.map { _ in DrivenRefund.start })
            state.checkCount = min(state.checkCount, 5)
            state.updatedAt = DrivenRefund.start
            // Only whether limits have passed counts.
            ages = [
                driven.now - DrivenRefund.start > RefundPace.patience ? 1 : 0,
                state.call.map { driven.now - $0.startedAt >= RefundPace.repeatWindow ? 1 : 0 } ?? 2,
                state.call?.doubtfulAt.map { driven.now - $0 >= .seconds(120) ? 1 : 0 } ?? 2,
            ]
            state.call = state.call.map { call in
                RefundCall(
                    number: min(2, call.number), startedAt: DrivenRefund.start, sentAt: DrivenRefund.start,
                    doubtfulAt: call.doubtfulAt.map { _ in DrivenRefund.start })
            }
            self.state = state
        }

        static func == (left: Node, right: Node) -> Bool { left.state == right.state && left.ages == right.ages }
        func hash(into hasher: inout Hasher) {
            hasher.combine(state)
            hasher.combine(ages)
        }
    }
}

extension RefundTransition {
    fileprivate var creates: Bool {
        effects.contains { effect in if case .create = effect { true } else { false } }
    }
}

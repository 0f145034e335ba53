import Testing

@testable import Checkout

/// Every sequence of seven inputs to the session of a change.
@Suite("All histories of a change")
struct ChangeHistoriesTests {
    private typealias Input = @Sendable (SessionMachine, Timestamp) -> Transition?

    /// A state and when it was reached: just opened, at the calls' deadline, at the expiry, and after it.
    private struct Node: Hashable {
        var state: SessionState
        var hour: Int
    }

    private static let hours: [Timestamp] = [
        SessionFixture.start, SessionFixture.start + .seconds(60), SessionFixture.expiry,
        SessionFixture.expiry + .seconds(120),
    ]

    private static let ends: [ChangeEnd] = [.done, .refused(Decline(.cardDeclined)), .notDone]

    private static let inputs: [(name: String, apply: Input)] = clients + ends(of: 1) + ends(of: 2)

    private static let clients: [(name: String, apply: Input)] = [
        ("confirm", { machine, now in try? machine.confirmRequested(paymentMethod: nil, at: now) }),
        ("confirm with a card", { machine, now in try? machine.confirmRequested(paymentMethod: "pm_1", at: now) }),
        ("cancel", { machine, now in try? machine.cancelRequested(at: now) }),
        ("time", { machine, now in machine.timeCameDue(at: now) }),
        ("buyer returned", { machine, now in machine.buyerReturned(at: now) }),
        ("status read", { machine, now in machine.statusRead(at: now) }),
        ("at once", { machine, now in machine.changedAtOnce(at: now) }),
        ("merchant notified", { machine, now in machine.fulfilled(.merchantNotified, at: now) }),
        ("intent created", { machine, now in machine.intentCreated("pi_1", at: now) }),
        ("fulfilment failed", { machine, now in machine.fulfilmentFailed(at: now) }),
    ]

    private static func ends(of attempt: Int) -> [(name: String, apply: Input)] {
        var inputs: [(name: String, apply: Input)] = ends.map { end in
            ("\(end) of \(attempt)", { machine, now in machine.changeEnded(attempt: attempt, end, at: now) })
        }
        inputs.append(
            ("unanswered \(attempt)", { machine, now in machine.changeUnanswered(attempt: attempt, at: now) }))
        return inputs
    }

    @Test func holdTheInvariants() {
        let fixture = SessionFixture(.change)
        var layer: [Node: UInt64] = [Node(state: fixture.open(), hour: 0): 1]
        var (findings, seen): ([String: String], Set<Node>) = ([:], [])
        for _ in 0..<7 {
            var next: [Node: UInt64] = [:]
            for (node, histories) in layer {
                seen.insert(node)
                if node.hour + 1 < Self.hours.count {
                    next[Node(state: node.state, hour: node.hour + 1), default: 0] += histories
                }
                for input in Self.inputs {
                    let machine = fixture.machine(node.state)
                    guard let transition = input.apply(machine, Self.hours[node.hour]) else { continue }
                    next[Node(state: transition.state, hour: node.hour), default: 0] += histories
                    for sentence in Self.broken(transition, node.state, input.name) where findings[sentence] == nil {
                        findings[sentence] = "\(input.name) at hour \(node.hour) of \(node.state)"
                    }
                }
            }
            layer = next
        }
        #expect(findings == [:])
        let histories = layer.values.reduce(0, +)
        #expect(histories > 300_000)
        print("change: \(histories) histories over \(seen.count) states")
    }

    private static func broken(_ transition: Transition, _ before: SessionState, _ input: String) -> [String] {
        let after = transition.state
        let completes = after.status == .completed && before.status != .completed
        let ends = after.status.hasEndedUnpaid && before.status != after.status
        let begins = transition.effects.contains { if case .changeSubscription = $0 { true } else { false } }
        let isVisible = VisibleState(after, mode: .change) != VisibleState(before, mode: .change)
        let unresolved = after.unresolvedAttempt
        let wasUnderWay = before.unresolvedAttempt
        let isTold = input == wasUnderWay.map { "done of \($0.number)" }
        let stopsIt = ends && wasUnderWay != nil && (input == "time" || input == "cancel")
        let isFirst = wasUnderWay == nil && before.ending == nil
        let isWritten = transition.attemptChanges == unresolved.map { [.started($0)] }
        let asksForIntent = transition.effects.contains(.cancelIntent) || transition.effects.contains(.fulfil)
        let claims: [(Bool, String)] = [
            (!before.status.isTerminal || after.status == before.status, "terminal states stay"),
            (!completes || isTold || input == "at once", "only a change completes"),
            (!completes || after.fulfilment.subscribedAt != nil, "what completes is given"),
            (!isTold || completes, "what is changed completes"),
            (!stopsIt, "what is under way is waited for"),
            (!begins || isFirst, "at most one is under way"),
            (!begins || isWritten, "an attempt is written first"),
            (unresolved == nil || after.checkAt != nil, "what is owed has a time"),
            (!after.status.isTerminal || after.checkAt == nil && unresolved == nil, "what has ended costs nothing"),
            (after.intentID == nil && after.latePayment == nil, "there is no intent, and no late money"),
            (after.version == before.version + (isVisible ? 1 : 0), "the version counts visible changes"),
            ((transition.event?.isVisible ?? false) == isVisible, "a visible change has its row"),
            (transition.event?.kind != .changed, "every change has a name"),
            (!asksForIntent, "the provider holds nothing of the session's own"),
        ]
        return claims.filter { !$0.0 }.map(\.1)
    }
}

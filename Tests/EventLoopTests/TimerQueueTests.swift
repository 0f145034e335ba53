import TestSupport
import Testing

@testable import EventLoop

@Suite struct TimerQueueTests {
    @Test func leavesInOrderOfDeadlineThenEntry() {
        var queue = TimerQueue<String>()
        _ = queue.insert("late", at: at(30))
        _ = queue.insert("early", at: at(10))
        _ = queue.insert("second", at: at(20))
        _ = queue.insert("third", at: at(20))
        #expect(queue.popDue(at(9)) == nil)
        #expect(
            [queue.popDue(at(30)), queue.popDue(at(30)), queue.popDue(at(30)), queue.popDue(at(30))]
                == ["early", "second", "third", "late"])
        #expect(queue.popDue(at(30)) == nil)
    }

    @Test func aTokenNamesNothingOnceItsEntryIsGone() {
        var queue = TimerQueue<Int>()
        let first = queue.insert(1, at: at(1))
        #expect(queue.remove(first) == 1)
        let second = queue.insert(2, at: at(1))
        #expect(queue.remove(first) == nil, "the slot is in use again, under another token")
        #expect(queue.remove(second) == 2)
        #expect(queue.earliest == nil)
    }

    @Test(arguments: [1, 2, 3, 42])
    func agreesWithASortedListUnderRandomInsertsAndRemovals(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var queue = TimerQueue<Int>()
        var model: [(deadline: UInt64, payload: Int, token: TimerQueue<Int>.Token)] = []
        for payload in 0..<2_000 {
            if Bool.random(using: &random), let index = model.indices.randomElement(using: &random) {
                #expect(queue.remove(model[index].token) == model[index].payload, "seed \(seed)")
                model.remove(at: index)
            } else {
                let deadline = UInt64.random(in: 0..<500, using: &random)
                model.append((deadline, payload, queue.insert(payload, at: at(deadline))))
            }
        }
        let expected = model.sorted { ($0.deadline, $0.payload) < ($1.deadline, $1.payload) }.map(\.payload)
        var found: [Int] = []
        while let payload = queue.popDue(at(.max)) { found.append(payload) }
        #expect(found == expected, "seed \(seed)")
    }

    private func at(_ nanoseconds: UInt64) -> MonotonicTime { MonotonicTime(nanoseconds: nanoseconds) }
}

@Suite struct MonotonicTimeTests {
    @Test func saturatesInsteadOfOverflowing() {
        let last = MonotonicTime(nanoseconds: .max)
        #expect(last + .seconds(1) == last)
        #expect(MonotonicTime(nanoseconds: 5) + .seconds(-1) == MonotonicTime(nanoseconds: 0))
        #expect(MonotonicTime(nanoseconds: 0) + .seconds(Int64.max) == MonotonicTime(nanoseconds: UInt64(Int64.max)))
    }

    @Test func differencesHaveASign() {
        let early = MonotonicTime(nanoseconds: 1_000)
        let late = MonotonicTime(nanoseconds: 3_000)
        #expect(late - early == .nanoseconds(2_000))
        #expect(early - late == .nanoseconds(-2_000))
    }
}

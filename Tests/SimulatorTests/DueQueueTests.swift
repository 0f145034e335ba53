import Checkout
import Testing

@testable import Simulator

/// The queue everything that happens later waits in.
@Suite("Due queue")
struct DueQueueTests {
    @Test func theEarliestComesFirstAndEqualOnesInTheirOrder() {
        let seed = UInt64.random(in: 0 ... .max)
        print("due queue: seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        var queue = DueQueue<Int>()
        var model: [(due: Int64, element: Int)] = []
        for element in 0..<2_000 {
            let due = Int64.random(in: 0..<100, using: &generator)
            queue.add(element, at: Timestamp(unixMilliseconds: due))
            model.append((due, element))
        }
        model.sort { ($0.due, $0.element) < ($1.due, $1.element) }
        #expect(queue.takeDue(at: Timestamp(unixMilliseconds: -1)) == nil)
        #expect(queue.nextDue?.unixMilliseconds == model.first?.due)
        var taken: [Int] = []
        while let element = queue.takeDue(at: Timestamp(unixMilliseconds: 99)) { taken.append(element) }
        #expect(taken == model.map(\.element))
        #expect(queue.count == 0)
        #expect(queue.nextDue == nil)
    }
}

import TestSupport
import Testing

@testable import CheckoutStore

@Suite struct BatchQueueTests {
    typealias Queue = BatchQueue<Int>

    private func queue(batch: Int = 32, underWay: Int = 2, waiting: Int = 100) -> Queue {
        Queue(limits: .init(batch: batch, underWay: underWay, waiting: waiting))
    }

    @Test func aLoneWriteIsABatchOfOne() {
        var queue = queue()
        #expect(queue.arrived(1, keys: [1]) == .queuedAskAtEndOfTick)
        #expect(queue.tickEnded() == [.init(number: 1, members: [1])])
        #expect(queue.ended(1) == false)
    }

    @Test func whatComesInOneTickGoesTogether() {
        var queue = queue()
        #expect(queue.arrived(1, keys: [1]) == .queuedAskAtEndOfTick)
        #expect(queue.arrived(2, keys: [2]) == .queued)
        #expect(queue.tickEnded() == [.init(number: 1, members: [1, 2])])
    }

    @Test func whatComesWhileAllConnectionsAreBusyWaits() {
        var queue = queue(underWay: 1)
        _ = queue.arrived(1, keys: [1])
        _ = queue.tickEnded()
        #expect(queue.arrived(2, keys: [2]) == .queued)
        #expect(queue.arrived(3, keys: [3]) == .queued)
        #expect(queue.ended(1) == true)
        #expect(queue.tickEnded() == [.init(number: 2, members: [2, 3])])
    }

    @Test func sharersOfAKeyNeverMeetAndKeepTheirOrder() {
        var queue = queue()
        _ = queue.arrived(1, keys: [7])
        _ = queue.arrived(2, keys: [7, 8])
        _ = queue.arrived(3, keys: [8])
        _ = queue.arrived(4, keys: [9])
        // 3 could go, but 2 came before it and wants the same key.
        #expect(queue.tickEnded() == [.init(number: 1, members: [1, 4])])
        #expect(queue.ended(1) == true)
        #expect(queue.tickEnded() == [.init(number: 2, members: [2])])
        #expect(queue.ended(2) == true)
        #expect(queue.tickEnded() == [.init(number: 3, members: [3])])
    }

    @Test func aBatchHasAtMostItsCap() {
        var queue = queue(batch: 2, underWay: 2)
        for id in 1...5 { _ = queue.arrived(id, keys: [id]) }
        #expect(queue.tickEnded().map(\.members) == [[1, 2], [3, 4]])
        #expect(queue.waitingCount == 1)
    }

    @Test func theQueueIsBounded() {
        var queue = queue(waiting: 1)
        #expect(queue.arrived(1, keys: [1]) == .queuedAskAtEndOfTick)
        #expect(queue.arrived(2, keys: [2]) == .refused)
    }

    @Test func theMembersOfAFailedBatchGoAloneAndFirst() {
        var queue = queue(underWay: 1)
        for id in 1...3 { _ = queue.arrived(id, keys: [id]) }
        _ = queue.tickEnded()
        _ = queue.arrived(4, keys: [4])
        #expect(queue.ended(1, repeating: [1, 3]) == true)
        #expect(queue.tickEnded().map(\.members) == [[1]])
        #expect(queue.ended(2) == true)
        #expect(queue.tickEnded().map(\.members) == [[3]])
        #expect(queue.ended(3) == true)
        #expect(queue.tickEnded().map(\.members) == [[4]])
    }

    /// Random histories: nobody is lost, nobody goes twice at once, no key is in two batches, and of those who share a key
    /// the earlier one goes first.
    @Test func randomHistoriesKeepEveryPromise() {
        withSeed("batch queue") { generator in
            for _ in 0..<200 { history(&generator) }
        }
    }

    private func history(_ generator: inout SeededGenerator) {
        let limits = BatchQueue<Int>.Limits(
            batch: .random(in: 1...4, using: &generator), underWay: .random(in: 1...3, using: &generator), waiting: 50)
        var queue = BatchQueue<Int>(limits: limits)
        var keys: [Int: [Int]] = [:]
        var underWay: [Int: [Int]] = [:]
        var done: Set<Int> = []
        var asked = false
        var failures: [Int: Int] = [:]
        func started(_ batches: [BatchQueue<Int>.Batch]) {
            for batch in batches {
                #expect(!batch.members.isEmpty && batch.members.count <= limits.batch)
                #expect(batch.members.count == 1 || batch.members.allSatisfy { failures[$0] == nil })
                let busy = (underWay.values.flatMap { $0 }).flatMap { keys[$0] ?? [] }
                let own = batch.members.flatMap { keys[$0] ?? [] }
                #expect(Set(own).count == own.count && Set(busy).isDisjoint(with: own))
                for member in batch.members where failures[member] == nil {
                    let earlier = keys.filter { $0.key < member && !done.contains($0.key) && failures[$0.key] == nil }
                    let waiting = earlier.keys.filter { id in
                        !underWay.values.joined().contains(id) && !batch.members.contains(id)
                    }
                    #expect(waiting.allSatisfy { Set(keys[$0] ?? []).isDisjoint(with: keys[member] ?? []) })
                }
                underWay[batch.number] = batch.members
            }
            #expect(underWay.count <= limits.underWay)
        }
        for id in 1...40 {
            let own = Array(
                Set(
                    (0..<Int.random(in: 1...2, using: &generator)).map { _ in
                        Int.random(in: 0..<6, using: &generator)
                    }))
            keys[id] = own
            if queue.arrived(id, keys: own) == .queuedAskAtEndOfTick { asked = true }
            if asked, Bool.random(using: &generator) {
                asked = false
                started(queue.tickEnded())
            }
            if Bool.random(using: &generator), let batch = underWay.keys.randomElement(using: &generator) {
                asked = end(batch, &queue, &underWay, &done, &failures, &generator) || asked
            }
        }
        while done.count < 40 {
            started(queue.tickEnded())
            guard let batch = underWay.keys.min() else {
                Issue.record("stuck with \(queue.waitingCount) waiting")
                return
            }
            _ = end(batch, &queue, &underWay, &done, &failures, &generator)
        }
        #expect(queue.waitingCount == 0 && queue.underWayCount == 0)
    }

    private func end(
        _ batch: Int, _ queue: inout BatchQueue<Int>, _ underWay: inout [Int: [Int]], _ done: inout Set<Int>,
        _ failures: inout [Int: Int], _ generator: inout SeededGenerator
    ) -> Bool {
        let members = underWay.removeValue(forKey: batch) ?? []
        let fails = members.contains { failures[$0, default: 0] == 0 } && Int.random(in: 0..<5, using: &generator) == 0
        if fails {
            for member in members { failures[member, default: 0] += 1 }
        } else {
            done.formUnion(members)
        }
        return queue.ended(batch, repeating: fails ? Set(members) : [])
    }
}

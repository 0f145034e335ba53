import Testing

@testable import CheckoutAPI

/// One timer for everybody.
@Suite struct HeartbeatWheelTests {
    private final class Member {
        let name: Int
        var place: HeartbeatWheel<Member>.Place?

        init(_ name: Int) { self.name = name }
    }

    /// Whatever comes and goes, each member that is there has its turn once a revolution, and no slot is crowded.
    @Test func everybodyHasATurn() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = Numbers(state: seed)
        var wheel = HeartbeatWheel<Member>(slotCount: 10)
        var present: [Int: Member] = [:]
        for name in 0..<2000 {
            let member = Member(name)
            member.place = wheel.insert(member)
            present[name] = member
            guard Bool.random(using: &generator), let (gone, leaver) = present.randomElement(using: &generator),
                let place = leaver.place
            else { continue }
            if let (moved, to) = wheel.remove(place) { moved.place = to }
            present[gone] = nil
        }
        #expect(wheel.count == present.count, "seed \(seed)")
        var turns: [Int: Int] = [:]
        for _ in 0..<10 {
            let slot = wheel.turn()
            #expect(slot.count < present.count / 4, "seed \(seed)")
            for member in slot { turns[member.name, default: 0] += 1 }
        }
        #expect(Set(turns.keys) == Set(present.keys), "seed \(seed)")
        #expect(turns.values.allSatisfy { $0 == 1 }, "seed \(seed)")
    }

    @Test func livesDiffer() {
        #expect(StreamPace.rotation(share: 0) == .seconds(480))
        #expect(StreamPace.rotation(share: 1) == .seconds(705))
    }
}

/// A generator whose seed replays a test.
private struct Numbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}

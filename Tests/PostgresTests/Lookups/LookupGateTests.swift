import Testing

@testable import Postgres

@Suite struct LookupGateTests {
    @Test func aLoneBatchGoesAtTheEndOfItsTick() {
        var gate = LookupGate(mostAtOnce: 2)
        #expect(gate.batchOpened() == .askAtEndOfTick)
        #expect(gate.tickEnded() == .send(1))
        #expect(gate.batchEnded() == .none)
    }

    @Test func whatComesWhileAllAreUnderWayGathers() {
        var gate = LookupGate(mostAtOnce: 1)
        #expect(gate.batchOpened() == .askAtEndOfTick)
        #expect(gate.tickEnded() == .send(1))
        #expect(gate.batchOpened() == .none)
        #expect(gate.batchOpened() == .none)
        #expect(gate.batchEnded() == .askAtEndOfTick)
        #expect(gate.tickEnded() == .send(1))
        #expect(gate.batchEnded() == .askAtEndOfTick)
        #expect(gate.tickEnded() == .send(1))
        #expect(gate.batchEnded() == .none)
    }

    /// Every history of ten steps: batches are sent exactly once, never too many at a time, and none is left behind.
    @Test(arguments: [1, 2, 3])
    func everyHistoryKeepsThePromises(mostAtOnce: Int) {
        struct Model: Hashable {
            var gate: LookupGate
            var gathered = 0
            var underWay = 0
            var willAsk = false

            mutating func act(_ action: LookupGate.Action) {
                switch action {
                case .none: break
                case .askAtEndOfTick: willAsk = true
                case .send(let count):
                    gathered -= count
                    underWay += count
                }
            }
        }
        var level: Set<Model> = [Model(gate: LookupGate(mostAtOnce: mostAtOnce))]
        for _ in 1...10 {
            var next: Set<Model> = []
            for model in level {
                var opened = model
                opened.gathered += 1
                opened.act(opened.gate.batchOpened())
                next.insert(opened)
                if model.willAsk {
                    var ended = model
                    ended.willAsk = false
                    ended.act(ended.gate.tickEnded())
                    next.insert(ended)
                }
                if model.underWay > 0 {
                    var answered = model
                    answered.underWay -= 1
                    answered.act(answered.gate.batchEnded())
                    next.insert(answered)
                }
            }
            for model in next {
                #expect(model.gathered >= 0 && model.underWay <= mostAtOnce)
                #expect(model.gathered == 0 || model.willAsk || model.underWay == mostAtOnce, "left behind: \(model)")
            }
            level = next
        }
    }
}

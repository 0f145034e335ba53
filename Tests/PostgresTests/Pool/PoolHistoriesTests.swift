import Testing

@testable import Postgres

/// Every history of a small pool, up to eight happenings long.
@Suite struct PoolHistoriesTests {
    private static let small = PoolStateMachine.Limits(
        minimum: 1, maximum: 2, exclusive: 1, depth: 2, waiting: 2, ticksBetweenChecks: 1, ticksUntilSurplus: 2,
        lifetime: 3, failuresUntilDown: 2)
    private static let onlyTransactions = PoolStateMachine.Limits(
        minimum: 0, maximum: 2, exclusive: 2, depth: 1, waiting: 2, ticksBetweenChecks: 2, ticksUntilSurplus: 1,
        lifetime: nil, failuresUntilDown: 1)
    private static let single = PoolStateMachine.Limits(
        minimum: 1, maximum: 1, exclusive: 1, depth: 2, waiting: 3, ticksBetweenChecks: 2, ticksUntilSurplus: 2,
        lifetime: nil, failuresUntilDown: 2)

    @Test(arguments: [small, onlyTransactions, single])
    func everyHistoryKeepsThePromises(_ limits: PoolStateMachine.Limits) {
        var level = [PoolModel(limits)]
        var situations = 0
        for _ in 1...8 {
            var next: [PoolModel.Situation: PoolModel] = [:]
            for model in level {
                for input in model.inputs {
                    var later = model
                    later.apply(input)
                    if let violation = later.violations.first {
                        Issue.record("\(violation), after \(later.history): \(later.machine)")
                        return
                    }
                    next[later.situation] = later
                }
            }
            situations += next.count
            level = Array(next.values)
        }
        // The search has to have been somewhere.
        #expect(situations > 2_000)
    }
}

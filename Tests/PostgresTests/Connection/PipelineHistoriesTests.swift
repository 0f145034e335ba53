import Testing

@testable import Postgres

/// Every history of three operations on one connection, up to eight happenings long, and what is known when it breaks.
@Suite struct PipelineHistoriesTests {
    @Test(arguments: [1, 2, 8])
    func everyHistoryKeepsThePromises(depth: Int) {
        var level = [PipelineModel(depth: depth)]
        var situations = 0
        for _ in 1...8 {
            var next: [AnyHashable: PipelineModel] = [:]
            for model in level {
                for input in model.inputs {
                    var later = model
                    later.apply(input)
                    if let violation = later.violations.first {
                        Issue.record("\(violation), after \(later.history): \(later.machine)")
                        return
                    }
                    next[AnyHashable(later.situation)] = later
                }
            }
            situations += next.count
            level = Array(next.values)
        }
        #expect(situations > 2_000)
    }
}

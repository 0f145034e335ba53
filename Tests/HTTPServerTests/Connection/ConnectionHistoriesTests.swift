import HTTPServer
import Testing

/// Every sequence of happenings, also those in an order that no connection produces.
@Suite struct ConnectionHistoriesTests {
    /// States reached twice are followed once: what can happen from there on is the same.
    @Test(arguments: [true, false])
    func everyHistoryUpToEightHappeningsKeepsTheRules(parsesOnlyWhenAsked: Bool) {
        let start = ConnectionModel(parsesOnlyWhenAsked: parsesOnlyWhenAsked)
        var seen: Set<ConnectionModel> = [start]
        var edge: [(model: ConnectionModel, history: [Happening])] = [(start, [])]
        for _ in 1...8 {
            var next: [(model: ConnectionModel, history: [Happening])] = []
            for (model, history) in edge {
                for happening in Happening.allCases {
                    var after = model
                    let problem = after.apply(happening)
                    if let problem {
                        Issue.record("\(problem), after \(history + [happening])")
                        return
                    }
                    if seen.insert(after).inserted { next.append((after, history + [happening])) }
                }
            }
            edge = next
        }
        #expect(seen.count > 1000, "\(seen.count) states")
    }
}

package import CheckoutFlow

extension WorkSource {
    /// Passes over whole lists. Each is one process's at a time, which the pass itself sees to. On the flow's loop.
    package static func sweeps(_ flow: CheckoutFlow) -> WorkSource {
        WorkSource(
            kind: .sweeps,
            claim: { _, _, _ in
                // One after the other: there is no hurry.
                let piece = WorkPiece("sweeps") {
                    var count = 0
                    for sweep in try await flow.sweeps() { count += try await flow.sweep(sweep) }
                    return WorkResult(count: count)
                }
                return ClaimedWork([piece], mayBeMore: false)
            })
    }
}

extension WorkPace {
    /// Few at once: what buyers and merchants wait for comes first.
    package static var comparisons: WorkPace { WorkPace(interval: .seconds(10), parallel: 4, lease: .seconds(120)) }

    /// Each minute a look at whether a pass is due.
    package static var sweeps: WorkPace { WorkPace(interval: .seconds(60), parallel: 1, maximumBackOff: .seconds(300)) }
}

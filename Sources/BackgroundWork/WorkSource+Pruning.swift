import Checkout
package import CheckoutStore
package import EventLoop

extension WorkSource {
    /// Deletes old rows, a batch of each kind at a time; a full batch is followed by another at once. Several processes
    /// pass over each other's rows.
    package static func pruning(_ pruning: Pruning, clock: Clock) -> WorkSource {
        WorkSource(
            kind: .pruning,
            claim: { _, _, limit in
                let pieces = PruningRule.allCases.prefix(limit).map { rule in
                    WorkPiece(rule.rawValue) {
                        let now = Timestamp(unixNanoseconds: clock.unixNanoseconds())
                        let count = try await pruning.delete(rule, before: rule.cutoff(at: now))
                        return WorkResult(count: count, mayBeMore: count == PruningRule.batch)
                    }
                }
                return ClaimedWork(pieces, mayBeMore: false)
            })
    }
}

extension WorkPace {
    /// Each minute; all rules at once fit.
    package static var pruning: WorkPace {
        WorkPace(interval: .seconds(60), parallel: PruningRule.allCases.count, maximumBackOff: .seconds(300))
    }
}

extension Pruning {
    fileprivate func delete(_ rule: PruningRule, before time: Timestamp) async throws -> Int {
        switch rule {
        case .idempotencyKeys: try await idempotencyKeys(usedBefore: time, limit: PruningRule.batch)
        case .orderFingerprints: try await orderFingerprints(expiredBefore: time, limit: PruningRule.batch)
        case .tokenRevocations: try await tokenRevocations(expiredBefore: time, limit: PruningRule.batch)
        case .providerEvents: try await providerEvents(receivedBefore: time, limit: PruningRule.batch)
        }
    }
}

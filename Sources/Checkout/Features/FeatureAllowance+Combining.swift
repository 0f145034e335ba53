extension FeatureAllowance {
    /// What several grants of one feature come to: the one place that decides it.
    ///
    /// - Limits of a kind add up, as packs and add-ons do that are bought beside a plan; no limit is more than any limit.
    /// - Where products disagree about the kind, the one that says most counts: metered before number before boolean.
    /// - Uses that are counted over different periods cannot be added: those of each period are, and the most that can be
    ///   used in a month wins.
    package static func combined(_ allowances: [FeatureAllowance]) -> FeatureAllowance? {
        let metered = allowances.filter { $0.kind == .metered }
        if !metered.isEmpty { return mostUse(of: metered) }
        let numbers = allowances.filter { $0.kind == .number }
        if !numbers.isEmpty { return .number(limit: sum(numbers)) }
        return allowances.isEmpty ? nil : .boolean
    }

    private static func mostUse(of metered: [FeatureAllowance]) -> FeatureAllowance? {
        let byPeriod = Dictionary(grouping: metered, by: \.resetPeriod).map { period, allowances in
            FeatureAllowance.metered(limit: sum(allowances), resets: period)
        }
        return byPeriod.max { ($0.monthlyUse, $0.rank) < ($1.monthlyUse, $1.rank) }
    }

    /// `nil` if any of them has no limit.
    private static func sum(_ allowances: [FeatureAllowance]) -> Int64? {
        var total: Int64 = 0
        for allowance in allowances {
            guard let limit = allowance.limit else { return nil }
            total = min(total + limit, limits.upperBound)
        }
        return total
    }

    /// Enough to tell which of two is more: billing periods are taken for months, and what never comes again for one.
    private var monthlyUse: Int64 {
        guard let limit else { return .max }
        return resetPeriod == .day ? limit * 30 : limit
    }

    /// Of equals, the count that begins anew soonest.
    private var rank: Int {
        switch resetPeriod {
        case .day: 3
        case .month: 2
        case .billingPeriod: 1
        case nil: 0
        }
    }
}

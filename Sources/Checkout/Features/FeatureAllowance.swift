/// What a feature gives to whoever has it.
package enum FeatureAllowance: Hashable, Sendable {
    /// It is there: single sign-on.
    case boolean
    /// So many may be there at one time: ten seats. Without a limit there is no end to them.
    case number(limit: Int64?)
    /// So much may be used until the count begins anew: a thousand calls a month. Without a limit use is only counted,
    /// and without a period the count never begins anew.
    case metered(limit: Int64?, resets: FeatureResetPeriod?)

    /// What a JSON number holds exactly, also in JavaScript.
    package static let limits: ClosedRange<Int64> = 0...9_007_199_254_740_991
}

/// The kind of a feature, in the word for it.
package enum FeatureKind: String, Hashable, Sendable, CaseIterable, Codable {
    case boolean, number, metered
}

/// When the use of a metered feature is counted from nothing again.
package enum FeatureResetPeriod: String, Hashable, Sendable, CaseIterable, Codable {
    /// With each period that is billed.
    case billingPeriod = "billing_period"
    /// At midnight, UTC.
    case day
    /// On the first of the month, UTC.
    case month
}

extension FeatureAllowance {
    package var kind: FeatureKind {
        switch self {
        case .boolean: .boolean
        case .number: .number
        case .metered: .metered
        }
    }

    package var limit: Int64? {
        switch self {
        case .boolean: nil
        case .number(let limit), .metered(let limit, _): limit
        }
    }

    package var resetPeriod: FeatureResetPeriod? {
        if case .metered(_, let period) = self { period } else { nil }
    }

    /// Nil for what does not go together: a limit of what is only there or not, a count that is never made.
    package init?(_ kind: FeatureKind, limit: Int64?, resets: FeatureResetPeriod?) {
        if let limit, !Self.limits.contains(limit) { return nil }
        switch (kind, limit, resets) {
        case (.boolean, nil, nil): self = .boolean
        case (.number, _, nil): self = .number(limit: limit)
        case (.metered, _, _): self = .metered(limit: limit, resets: resets)
        case (.boolean, _, _), (.number, _, _?): return nil
        }
    }
}

import Checkout
import Testing

@Suite struct FeatureAllowanceTests {
    /// Every kind with and without a limit and a period: whether that makes sense.
    static let combinations: [(FeatureKind, Int64?, FeatureResetPeriod?, FeatureAllowance?)] = [
        (.boolean, nil, nil, .boolean), (.boolean, 1, nil, nil), (.boolean, nil, .day, nil), (.boolean, 1, .day, nil),
        (.number, nil, nil, .number(limit: nil)), (.number, 0, nil, .number(limit: 0)), (.number, 1, .month, nil),
        (.number, nil, .month, nil), (.number, -1, nil, nil),
        (.metered, nil, nil, .metered(limit: nil, resets: nil)),
        (.metered, 5, .billingPeriod, .metered(limit: 5, resets: .billingPeriod)),
        (.metered, nil, .day, .metered(limit: nil, resets: .day)),
        (.metered, 9_007_199_254_740_991, nil, .metered(limit: 9_007_199_254_740_991, resets: nil)),
        (.metered, 9_007_199_254_740_992, nil, nil),
    ]

    @Test(arguments: combinations)
    func onlyWhatGoesTogetherIsMade(
        _ kind: FeatureKind, _ limit: Int64?, _ resets: FeatureResetPeriod?, _ expected: FeatureAllowance?
    ) {
        let made = FeatureAllowance(kind, limit: limit, resets: resets)
        #expect(made == expected)
        if let made { #expect(made.kind == kind && made.limit == limit && made.resetPeriod == resets) }
    }
}

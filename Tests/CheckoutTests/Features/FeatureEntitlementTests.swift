import Testing

@testable import Checkout

@Suite("Several grants of one feature") struct FeatureEntitlementTests {
    static let sums: [([FeatureAllowance], FeatureAllowance?)] = [
        ([], nil),
        ([.boolean, .boolean], .boolean),
        ([.number(limit: 10), .number(limit: 5)], .number(limit: 15)),
        ([.number(limit: 10), .number(limit: nil)], .number(limit: nil)),
        ([.number(limit: 0), .boolean], .number(limit: 0)),
        ([.boolean, .number(limit: 3), .metered(limit: 1, resets: nil)], .metered(limit: 1, resets: nil)),
        (
            [.number(limit: FeatureAllowance.limits.upperBound), .number(limit: 1)],
            .number(limit: FeatureAllowance.limits.upperBound)
        ),
        ([.metered(limit: 3, resets: .month), .metered(limit: 4, resets: .month)], .metered(limit: 7, resets: .month)),
        // Thirty a month are less than two a day, and more than one.
        ([.metered(limit: 31, resets: .month), .metered(limit: 2, resets: .day)], .metered(limit: 2, resets: .day)),
        ([.metered(limit: 31, resets: .month), .metered(limit: 1, resets: .day)], .metered(limit: 31, resets: .month)),
        ([.metered(limit: 1, resets: .day), .metered(limit: nil, resets: nil)], .metered(limit: nil, resets: nil)),
        (
            [.metered(limit: 5, resets: nil), .metered(limit: 5, resets: .billingPeriod)],
            .metered(limit: 5, resets: .billingPeriod)
        ),
        (
            [.metered(limit: FeatureAllowance.limits.upperBound, resets: .day), .metered(limit: 1, resets: nil)],
            .metered(limit: FeatureAllowance.limits.upperBound, resets: .day)
        ),
    ]

    @Test(arguments: sums)
    func theirSumDoesNotDependOnTheirOrder(_ allowances: [FeatureAllowance], _ sum: FeatureAllowance?) {
        #expect(FeatureAllowance.combined(allowances) == sum)
        #expect(FeatureAllowance.combined(allowances.reversed()) == sum)
    }

    @Test func theyAreToldByTheirKeysAndOldestFirst() {
        let (early, late) = (SubscriptionFixture.start, SubscriptionFixture.start + .seconds(1))
        let grants = [
            grant("seats", "Seats of the add-on", .number(limit: 2), late),
            grant("seats", "Seats", .number(limit: 10), early), grant("a", "A", .boolean, late),
        ]
        let entitlements = FeatureEntitlement.all(of: grants)
        #expect(entitlements.map(\.key) == ["a", "seats"])
        #expect(entitlements[1].title == "Seats" && entitlements[1].allowance == .number(limit: 12))
        #expect(entitlements[1].grants == [grants[1], grants[0]])
        #expect(FeatureEntitlement.all(of: []) == [])
    }

    private func grant(
        _ key: String, _ title: String, _ allowance: FeatureAllowance, _ time: Timestamp
    ) -> FeatureGrant {
        FeatureGrant(
            key: key, title: title, allowance, productID: ProductID(UniqueID(bits: 2)),
            source: .subscription(SubscriptionFixture.id), grantedAt: time)
    }
}

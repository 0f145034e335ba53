import Testing

@testable import Checkout

@Suite("Order fingerprints")
struct OrderFingerprintTests {
    private let organization = UniqueID(bits: 1)

    private func fingerprint(
        user: OrderUser = .tokenUser("u"), organization: UniqueID = UniqueID(bits: 1), livemode: Bool = false,
        bits: UInt128 = 42, _ change: (inout CheckoutOrder) -> Void = { _ in }
    ) throws -> OrderFingerprint {
        let order = OrderFixture.order(OrderFixture.subscription(), change)
        return OrderFingerprint(
            try OrderFixture.terms(order, livemode: livemode, bits: bits), user: user, organization: organization)
    }

    @Test func theSameOrderHasTheSame() throws {
        // Whatever id it was given, and in whatever order its metadata came.
        let first = try fingerprint { $0.metadata = (try? Metadata(["a": "1", "b": "2"])) ?? .empty }
        let second = try fingerprint(bits: 43) { $0.metadata = (try? Metadata(["b": "2", "a": "1"])) ?? .empty }
        #expect(first == second)
    }

    @Test func everyMemberCounts() throws {
        let changes: [(inout CheckoutOrder) -> Void] = [
            { _ in }, { $0.item = .price(OrderFixture.subscription(2000)) }, { $0.quantity = 2 },
            { $0.customer.email = "a@b" }, { $0.customer.name = "a@b" }, { $0.customer.externalID = "a@b" },
            { $0.customer.taxID = "a@b" }, { $0.metadata = (try? Metadata(["a": "b"])) ?? .empty },
            { $0.metadata = (try? Metadata(["ab": ""])) ?? .empty }, { $0.presentation = .redirect },
            { $0.successURL = "https://a.example" }, { $0.cancelURL = "https://a.example" }, { $0.couponCode = "a@b" },
            { $0.discount = SessionFixture.usd(1) }, { $0.tax = SessionFixture.usd(1) }, { $0.trialDays = 3 },
            { $0.existingSubscriptionID = SubscriptionID(UniqueID(bits: 5)) }, { $0.provider = .paddle },
            { $0.lifetimeSeconds = 1800 }, { $0.item = .amount(SessionFixture.usd(1999)) },
            { $0.item = .amount(Money(minorUnits: 1999, currency: SessionFixture.currency("eur"))) },
        ]
        var prints = try changes.map { try fingerprint($0) }
        prints.append(try fingerprint(user: .tokenUser("v")))
        prints.append(try fingerprint(user: .externalID("u")))
        prints.append(try fingerprint(user: .email("u")))
        prints.append(try fingerprint(organization: UniqueID(bits: 2)))
        prints.append(try fingerprint(livemode: true))
        #expect(Set(prints).count == prints.count)
    }

    @Test func aTokenDecidesWhoTheOrderIsFor() {
        let customer = CustomerDetails(email: "a@b", externalID: "x")
        #expect(OrderUser(tokenUser: "u", customer: customer) == .tokenUser("u"))
        #expect(OrderUser(tokenUser: nil, customer: customer) == .externalID("x"))
        #expect(OrderUser(tokenUser: nil, customer: CustomerDetails(email: "a@b")) == .email("a@b"))
        // Two orders that name nobody may be two buyers.
        #expect(OrderUser(tokenUser: nil, customer: CustomerDetails(name: "A")) == nil)
    }
}

import Checkout
import CheckoutStore
import EventLoop
import Postgres
import Testing

/// Who is meant when somebody pays.
@Suite struct PayingCustomersTests {
    private static let later = StoreFixture.start + .seconds(60)

    private static func findOrCreate(
        _ details: CustomerDetails, of shop: OrganizationID, livemode: Bool = false, _ fixture: StoreFixture
    ) async throws -> CustomerID {
        try await fixture.pool.transaction { transaction in
            try await Customers.findOrCreate(
                details, organization: shop, livemode: livemode, at: later, in: transaction)
        }
    }

    @Test func theExternalIDDecides() async throws {
        try await CustomersTests.with { fixture, customers, ids in
            let named = CustomersTests.customer(
                1, CustomerDetails(email: "old@mail.example", externalID: "u1"), of: ids.shop)
            try await customers.create(named)
            try await customers.create(
                CustomersTests.customer(2, CustomerDetails(email: "new@mail.example"), of: ids.shop))
            let order = CustomerDetails(email: "new@mail.example", name: "Ada", externalID: "u1", taxID: "DE1")
            #expect(try await Self.findOrCreate(order, of: ids.shop, fixture) == named.id)
            let found = try await customers.customer(named.id, of: ids.shop, livemode: false)
            // What was known stays, what was not is added.
            #expect(
                found?.details
                    == CustomerDetails(email: "old@mail.example", name: "Ada", externalID: "u1", taxID: "DE1"))
            #expect(found?.updatedAt == Self.later)
            let again = CustomerDetails(name: "Eve", externalID: "u1")
            #expect(try await Self.findOrCreate(again, of: ids.shop, fixture) == named.id)
            #expect(try await customers.customer(named.id, of: ids.shop, livemode: false) == found)
        }
    }

    @Test func anEmailAddressFindsWhoeverHasNoOtherExternalID() async throws {
        try await CustomersTests.with { fixture, customers, ids in
            let other = CustomersTests.customer(
                1, CustomerDetails(email: "ada@mail.example", externalID: "u1"), of: ids.shop)
            try await customers.create(other)
            // Somebody else with the same mailbox.
            let order = CustomerDetails(email: "ADA@mail.example", externalID: "u2")
            let made = try await Self.findOrCreate(order, of: ids.shop, fixture)
            #expect(made != other.id)
            #expect(try await customers.customer(made, of: ids.shop, livemode: false)?.details == order)
            // Who has none yet is meant, and has it from now on.
            let free = CustomersTests.customer(3, CustomerDetails(email: "bob@mail.example"), of: ids.shop)
            try await customers.create(free)
            let claim = CustomerDetails(email: "bob@mail.example", externalID: "u3")
            #expect(try await Self.findOrCreate(claim, of: ids.shop, fixture) == free.id)
            let adopted = try await customers.customer(free.id, of: ids.shop, livemode: false)
            #expect(adopted?.details == claim && adopted?.updatedAt == Self.later)
        }
    }

    @Test func anEmailAddressAloneFindsTheOneWhoHasIt() async throws {
        try await CustomersTests.with { fixture, customers, ids in
            let order = CustomerDetails(email: "ada@mail.example")
            let first = CustomersTests.customer(
                1, CustomerDetails(email: "Ada@mail.example", externalID: "u1"), of: ids.shop)
            try await customers.create(first)
            #expect(try await Self.findOrCreate(order, of: ids.shop, fixture) == first.id)
            // Of two nobody can tell which: it is a third, and from then on that one.
            try await customers.create(
                CustomersTests.customer(
                    2, CustomerDetails(email: "ada@mail.example", externalID: "u2"), of: ids.shop))
            let third = try await Self.findOrCreate(order, of: ids.shop, fixture)
            #expect(try await customers.customer(third, of: ids.shop, livemode: false)?.details == order)
            #expect(try await Self.findOrCreate(order, of: ids.shop, fixture) == third)
        }
    }

    @Test func nobodyIsTakenForAStranger() async throws {
        try await CustomersTests.with { fixture, customers, ids in
            let order = CustomerDetails(email: "ada@mail.example", externalID: "u1")
            var found: Set<CustomerID> = []
            found.insert(try await Self.findOrCreate(order, of: ids.shop, fixture))
            found.insert(try await Self.findOrCreate(order, of: ids.shop, livemode: true, fixture))
            found.insert(try await Self.findOrCreate(order, of: ids.other, fixture))
            // Who says nothing is new each time.
            for _ in 0..<2 { found.insert(try await Self.findOrCreate(CustomerDetails(), of: ids.shop, fixture)) }
            #expect(found.count == 5)
            let filter = CustomerFilter(organizationID: ids.shop, livemode: false)
            #expect(try await customers.list(filter, limit: 10).items.count == 3)
        }
    }

    /// Orders of one person that are paid in the same moment.
    static let crowds: [[CustomerDetails]] = [
        [CustomerDetails(externalID: "u1")],
        [CustomerDetails(email: "ada@mail.example"), CustomerDetails(email: "ADA@mail.example")],
        [CustomerDetails(email: "ada@mail.example", externalID: "u1"), CustomerDetails(email: "ada@mail.example")],
        [
            CustomerDetails(email: "a@mail.example", externalID: "u1"),
            CustomerDetails(email: "b@mail.example", externalID: "u1"), CustomerDetails(externalID: "u1"),
        ],
    ]

    @Test(arguments: crowds)
    func manyAtOnceMakeOne(_ orders: [CustomerDetails]) async throws {
        try await CustomersTests.with { fixture, customers, ids in
            let found = try await withThrowingTaskGroup(of: CustomerID.self) { group in
                for number in 0..<24 {
                    group.addTask {
                        try await fixture.loop.run {
                            try await Self.findOrCreate(orders[number % orders.count], of: ids.shop, fixture)
                        }
                    }
                }
                return try await group.reduce(into: Set<CustomerID>()) { $0.insert($1) }
            }
            #expect(found.count == 1)
            let filter = CustomerFilter(organizationID: ids.shop, livemode: false)
            #expect(try await customers.list(filter, limit: 10).items.map(\.id) == Array(found))
        }
    }

    @Test func whoeverIsMadeMeanwhileIsFound() async throws {
        try await CustomersTests.with { fixture, customers, ids in
            let (first, free) = (
                CustomersTests.customer(1, CustomerDetails(externalID: "u1"), of: ids.shop),
                CustomersTests.customer(2, CustomerDetails(email: "ada@mail.example"), of: ids.shop)
            )
            try await customers.create(free)
            // The free one could be given an external id that another is given at the same time.
            let order = CustomerDetails(email: "ada@mail.example", externalID: "u1")
            let found = try await withThrowingTaskGroup(of: CustomerID?.self) { group in
                group.addTask {
                    try await fixture.loop.run { try await Self.findOrCreate(order, of: ids.shop, fixture) }
                }
                group.addTask {
                    try await fixture.loop.run {
                        do { try await customers.create(first) } catch Customers.Refusal.externalIDTaken { return nil }
                        return first.id
                    }
                }
                return try await group.reduce(into: Set<CustomerID>()) { set, id in
                    if let id { set.insert(id) }
                }
            }
            #expect(found == [first.id] || found == [free.id])
        }
    }
}

import Checkout
import CheckoutStore
import Postgres
import Testing

@Suite struct CustomersTests {
    private static let start = StoreFixture.start

    static func customer(
        _ bits: UInt128, _ details: CustomerDetails, of shop: OrganizationID, livemode: Bool = false,
        at time: Timestamp = StoreFixture.start
    ) -> Customer {
        Customer(
            id: CustomerID(UniqueID(bits: bits)), organizationID: shop, livemode: livemode, details: details,
            createdAt: time)
    }

    /// Customers of two merchants.
    static func with(
        _ body:
            @Sendable @concurrent (StoreFixture, Customers, (shop: OrganizationID, other: OrganizationID)) async throws
            -> Void
    ) async throws {
        try await StoreFixture.with { fixture in
            let (shop, other) = (OrganizationID(UniqueID(bits: 0xA)), OrganizationID(UniqueID(bits: 0xB)))
            for (id, slug) in [(shop, "shop"), (other, "other")] {
                let organization = Organization(id: id, name: slug, slug: slug, createdAt: StoreFixture.start)
                #expect(try await Organizations(fixture.pool).create(organization))
            }
            try await body(fixture, Customers(fixture.pool), (shop, other))
        }
    }

    @Test func whatIsKeptIsFoundByItsOwnerOnly() async throws {
        try await Self.with { _, customers, ids in
            let ada = Customer(
                id: CustomerID(UniqueID(bits: 1)), organizationID: ids.shop, livemode: false,
                details: CustomerDetails(email: "Ada@mail.example", name: "Ada", externalID: "u 1", taxID: "DE1"),
                metadata: try Metadata(["a": "b"]), createdAt: Self.start)
            try await customers.create(ada)
            #expect(try await customers.customer(ada.id, of: ids.shop, livemode: false) == ada)
            #expect(try await customers.customer(ada.id, of: ids.shop, livemode: true) == nil)
            #expect(try await customers.customer(ada.id, of: ids.other, livemode: false) == nil)
            var stolen = CustomerChanges()
            stolen.name = .set("Eve")
            #expect(try await customers.update(ada.id, of: ids.other, livemode: false, stolen, at: Self.start) == nil)
            #expect(try await customers.update(ada.id, of: ids.shop, livemode: true, stolen, at: Self.start) == nil)
        }
    }

    @Test func anExternalIDIsOneCustomersInEachTenantAndMode() async throws {
        try await Self.with { _, customers, ids in
            let details = CustomerDetails(externalID: "u1")
            let first = Self.customer(1, details, of: ids.shop)
            try await customers.create(first)
            await #expect(throws: Customers.Refusal.externalIDTaken(by: first.id)) {
                try await customers.create(Self.customer(2, details, of: ids.shop))
            }
            try await customers.create(Self.customer(3, details, of: ids.shop, livemode: true))
            try await customers.create(Self.customer(4, details, of: ids.other))
            let second = Self.customer(5, CustomerDetails(email: "b@mail.example"), of: ids.shop)
            try await customers.create(second)
            var changes = CustomerChanges()
            changes.externalID = .set("u1")
            await #expect(throws: Customers.Refusal.externalIDTaken(by: first.id)) {
                _ = try await customers.update(second.id, of: ids.shop, livemode: false, changes, at: Self.start)
            }
            // One's own is no other's.
            let same = try await customers.update(first.id, of: ids.shop, livemode: false, changes, at: Self.start)
            #expect(same == first)
        }
    }

    @Test func changesTouchWhatTheyName() async throws {
        try await Self.with { _, customers, ids in
            let details = CustomerDetails(email: "a@mail.example", name: "Ada", externalID: "u1", taxID: "DE1")
            let before = Self.customer(1, details, of: ids.shop)
            try await customers.create(before)
            var changes = CustomerChanges()
            changes.name = .set("Ada L.")
            changes.taxID = .clear
            changes.email = .clear
            changes.metadata = try Metadata(["k": "v"])
            let later = Self.start + .seconds(5)
            let after = try await customers.update(before.id, of: ids.shop, livemode: false, changes, at: later)
            #expect(after?.details == CustomerDetails(name: "Ada L.", externalID: "u1"))
            #expect(after?.updatedAt == later && after?.createdAt == Self.start)
            #expect(after?.metadata.values == ["k": "v"])
            #expect(try await customers.customer(before.id, of: ids.shop, livemode: false) == after)
            var last = CustomerChanges()
            last.externalID = .clear
            await #expect(throws: Customers.Refusal.nothingToFindItBy) {
                _ = try await customers.update(before.id, of: ids.shop, livemode: false, last, at: later)
            }
            #expect(try await customers.customer(before.id, of: ids.shop, livemode: false) == after)
        }
    }

    @Test func listsAreFilteredAndPaged() async throws {
        try await Self.with { _, customers, ids in
            for number in 1...7 {
                let details = CustomerDetails(email: "\(number % 2)@Mail.example", externalID: "u\(number)")
                let time = Self.start + .seconds(number / 2)
                try await customers.create(Self.customer(UInt128(number), details, of: ids.shop, at: time))
            }
            try await customers.create(Self.customer(90, CustomerDetails(email: "1@mail.example"), of: ids.other))
            var filter = CustomerFilter(organizationID: ids.shop, livemode: false)
            #expect(try await pages(customers, filter) == [7, 6, 5, 4, 3, 2, 1])
            filter.email = "1@mail.EXAMPLE"
            #expect(try await pages(customers, filter) == [7, 5, 3, 1])
            filter.externalID = "u3"
            #expect(try await pages(customers, filter) == [3])
            filter.externalID = "u4"
            #expect(try await pages(customers, filter) == [])
            filter.email = nil
            #expect(try await pages(customers, filter) == [4])
            filter.livemode = true
            #expect(try await pages(customers, filter) == [])
        }
    }

    private func pages(_ customers: Customers, _ filter: CustomerFilter) async throws -> [UInt128] {
        var (found, cursor): ([UInt128], ListCursor?) = ([], nil)
        repeat {
            let page = try await customers.list(filter, after: cursor, limit: 2)
            found += page.items.map(\.id.bits)
            cursor = page.next
        } while cursor != nil
        return found
    }
}

extension Identifier {
    fileprivate var bits: UInt128 { id.bits }
}

import Checkout
import CheckoutStore
import EventLoop
import Testing

@Suite struct ListTests {
    @Test func pagesShowEverySessionOnceNewestFirst() async throws {
        try await StoreFixture.with { fixture in
            var expected: [CheckoutSessionID] = []
            for index in 0..<25 {
                // Several of the same millisecond.
                let time = StoreFixture.start + .seconds(index / 3)
                expected.append(try await fixture.openSession(.free, at: time).id)
            }
            _ = try await fixture.store.create(try fixture.order(.standard))
            let filter = SessionFilter(organizationID: StoreFixture.organization, livemode: false)
            var seen: [SessionRecord] = []
            var cursor: ListCursor?
            repeat {
                let page = try await fixture.store.list(filter, after: cursor, limit: 4)
                #expect(page.items.count <= 4)
                seen += page.items
                cursor = page.next.flatMap { ListCursor($0.description) }
                #expect(cursor == page.next)
                // Whatever is added meanwhile does not move the place.
                _ = try await fixture.openSession(.free, at: StoreFixture.start + .seconds(5000))
            } while cursor != nil
            #expect(Set(seen.map(\.id)) == Set(expected))
            #expect(seen.count == expected.count)
            #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.terms.createdAt >= $1.terms.createdAt })
        }
    }

    @Test func filtersAndTenants() async throws {
        try await StoreFixture.with { fixture in
            let open = try await fixture.openSession(.free).id
            let done = try await fixture.openSession(.free, at: StoreFixture.start + .seconds(1)).id
            try await fixture.applied(done) { machine throws(ConfirmRefusal) in
                try machine.confirmRequested(paymentMethod: nil, at: StoreFixture.start)
            }
            var filter = SessionFilter(organizationID: StoreFixture.organization, livemode: false)
            filter.status = .completed
            #expect(try await fixture.store.list(filter, limit: 10).items.map(\.id) == [done])
            filter.status = nil
            filter.createdBefore = StoreFixture.start + .seconds(1)
            #expect(try await fixture.store.list(filter, limit: 10).items.map(\.id) == [open])
            filter.createdBefore = nil
            filter.livemode = true
            #expect(try await fixture.store.list(filter, limit: 10).items.isEmpty)
            filter.livemode = false
            filter.organizationID = OrganizationID(UniqueID(bits: 0xB))
            #expect(try await fixture.store.list(filter, limit: 10).items.isEmpty)
        }
    }

    @Test(arguments: ["", "-", "1", "1-", "-1", "zz-", "1-1-1", "A-1", "1-é"])
    func aCursorThatIsNoneIsNotUnderstood(_ text: String) {
        #expect(ListCursor(text) == nil)
    }
}

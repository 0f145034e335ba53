import Checkout
import CheckoutStore
import EventLoop
import Postgres
import TestSupport
import Testing

/// A new database's first statements are prepared while its tables are nearly empty; their plans have to do for the
/// thousands of rows of the next minute.
@Suite struct PlanTests {
    @Test func nothingReadsATableFromEndToEnd() async throws {
        try await StoreFixture.with { fixture in
            let shop = Organization(
                id: StoreFixture.organization, name: "Shop", slug: "shop", createdAt: StoreFixture.start)
            #expect(try await Organizations(fixture.pool).create(shop))
            // Often enough for the server to settle on a plan.
            for number in 0..<12 {
                try await Self.keepCustomers(number, fixture)
                let record = try await fixture.openSession()
                _ = try await fixture.store.publicSession(record.id)
                _ = try await fixture.store.record(record.id)
                _ = try await fixture.store.sessionID(ofIntent: "pi_\(record.id)", provider: .stripe)
                _ = try await fixture.store.changes(of: record.id, after: 0)
                #expect(await fixture.feed.next(record.id, after: 0, within: .seconds(10))?.version == 1)
                try await EventFeedTests.decline(fixture, record.id, times: 1)
                _ = try await DueWork(fixture.pool).claim(
                    at: StoreFixture.start + .seconds(9000), lease: .seconds(1), limit: 5)
                _ = try await fixture.store.timeline(record.id)
                _ = try await fixture.store.list(
                    SessionFilter(organizationID: StoreFixture.organization, livemode: false), limit: 5)
                try await Self.search(number, fixture)
            }
            try await fixture.feed.stop()
            await fixture.pool.shutdown()
            let pool = PostgresPool(fixture.database.target, loop: fixture.loop)
            // A backend tells its statistics when it exits.
            var others = 1
            for _ in 0..<10_000 where others > 0 {
                others =
                    try await pool.first(
                        """
                        SELECT count(*) FROM pg_stat_activity
                        WHERE datname = current_database() AND backend_type = 'client backend'
                            AND pid <> pg_backend_pid()
                        """
                    ) { row in try row.decode(0, as: Int.self) } ?? 0
            }
            let scanned = try await pool.query(
                """
                SELECT relname || ' ' || seq_scan FROM pg_stat_user_tables
                WHERE relname IN ('checkout_sessions', 'session_events', 'session_due', 'payment_attempts',
                    'payment_intents', 'provider_events', 'customers')
                    -- Making an index is a scan too.
                    AND seq_scan > 8
                """
            ) { row in try row.decode(0, as: String.self) }
            await pool.shutdown()
            #expect(scanned == [])
        }
    }

    /// What people ask for on the telephone.
    private static func search(_ number: Int, _ fixture: StoreFixture) async throws {
        let mailbox = "Search\(number)@mail.example"
        let order = try fixture.order(email: mailbox, metadata: ["order": "\(number)"])
        guard case .created(let record, _) = try await fixture.store.create(order) else {
            throw Unexpected("no session")
        }
        let filter = SessionFilter(organizationID: StoreFixture.organization, livemode: false)
        let searches: [SessionSearch] = [
            .email("search\(number)@"), .metadata(key: "order", value: "\(number)"), .externalID("nobody"),
        ]
        for (search, expected) in zip(searches, [[record.id], [record.id], []]) {
            let found = try await fixture.store.search(search, in: filter, limit: 5)
            #expect(found.items.map(\.id) == expected)
        }
    }

    private static func keepCustomers(_ number: Int, _ fixture: StoreFixture) async throws {
        let (customers, shop) = (Customers(fixture.pool), StoreFixture.organization)
        let (user, mailbox) = ("u\(number)", "\(number)@mail.example")
        let orders = [
            CustomerDetails(externalID: user), CustomerDetails(email: mailbox, externalID: user),
            CustomerDetails(email: mailbox), CustomerDetails(email: "x" + mailbox),
        ]
        for details in orders {
            try await fixture.pool.transaction { transaction in
                _ = try await Customers.findOrCreate(
                    details, organization: shop, livemode: false, at: StoreFixture.start, in: transaction)
            }
        }
        var filter = CustomerFilter(organizationID: shop, livemode: false)
        let all = try await customers.list(filter, limit: 5)
        filter.email = mailbox
        _ = try await customers.list(filter, limit: 5)
        filter.externalID = user
        let found = try #require(try await customers.list(filter, limit: 5).items.first)
        // All were made in one moment: which come first is for their ids to say.
        #expect(all.items.count == min(5, 2 * (number + 1)))
        _ = try await customers.customer(found.id, of: shop, livemode: false)
        var changes = CustomerChanges()
        changes.name = .set("Ada")
        _ = try await customers.update(found.id, of: shop, livemode: false, changes, at: StoreFixture.start)
    }
}

import Checkout
import CheckoutStore
import EventLoop
import Postgres
import Schema
import TestSupport
import Testing

/// The public body stands beside the session's state and in the event that made it: both are always the same.
@Suite struct PublicBodyTests {
    private static let differing: PostgresStatement = """
        SELECT count(*) FROM checkout_sessions s
        LEFT JOIN session_events e ON e.session_id = s.id AND e.version = s.version AND e.is_visible
        WHERE s.public_body IS DISTINCT FROM e.body
        """

    private func differing(_ fixture: StoreFixture) async throws -> Int? {
        try await fixture.pool.first(Self.differing) { try $0.decode(0) }
    }

    private func confirm(_ session: CheckoutSessionID, _ fixture: StoreFixture) async throws {
        _ = try await fixture.store.apply(session) { machine throws(ConfirmRefusal) in
            try machine.confirmRequested(paymentMethod: "pm_1", at: StoreFixture.start)
        }
    }

    @Test func itIsThatOfTheLatestVersion() async throws {
        try await StoreFixture.with { fixture in
            let session = try await fixture.openSession().id
            let first = try await fixture.store.publicSession(session)
            #expect(first?.body == StoreFixture.render(try #require(try await fixture.store.record(session))))
            try await confirm(session, fixture)
            let second = try await fixture.store.publicSession(session)
            #expect(second?.version == 2)
            #expect(second?.body != first?.body)
            #expect(second?.body == StoreFixture.render(try #require(try await fixture.store.record(session))))
            #expect(try await differing(fixture) == 0)
        }
    }

    @Test func theMigrationTakesItFromTheEvents() async throws {
        let migration = try #require(Schema.migrations.first { $0.name == "public_body" })
        try await StoreFixture.with { fixture in
            let session = try await fixture.openSession().id
            try await confirm(session, fixture)
            try await fixture.pool.execute("ALTER TABLE checkout_sessions DROP COLUMN public_body")
            try await fixture.loop.run {
                let connection = try await PostgresConnection.connect(to: fixture.database.target, loop: fixture.loop)
                try await connection.run(script: migration.sql)
                connection.close()
            }
            #expect(try await differing(fixture) == 0)
            let migrated: Int? = try await fixture.pool.first(
                "SELECT count(*) FROM checkout_sessions WHERE public_body IS NOT NULL"
            ) { try $0.decode(0) }
            #expect(migrated == 1)
        }
    }
}

import EventLoop
import Postgres
import TestSupport
import Testing

@Suite struct MigrationRunnerTests {
    private static let first = Migration(
        number: 1, name: "people", sql: "CREATE TABLE people (id int); INSERT INTO people VALUES (1); -- ü")
    private static let second = Migration(number: 2, name: "more_people", sql: "INSERT INTO people VALUES (2)")

    private func run(_ migrations: [Migration], _ database: TestDatabase) async throws -> [Int] {
        try await withEventLoop { loop in
            try await MigrationRunner(migrations).run(on: database.target, options: .patient, loop: loop).map(\.number)
        }
    }

    private func people(_ database: TestDatabase) async throws -> Int {
        try await withEventLoop { loop in
            let connection = try await PostgresConnection.connect(to: database.target, options: .patient, loop: loop)
            defer { connection.close() }
            return try await connection.query("SELECT count(*) FROM people") { try $0.decode(0, as: Int.self) }[0]
        }
    }

    @Test func eachIsAppliedOnce() async throws {
        let database = try await TestDatabase.create()
        #expect(try await run([Self.first], database) == [1])
        #expect(try await run([Self.first, Self.second], database) == [2])
        #expect(try await run([Self.first, Self.second], database) == [])
        #expect(try await people(database) == 2)
    }

    @Test func severalRunnersAtOnceApplyEachOnce() async throws {
        let database = try await TestDatabase.create()
        // The runner that is first does not come to its end before all the others have met it.
        let held = Migration(number: 3, name: "held", sql: "SELECT pg_advisory_xact_lock(4711)")
        let waits = Recorder<MigrationRunner.Progress>()
        let runs = try await withEventLoop { loop in
            let holder = try await PostgresConnection.connect(to: database.target, options: .patient, loop: loop)
            defer { holder.close() }
            try await holder.execute("SELECT pg_advisory_lock(4711)")
            let runs = (0..<4).map { _ in
                Task {
                    try await withEventLoop { loop in
                        let runner = MigrationRunner([Self.first, Self.second, held]) { progress in
                            if progress == .waitingForAnotherRunner { waits.add(progress) }
                        }
                        return try await runner.run(on: database.target, options: .patient, loop: loop).map(\.number)
                    }
                }
            }
            try await eventually("the others wait", on: loop) { waits.count == 3 }
            return runs
        }
        var applied: [Int] = []
        for run in runs { applied += try await run.value }
        #expect(applied.sorted() == [1, 2, 3])
        #expect(try await people(database) == 2)
    }

    @Test func oneThatFailsLeavesNothingBehind() async throws {
        let database = try await TestDatabase.create()
        let wrong = Migration(number: 2, name: "wrong", sql: "INSERT INTO people VALUES (2); SELEKT;")
        let error = try await failure { try await run([Self.first, wrong], database) }
        #expect(error.reason == "migration 0002_wrong: the server refused the statement")
        #expect(error.state == .syntaxError)
        #expect(try await people(database) == 1)
        #expect(try await run([Self.first, Self.second], database) == [2])
    }

    @Test func oneThatWasEditedIsRefused() async throws {
        let database = try await TestDatabase.create()
        _ = try await run([Self.first], database)
        let edited = Migration(number: 1, name: "people", sql: Self.first.sql + " ")
        let error = try await failure { try await run([edited, Self.second], database) }
        #expect(error.kind == .migrationRefused)
        #expect(try await people(database) == 1)
    }

    @Test func anOlderBuildIsRefused() async throws {
        let database = try await TestDatabase.create()
        _ = try await run([Self.first, Self.second], database)
        let error = try await failure { try await run([Self.first], database) }
        #expect(error.kind == .migrationRefused)
    }

    @Test func oneThatCommitsByItselfIsRefused() async throws {
        let database = try await TestDatabase.create()
        let escaping = Migration(number: 2, name: "escaping", sql: "COMMIT")
        let error = try await failure { try await run([Self.first, escaping], database) }
        #expect(error.kind == .migrationRefused)
        #expect(error.reason == "migration 0002_escaping ends the transaction it runs in")
    }

    @Test func theVersionIsTold() async throws {
        try await withPool { pool, database in
            let known = [Self.first, Self.second]
            #expect(try await pool.schemaVersion(known: known) == .behind(applied: 0, known: 2))
            _ = try await MigrationRunner([Self.first]).run(on: database.target, options: .patient, loop: pool.loop)
            #expect(try await pool.schemaVersion(known: known) == .behind(applied: 1, known: 2))
            _ = try await MigrationRunner(known).run(on: database.target, options: .patient, loop: pool.loop)
            #expect(try await pool.schemaVersion(known: known) == .current)
            #expect(try await pool.schemaVersion(known: [Self.first]) == .ahead(applied: 2, known: 1))
        }
    }
}

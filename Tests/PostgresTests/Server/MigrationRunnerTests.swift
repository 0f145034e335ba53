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
        let slow = Migration(number: 3, name: "slow", sql: "SELECT pg_sleep(0.2)")
        let waits = Recorder<MigrationRunner.Progress>()
        let applied = try await withThrowingTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    try await withEventLoop { loop in
                        let runner = MigrationRunner([Self.first, Self.second, slow]) { progress in
                            if progress == .waitingForAnotherRunner { waits.add(progress) }
                        }
                        return try await runner.run(on: database.target, options: .patient, loop: loop).map(\.number)
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(applied.sorted() == [1, 2, 3])
        #expect(try await people(database) == 2)
        #expect(waits.count >= 1)
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

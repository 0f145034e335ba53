import Testing

@testable import Postgres

@Suite struct MigrationPlanTests {
    private static let known = [
        Migration(number: 1, name: "first", sql: "a"), Migration(number: 2, name: "second", sql: "b"),
        Migration(number: 3, name: "third", sql: "c"),
    ]
    private static let checksums = [1: "c1", 2: "c2", 3: "c3"]

    private static func applied(_ rows: (Int, String, String)...) -> [MigrationPlan.Applied] {
        rows.map { MigrationPlan.Applied(number: $0.0, name: $0.1, checksum: $0.2) }
    }

    private func refusal(_ applied: [MigrationPlan.Applied], known: [Migration] = Self.known) -> String? {
        do throws(PostgresError) {
            _ = try MigrationPlan(known: known, checksums: Self.checksums, applied: applied)
            return nil
        } catch {
            #expect(error.kind == .migrationRefused)
            return error.reason
        }
    }

    @Test func everythingIsPendingAtFirst() throws {
        let plan = try MigrationPlan(known: Self.known, checksums: Self.checksums, applied: [])
        #expect(plan.pending.map(\.number) == [1, 2, 3])
    }

    @Test func onlyWhatIsMissingIsPending() throws {
        let applied = Self.applied((2, "second", "c2"), (1, "first", "c1"))
        let plan = try MigrationPlan(known: Self.known, checksums: Self.checksums, applied: applied)
        #expect(plan.pending.map(\.title) == ["0003_third"])
    }

    @Test func anEditedMigrationIsRefused() {
        #expect(refusal(Self.applied((1, "first", "other")))?.contains("0001_first was edited") == true)
    }

    @Test func aRenamedMigrationIsRefused() {
        #expect(refusal(Self.applied((1, "premier", "c1")))?.contains("this build calls it “first”") == true)
    }

    @Test func aGapInTheDatabaseIsRefused() {
        let reason = refusal(Self.applied((1, "first", "c1"), (3, "third", "c3")))
        #expect(reason?.contains("migration 2 was never applied") == true)
    }

    @Test func aNewerDatabaseIsRefused() {
        let reason = refusal(
            Self.applied((1, "first", "c1"), (2, "second", "c2"), (3, "third", "c3"), (4, "fourth", "c4")))
        #expect(reason?.contains("newer than this build") == true)
    }

    @Test func gapsAndTwinsAmongOurOwnAreRefused() {
        let gap = [Migration(number: 1, name: "a", sql: ""), Migration(number: 3, name: "c", sql: "")]
        let twins = [Migration(number: 1, name: "a", sql: ""), Migration(number: 1, name: "b", sql: "")]
        #expect(refusal([], known: gap)?.contains("migration 2 is missing") == true)
        #expect(refusal([], known: twins)?.contains("two migrations have the number 1") == true)
    }

    @Test(arguments: ["1_a.sql", "0001-a.sql", "0001_.sql", "0001_a.txt", "00x1_a.sql", "a.sql", ""])
    func otherFileNamesAreNoMigrations(_ name: String) {
        #expect(Migration(fileName: name, sql: "") == nil)
        #expect(Migration(fileName: "0012_add_things.sql", sql: "")?.title == "0012_add_things")
    }

    @Test func versionsAreCompared() {
        #expect(SchemaVersion(applied: 2, known: 2) == .current)
        #expect(SchemaVersion(applied: 1, known: 2) == .behind(applied: 1, known: 2))
        #expect(SchemaVersion(applied: 3, known: 2) == .ahead(applied: 3, known: 2))
    }
}

import EventLoop
import Postgres
import TestSupport
import Testing

@Suite struct TransactionTests {
    private struct Refusal: Error, Equatable {}
    private static let insert: PostgresStatement = "INSERT INTO t VALUES ($1)"

    private func prepare(_ pool: PostgresPool) async throws {
        try await pool.execute("CREATE TABLE t (id int PRIMARY KEY)")
    }

    private func count(_ pool: PostgresPool) async throws -> Int? {
        try await pool.first("SELECT count(*) FROM t") { try $0.decode(0, as: Int.self) }
    }

    @Test func whatReturnsIsCommitted() async throws {
        try await withPool { pool, _ in
            try await prepare(pool)
            let changed = try await pool.transaction { tx in
                try await tx.execute(Self.insert, PostgresParameters(Int32(1)))
                #expect(try await tx.first("SELECT count(*) FROM t") { try $0.decode(0, as: Int.self) } == 1)
                return try await tx.execute([
                    (Self.insert, PostgresParameters(Int32(2))),
                    ("UPDATE t SET id = id + 10", PostgresParameters()),
                ])
            }
            #expect(changed == [1, 2])
            #expect(try await count(pool) == 2)
        }
    }

    @Test func whatThrowsIsRolledBack() async throws {
        try await withPool { pool, _ in
            try await prepare(pool)
            await #expect(throws: Refusal()) {
                try await pool.transaction { tx in
                    try await tx.execute(Self.insert, PostgresParameters(Int32(1)))
                    throw Refusal()
                }
            }
            #expect(try await count(pool) == 0)
        }
    }

    @Test func aFailedTransactionCannotBeCommittedByAccident() async throws {
        try await withPool { pool, _ in
            try await prepare(pool)
            let error = try await failure {
                try await pool.transaction { tx in
                    try await tx.execute(Self.insert, PostgresParameters(Int32(1)))
                    // A caller that swallows an error inside a transaction.
                    _ = try? await tx.execute(Self.insert, PostgresParameters(Int32(1)))
                }
            }
            #expect(error.kind == .server(.inFailedTransaction))
            #expect(try await count(pool) == 0)
        }
    }

    @Test func theLastStatementsMayCarryTheCommit() async throws {
        try await withPool { pool, _ in
            try await prepare(pool)
            try await pool.transaction { tx in
                #expect(try await tx.commit(executing: [(Self.insert, PostgresParameters(Int32(1)))]) == [1])
                let error = try await failure { try await tx.execute(Self.insert, PostgresParameters(Int32(2))) }
                #expect(error.kind == .unexpectedResult)
            }
            let error = try await failure {
                try await pool.transaction { tx in
                    try await tx.execute(Self.insert, PostgresParameters(Int32(3)))
                    try await tx.commit(executing: [(Self.insert, PostgresParameters(Int32(1)))])
                }
            }
            #expect(error.kind == .uniqueViolation(constraint: "t_pkey"))
            #expect(try await count(pool) == 1)
        }
    }

    @Test func aTransactionThatEndsItselfDoesNotGoOnWithoutOne() async throws {
        try await withPool { pool, _ in
            try await prepare(pool)
            let error = try await failure {
                try await pool.transaction { tx in
                    try await tx.execute("ROLLBACK")
                    try await tx.execute(Self.insert, PostgresParameters(Int32(1)))
                }
            }
            #expect(error.kind == .unexpectedResult)
            #expect(try await count(pool) == 0)
        }
    }

    @Test func anEmptyTransactionCostsNothing() async throws {
        try await withPool { pool, _ in
            let answer = try await pool.transaction { _ in 7 }
            #expect(answer == 7)
        }
    }

    @Test func modesAreKept() async throws {
        try await withPool { pool, _ in
            try await prepare(pool)
            func isolation(_ mode: PostgresTransaction.Mode) async throws -> String? {
                try await pool.transaction(mode) { tx in
                    try await tx.first(
                        "SELECT current_setting('transaction_isolation') || ' ' || current_setting('transaction_read_only')"
                    ) { try $0.decode(0, as: String.self) }
                }
            }
            #expect(try await isolation(.readCommitted) == "read committed off")
            #expect(try await isolation(.repeatableRead) == "repeatable read off")
            #expect(try await isolation(.serializable) == "serializable off")
            #expect(try await isolation(.readOnly) == "read committed on")
            #expect(try await isolation(.readOnlySnapshot) == "repeatable read on")
            let error = try await failure {
                try await pool.transaction(.readOnly) { tx in
                    try await tx.execute(Self.insert, PostgresParameters(Int32(1)))
                }
            }
            #expect(error.kind == .readOnlyTransaction)
        }
    }

    @Test func serializationFailuresAreWorthRetrying() async throws {
        try await withPool { pool, _ in
            try await prepare(pool)
            let error = try await failure {
                try await pool.transaction(.repeatableRead) { outer in
                    try await outer.execute("SELECT count(*) FROM t")
                    try await pool.execute(Self.insert, PostgresParameters(Int32(1)))
                    // The snapshot is older than that row.
                    try await outer.execute("INSERT INTO t VALUES (1) ON CONFLICT (id) DO UPDATE SET id = 2")
                }
            }
            #expect(error.kind == .serializationFailure)
            #expect(error.isWorthRetrying)
        }
    }

    @Test func deadlocksAndLockTimeoutsAreTyped() async throws {
        try await withPool({ _, options in options.lockTimeout = .milliseconds(50) }) { pool, _ in
            try await prepare(pool)
            try await pool.execute(Self.insert, PostgresParameters(Int32(1)))
            try await pool.transaction { tx in
                try await tx.execute("SELECT id FROM t FOR UPDATE")
                let error = try await failure { try await pool.execute("UPDATE t SET id = 2") }
                #expect(error.kind == .lockNotAvailable)
            }
        }
    }

    @Test func nobodyInheritsAnOpenTransaction() async throws {
        try await withPool({ pool, _ in pool.maximumConnections = 1 }) { pool, _ in
            try await prepare(pool)
            try await pool.withConnection { connection in
                try await connection.execute("BEGIN")
                try await connection.execute(Self.insert, PostgresParameters(Int32(1)))
            }
            #expect(try await count(pool) == 0)
            #expect(pool.snapshot.opened == 2)
        }
    }
}

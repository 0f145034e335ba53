import EventLoop
import Postgres
import TestSupport
import Testing

@Suite struct ErrorsOnTheServerTests {
    private func prepare(_ pool: PostgresPool) async throws {
        try await pool.withConnection { connection in
            try await connection.run(
                script: """
                    CREATE TABLE parents (id int PRIMARY KEY);
                    CREATE TABLE things (
                        id int CONSTRAINT things_pkey PRIMARY KEY,
                        parent int CONSTRAINT things_parent REFERENCES parents DEFERRABLE INITIALLY DEFERRED,
                        size int NOT NULL CONSTRAINT things_size CHECK (size > 0),
                        CONSTRAINT things_alone EXCLUDE USING btree (size WITH =)
                    );
                    INSERT INTO things VALUES (1, NULL, 1);
                    """)
        }
    }

    @Test func violationsNameTheirConstraint() async throws {
        try await withPool { pool, _ in
            try await prepare(pool)
            func kind(_ statement: PostgresStatement) async throws -> PostgresError.Kind {
                try await failure { try await pool.execute(statement) }.kind
            }
            #expect(
                try await kind("INSERT INTO things VALUES (1, NULL, 2)") == .uniqueViolation(constraint: "things_pkey"))
            #expect(
                try await kind("INSERT INTO things VALUES (2, NULL, 0)") == .checkViolation(constraint: "things_size"))
            #expect(
                try await kind("INSERT INTO things VALUES (2, NULL, 1)")
                    == .exclusionViolation(constraint: "things_alone"))
            #expect(try await kind("INSERT INTO things VALUES (2, NULL, NULL)") == .notNullViolation(column: "size"))
            #expect(try await kind("SELEKT") == .server(.syntaxError))
            #expect(try await kind("SELECT * FROM nowhere") == .server(.undefinedTable))
        }
    }

    /// The server checks a deferred constraint only when it commits, after the statement itself has succeeded.
    @Test func aDeferredConstraintFailsTheStatement() async throws {
        try await withPool { pool, _ in
            try await prepare(pool)
            let error = try await failure { try await pool.execute("INSERT INTO things VALUES (2, 9, 2)") }
            #expect(error.kind == .foreignKeyViolation(constraint: "things_parent"))
            let inTransaction = try await failure {
                try await pool.transaction { tx in try await tx.execute("INSERT INTO things VALUES (2, 9, 2)") }
            }
            #expect(inTransaction.kind == .foreignKeyViolation(constraint: "things_parent"))
            #expect(try await pool.first("SELECT count(*) FROM things") { try $0.decode(0, as: Int.self) } == 1)
        }
    }

    @Test func wrongNumbersOfParametersAreErrors() async throws {
        try await withPool { pool, _ in
            let tooFew = try await failure { try await pool.execute("SELECT $1::int + $2::int", PostgresParameters(1)) }
            #expect(tooFew.state != nil)
            let nul = try await failure { try await pool.execute("SELECT $1", PostgresParameters("a\0b")) }
            #expect(nul.state == "22021")
            #expect(try await pool.first("SELECT 1") { try $0.decode(0, as: Int.self) } == 1)
        }
    }

    @Test func theServersOwnTimeoutIsTold() async throws {
        try await withPool({ _, options in options.statementTimeout = .milliseconds(30) }) { pool, _ in
            let error = try await failure { try await pool.execute("SELECT pg_sleep(30)") }
            #expect(error.kind == .queryCanceled)
        }
    }

    @Test func noticesReachTheHook() async throws {
        let notices = Recorder<String>()
        try await withPool({ _, options in
            options.onNotice = { notices.add("\($0.severity) \($0.state) \($0.message)") }
        }) { pool, _ in
            try await pool.execute("DO $$ BEGIN RAISE WARNING 'mind the gap'; END $$")
            #expect(notices.all == ["WARNING 01000 mind the gap"])
        }
    }
}

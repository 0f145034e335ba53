import Testing

@testable import Postgres

@Suite struct PostgresErrorTests {
    private static let detail = "Key (email)=(jo@example.com) already exists."

    @Test func wellKnownStatesAreTyped() {
        func kind(_ state: SQLState) -> PostgresError.Kind {
            PostgresError.server(
                ServerReport(severity: "ERROR", state: state, message: "", column: "a", constraint: "c")
            ).kind
        }
        #expect(kind("23505") == .uniqueViolation(constraint: "c"))
        #expect(kind("23503") == .foreignKeyViolation(constraint: "c"))
        #expect(kind("23514") == .checkViolation(constraint: "c"))
        #expect(kind("23P01") == .exclusionViolation(constraint: "c"))
        #expect(kind("23502") == .notNullViolation(column: "a"))
        #expect(kind("40001") == .serializationFailure)
        #expect(kind("40P01") == .deadlockDetected)
        #expect(kind("55P03") == .lockNotAvailable)
        #expect(kind("57014") == .queryCanceled)
        #expect(kind("25006") == .readOnlyTransaction)
        #expect(kind("42601") == .server("42601"))
    }

    @Test func valuesOfRowsAreNotPrinted() {
        let report = ServerReport(
            severity: "ERROR", state: .uniqueViolation, message: "duplicate key", detail: Self.detail,
            constraint: "users_email_key")
        let error = PostgresError.server(report)
        #expect("\(error)" == "violates unique constraint users_email_key (SQLSTATE 23505)")
        #expect(!error.logDescription.contains("jo@example.com"))
    }

    @Test func onlyLostAnswersLeaveDoubt() {
        #expect(PostgresError.connectionLost(.certainlyNot).certainlyDidNotCommit)
        #expect(!PostgresError.connectionLost(.maybe).certainlyDidNotCommit)
        #expect(!PostgresError.timeout(.maybe).certainlyDidNotCommit)
        #expect(!PostgresError.unexpectedResult("").certainlyDidNotCommit)
        #expect(PostgresError.unavailable(retryAfter: .seconds(1), reason: "").certainlyDidNotCommit)
        #expect(PostgresError.connectionLost(.certainlyNot).isWorthRetrying)
        #expect(!PostgresError.connectionLost(.maybe).isWorthRetrying)
    }
}

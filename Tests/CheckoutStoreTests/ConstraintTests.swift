import Checkout
import CheckoutStore
import Postgres
import Testing

/// The promises that the tables keep by themselves, whatever a program does.
@Suite struct ConstraintTests {
    /// What breaks which promise.
    static let breaches: [(sql: PostgresStatement, constraint: String)] = [
        ("UPDATE checkout_sessions SET status = 'paid' WHERE id = $1", "sessions_status_known"),
        ("UPDATE checkout_sessions SET status = 'completed' WHERE id = $1", "sessions_completed_when_completed"),
        ("UPDATE checkout_sessions SET ended_at = now() WHERE id = $1", "sessions_ended_when_terminal"),
        ("UPDATE checkout_sessions SET paid_at = now() WHERE id = $1", "sessions_paid_when_completed"),
        ("UPDATE checkout_sessions SET entitled_at = now() WHERE id = $1", "sessions_fulfilled_when_completed"),
        ("UPDATE checkout_sessions SET due = due + 1 WHERE id = $1", "sessions_due_is_the_sum"),
        ("UPDATE checkout_sessions SET expires_at = created_at WHERE id = $1", "sessions_expire_later"),
        ("UPDATE checkout_sessions SET intent_id = NULL WHERE id = $1", "sessions_seen_has_intent"),
        ("UPDATE checkout_sessions SET attempt_number = 1 WHERE id = $1", "sessions_attempt_whole"),
        (
            """
            UPDATE checkout_sessions SET attempt_number = 1, attempt_origin = 'till', attempt_outcome = 'started',
                attempt_started_at = now(), attempt_sent_at = now(), attempt_request_is_over = false WHERE id = $1
            """, "sessions_unresolved_is_checked"
        ),
        (
            """
            UPDATE checkout_sessions SET late_received_at = now(), late_resolution = 'refunded' WHERE id = $1
            """, "sessions_late_after_the_end"
        ),
        ("UPDATE checkout_sessions SET next_action_url = 'https://x' WHERE id = $1", "sessions_action_whole"),
        ("UPDATE checkout_sessions SET failure_decline_code = 'x' WHERE id = $1", "sessions_failure_whole"),
        ("UPDATE checkout_sessions SET public_body = NULL WHERE id = $1", "sessions_body_when_seen"),
        ("UPDATE session_events SET body = NULL WHERE session_id = $1", "session_events_body_when_visible"),
    ]

    @Test func everyBreachIsRefused() async throws {
        try await StoreFixture.with { fixture in
            let session = try await fixture.openSession().id
            for (sql, constraint) in Self.breaches {
                do {
                    try await fixture.pool.execute(sql, PostgresParameters(PostgresUUID(bits: session.id.bits)))
                    Issue.record("\(constraint) does not bite")
                } catch let error as PostgresError {
                    #expect(error.kind == .checkViolation(constraint: constraint))
                }
            }
        }
    }

    @Test func twoAttemptsCannotBeUnderWay() async throws {
        try await StoreFixture.with { fixture in
            let session = try await fixture.openSession().id
            let uuid = PostgresParameters(PostgresUUID(bits: session.id.bits))
            let insert: PostgresStatement = """
                INSERT INTO payment_attempts
                    (session_id, number, origin, started_at, sent_at, outcome, request_is_over)
                SELECT $1, count(*) + 1, 'till', now(), now(), 'started', false FROM payment_attempts
                """
            try await fixture.pool.execute(insert, uuid)
            do {
                try await fixture.pool.execute(insert, uuid)
                Issue.record("two attempts are under way")
            } catch let error as PostgresError {
                #expect(error.kind == .uniqueViolation(constraint: "payment_attempts_one_unresolved"))
            }
        }
    }
}

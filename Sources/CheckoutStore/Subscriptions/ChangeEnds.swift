package import Checkout
import Postgres

/// Rows of `session_change_ends`: what became of changes that checkouts asked for.
enum ChangeEndRows {
    /// Each ends once: its call is gone after that.
    static func insert(
        _ end: ChangeEnd, of purchase: ChangePurchase, _ subscription: SubscriptionID, at time: Timestamp
    ) -> (PostgresStatement, PostgresParameters) {
        let (word, decline): (String, Decline?) =
            switch end {
            case .done: ("done", nil)
            case .refused(let decline): ("refused", decline)
            case .notDone: ("not_done", nil)
            }
        return (
            """
            INSERT INTO session_change_ends
                (session_id, attempt, subscription_id, outcome, failure_code, decline_code, ended_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """,
            PostgresParameters(
                purchase.sessionID.stored, Int32(clamping: purchase.attempt), subscription.stored, word,
                decline?.code.rawValue, decline?.declineCode.map { String($0.unicodeScalars.filter { $0 != "\0" }) },
                time.stored)
        )
    }
}

extension SubscriptionStore {
    /// What became of the change that an attempt of a checkout asked for; `nil` while the subscription's call for it is
    /// owed, since both were recorded together.
    package func changeEnd(of session: CheckoutSessionID, attempt: Int) async throws -> ChangeEnd? {
        let rows = try await pool.query(
            "SELECT outcome, failure_code, decline_code FROM session_change_ends WHERE session_id = $1 AND attempt = $2",
            PostgresParameters(session.stored, Int32(clamping: attempt))
        ) { row -> ChangeEnd in
            var cursor = ColumnCursor()
            let outcome: String = try cursor.next(row)
            let code: FailureCode? = try cursor.optionalWord(row)
            let declineCode: String? = try cursor.next(row)
            switch outcome {
            case "done": return .done
            case "refused": return .refused(Decline(code ?? .changeRefused, declineCode: declineCode))
            default: return .notDone
            }
        }
        return rows.first
    }
}

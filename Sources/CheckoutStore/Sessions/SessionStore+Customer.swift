package import Checkout
import Postgres

extension SessionStore {
    /// Notes what the buyer says of themselves on the page, before they pay: what the merchant has said stays, and what the
    /// buyer has said they may correct, until a payment is under way or the session has ended.
    ///
    /// A write by itself: whatever it comes too late for goes on without it.
    package func note(_ buyer: CustomerDetails, of session: CheckoutSessionID) async throws {
        try await pool.execute(
            """
            UPDATE checkout_sessions SET
                customer_email = CASE WHEN customer_email IS NULL OR email_from_page THEN coalesce($2, customer_email)
                    ELSE customer_email END,
                email_from_page = email_from_page OR customer_email IS NULL AND $2::text IS NOT NULL,
                customer_name = CASE WHEN customer_name IS NULL OR name_from_page THEN coalesce($3, customer_name)
                    ELSE customer_name END,
                name_from_page = name_from_page OR customer_name IS NULL AND $3::text IS NOT NULL
            WHERE id = $1 AND status IN ('pending', 'failed')
                AND (attempt_outcome IS NULL OR attempt_outcome NOT IN ('started', 'unknown', 'processing'))
            """, PostgresParameters(session.stored, buyer.email, buyer.name))
    }
}

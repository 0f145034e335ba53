"""What completing a session writes, whoever completes it. The caller has a transaction open and locked the session."""

import datetime
import secrets

import bodies

# What deciding and rendering need of it.
COLUMNS = """
    id, livemode, client_secret_hash, provider, account_id, mode, currency, amount, discount, tax, due, quantity,
    trial_days, price_id, product_id, product_name, product_description, product_features, billing_interval,
    interval_count, success_url, cancel_url, created_at, expires_at, version, last_sequence, status, intent_id,
    attempt_number, attempt_outcome, paid_at, updated_at, completed_at
"""

LOCK = f"SELECT {COLUMNS} FROM checkout_sessions WHERE id = $1 FOR NO KEY UPDATE"

UPDATE = """
    UPDATE checkout_sessions SET version = $2, last_sequence = $3, status = 'completed', attempt_outcome = $4,
        paid_attempt = $5, paid_at = $6, updated_at = $7, completed_at = $7, ended_at = $7, check_at = NULL,
        public_body = $8
    WHERE id = $1
"""

INSERT_EVENT = """
    INSERT INTO session_events (session_id, sequence, version, status, is_visible, kind, at, attempt, body, written_by)
    VALUES ($1, $2, $3, 'completed', true, 'completed', $4, $5, $6, $7)
"""

UPDATE_ATTEMPT = "UPDATE payment_attempts SET outcome = 'succeeded' WHERE session_id = $1 AND number = $2"

DELETE_DUE = "DELETE FROM session_due WHERE session_id = $1"


async def complete(connection, row):
    """Answers the session's new version and public body."""
    now = datetime.datetime.now(datetime.UTC)
    attempt = row["attempt_number"]
    paid_at = now if row["mode"] == "standard" else None
    session = {
        **row, "version": row["version"] + 1, "last_sequence": row["last_sequence"] + 1, "status": "completed",
        "paid_at": paid_at, "updated_at": now, "completed_at": now}
    body = bodies.public_body(session).decode()
    identifier, version, sequence = session["id"], session["version"], session["last_sequence"]
    await connection.execute(
        UPDATE, identifier, version, sequence, "succeeded" if attempt else None, attempt, paid_at, now,
        body)
    await connection.execute(
        INSERT_EVENT, identifier, sequence, version, now, attempt, body, secrets.randbits(63))
    if attempt:
        await connection.execute(UPDATE_ATTEMPT, identifier, attempt)
    await connection.execute(DELETE_DUE, identifier)
    return version, body

"""Stripe's webhooks: believed by their signature, stored and applied in one transaction, answered after its commit."""

import datetime
import hashlib
import hmac
import os
import time
import uuid

import fastapi
import orjson

import completion

router = fastapi.APIRouter()

SECRET = os.environ["PEER_WEBHOOK_SECRET"].encode()
TOLERANCE_SECONDS = 300

SESSION = "SELECT session_id FROM payment_intents WHERE provider = 'stripe' AND provider_intent_id = $1"

INSERT_EVENT = """
    INSERT INTO provider_events (id, provider, event_id, livemode, account_id, type, created_at, received_at, payload,
        intent_id, session_id, state)
    VALUES ($1, 'stripe', $2, $3, $4, $5, $6, $7, $8, $9, $10, 'applied')
    ON CONFLICT (provider, event_id) DO NOTHING RETURNING id
"""

# Not Till's channel: it would listen.
TELL = "SELECT pg_notify('peer_events', $1)"


@router.post("/stripe/webhooks")
async def receive(request: fastapi.Request):
    payload = await request.body()
    verify(request.headers.get("stripe-signature", ""), payload)
    event = orjson.loads(payload)
    if event["type"] != "payment_intent.succeeded":
        raise fastapi.HTTPException(400, "only what is measured")
    intent = event["data"]["object"]
    async with request.app.state.pool.acquire() as connection, connection.transaction():
        identifier = await connection.fetchval(SESSION, intent["id"])
        is_new = await connection.fetchval(
            INSERT_EVENT, uuid.uuid4(), event["id"], event["livemode"], event.get("account"), event["type"],
            datetime.datetime.fromtimestamp(event["created"], datetime.UTC), datetime.datetime.now(datetime.UTC),
            payload, intent["id"], identifier)
        if is_new is None:
            return received()
        session = await connection.fetchrow(completion.LOCK, identifier)
        if session is None or not fits(intent, event, session):
            raise fastapi.HTTPException(409)
        if session["status"] == "completed":
            return received()
        version, _ = await completion.complete(connection, session)
        await connection.execute(TELL, f"{identifier}:{version}")
    return received()


def received():
    return fastapi.Response(b'{"received":true}', media_type="application/json")


def fits(intent, event, session):
    return (
        intent["id"] == session["intent_id"] and event["livemode"] == session["livemode"]
        and event.get("account") == session["account_id"] and intent["currency"] == session["currency"]
        and intent["amount_received"] == session["due"])


def verify(header, payload):
    fields = [element.partition("=") for element in header.split(",")]
    at = next((value for name, _, value in fields if name == "t"), "")
    if not at.isdecimal() or abs(time.time() - int(at)) > TOLERANCE_SECONDS:
        raise fastapi.HTTPException(400, "signature")
    expected = hmac.new(SECRET, at.encode() + b"." + payload, hashlib.sha256).hexdigest()
    if not any(name == "v1" and hmac.compare_digest(value, expected) for name, _, value in fields):
        raise fastapi.HTTPException(400, "signature")

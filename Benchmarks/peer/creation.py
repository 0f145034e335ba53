"""An order: who sends it, what it is for, and the rows it leaves."""

import datetime
import hashlib
import secrets
import uuid
from typing import Annotated, Literal

import fastapi
import orjson
import pydantic

import bodies

router = fastapi.APIRouter()

KEY = """
    SELECT k.organization_id, k.livemode, o.stripe_account_id, o.late_after_expiry, o.late_after_cancel
    FROM api_keys k JOIN organizations o ON o.id = k.organization_id
    WHERE k.key_hash = $1 AND k.revoked_at IS NULL
"""

OFFER = """
    SELECT r.id AS price_id, r.kind, r.currency, r.unit_amount, r.billing_interval, r.interval_count, r.active,
        p.id AS product_id, p.name AS product_name, p.description AS product_description,
        ARRAY(SELECT f.title FROM product_features f WHERE f.product_id = p.id ORDER BY f.position) AS product_features
    FROM prices r JOIN products p ON p.id = r.product_id
    WHERE r.id = $1 AND r.organization_id = $2 AND r.livemode = $3
"""

# Whoever sends the same order again is answered with its session.
TAKE_ORDER = """
    INSERT INTO order_fingerprints AS f (fingerprint, session_id, expires_at) VALUES ($1, $2, $3)
    ON CONFLICT (fingerprint) DO UPDATE SET fingerprint = EXCLUDED.fingerprint
    RETURNING f.session_id
"""

COLUMNS = (
    "id", "organization_id", "livemode", "client_secret_hash", "provider", "account_id", "mode", "presentation",
    "currency", "amount", "discount", "tax", "due", "quantity", "trial_days", "price_id", "product_id", "product_name",
    "product_description", "product_features", "billing_interval", "interval_count", "starts_subscription",
    "grants_entitlements", "customer_email", "customer_name", "customer_external_id", "customer_tax_id", "metadata",
    "success_url", "cancel_url", "late_after_expiry", "late_after_cancel", "created_at", "expires_at", "version",
    "last_sequence", "status", "intent_awaits_confirmation", "updated_at", "check_count", "public_body")

INSERT_SESSION = (
    f"INSERT INTO checkout_sessions ({', '.join(COLUMNS)}) "
    f"VALUES ({', '.join(f'${n}' for n in range(1, len(COLUMNS) + 1))})")

INSERT_EVENT = """
    INSERT INTO session_events (session_id, sequence, version, status, is_visible, kind, at, body, written_by)
    VALUES ($1, 1, 1, 'pending', true, 'created', $2, $3, $4)
"""

INSERT_DUE = "INSERT INTO session_due (session_id, due_at) VALUES ($1, $2)"

Text = Annotated[str, pydantic.StringConstraints(min_length=1, max_length=500)]


class Customer(pydantic.BaseModel):
    email: Text | None = None
    name: Text | None = None
    externalId: Text | None = None
    taxId: Text | None = None


class Order(pydantic.BaseModel):
    priceId: uuid.UUID
    quantity: Annotated[int, pydantic.Field(ge=1, le=999_999)] = 1
    customer: Customer = Customer()
    metadata: Annotated[dict[Text, Text], pydantic.Field(max_length=50)] = {}
    mode: Literal["embedded", "redirect"] = "embedded"
    successUrl: pydantic.HttpUrl | None = None
    cancelUrl: pydantic.HttpUrl | None = None
    expiresIn: Annotated[int, pydantic.Field(ge=1800, le=86_400)] = 3600


async def key_hash(authorization: Annotated[str, fastapi.Header()] = ""):
    scheme, _, key = authorization.partition(" ")
    if scheme != "Bearer":
        raise fastapi.HTTPException(401)
    return hashlib.sha256(key.encode()).digest()


@router.post("/v1/checkout/create")
async def create(order: Order, request: fastapi.Request, key: Annotated[bytes, fastapi.Depends(key_hash)]):
    async with request.app.state.pool.acquire() as connection:
        caller = await connection.fetchrow(KEY, key)
        if caller is None:
            raise fastapi.HTTPException(401)
        offer = await connection.fetchrow(OFFER, order.priceId, caller["organization_id"], caller["livemode"])
        if offer is None or not offer["active"]:
            raise fastapi.HTTPException(400, "priceId")
        if offer["kind"] != "free":
            raise fastapi.HTTPException(400, "provider")
        secret = secrets.token_urlsafe(32)
        session = new_session(order, caller, offer, secret)
        session["public_body"] = bodies.public_body(session).decode()
        async with connection.transaction():
            owner = await connection.fetchval(
                TAKE_ORDER, fingerprint(order, caller), session["id"], session["expires_at"])
            if owner != session["id"]:
                raise fastapi.HTTPException(409)
            await connection.execute(INSERT_SESSION, *(session[column] for column in COLUMNS))
            await connection.execute(
                INSERT_EVENT, session["id"], session["created_at"], session["public_body"],
                secrets.randbits(63))
            await connection.execute(INSERT_DUE, session["id"], session["expires_at"])
    return fastapi.Response(bodies.private_body(session, secret), 201, media_type="application/json")


def fingerprint(order, caller):
    return hashlib.sha256(caller["organization_id"].bytes + orjson.dumps(order.model_dump(mode="json"))).digest()


def new_session(order, caller, offer, secret):
    now = datetime.datetime.now(datetime.UTC)
    return {
        **offer, **caller,
        "id": uuid.uuid4(), "client_secret_hash": hashlib.sha256(secret.encode()).digest(), "provider": "stripe",
        "account_id": caller["stripe_account_id"], "mode": "free", "presentation": order.mode,
        "amount": 0, "discount": 0, "tax": 0, "due": 0, "quantity": order.quantity, "trial_days": 0,
        "starts_subscription": False, "grants_entitlements": False,
        "customer_email": order.customer.email, "customer_name": order.customer.name,
        "customer_external_id": order.customer.externalId, "customer_tax_id": order.customer.taxId,
        "metadata": orjson.dumps(order.metadata).decode(),
        "success_url": order.successUrl and str(order.successUrl),
        "cancel_url": order.cancelUrl and str(order.cancelUrl),
        "created_at": now, "expires_at": now + datetime.timedelta(seconds=order.expiresIn),
        "version": 1, "last_sequence": 1, "status": "pending", "intent_id": None, "intent_awaits_confirmation": False,
        "paid_at": None, "updated_at": now, "completed_at": None, "check_count": 0,
    }

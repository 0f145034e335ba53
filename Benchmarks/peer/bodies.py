"""The session body as everybody may see it, and as its merchant may."""

import datetime

import orjson

PUBLIC_URL = "http://127.0.0.1:8080"


def public_body(session) -> bytes:
    """`session` has the columns of checkout_sessions, changed as the caller is about to change them."""
    return orjson.dumps(public_members(session))


def private_body(session, client_secret) -> bytes:
    members = public_members(session)
    members["clientSecret"] = client_secret
    members["customer"] = {
        "email": session["customer_email"], "name": session["customer_name"],
        "externalId": session["customer_external_id"]}
    members["metadata"] = orjson.loads(session["metadata"])
    return orjson.dumps(members)


def public_members(session):
    identifier = str(session["id"])
    link = f"{PUBLIC_URL}/v1/checkout/{identifier}"
    return {
        "id": identifier,
        "object": "checkout.session",
        "status": session["status"],
        "paymentStatus": payment_status(session),
        "version": session["version"],
        "livemode": session["livemode"],
        "paymentIntentId": session["intent_id"],
        "provider": session["provider"],
        "amount": session["amount"],
        "currency": session["currency"],
        "totalAmount": session["due"],
        "discountAmount": session["discount"],
        "taxAmount": session["tax"],
        "priceId": str(session["price_id"]),
        "quantity": session["quantity"],
        "product": {
            "id": str(session["product_id"]),
            "name": session["product_name"],
            "description": session["product_description"],
            "interval": session["billing_interval"],
            "intervalCount": session["interval_count"],
            "features": session["product_features"],
        },
        "trialDays": session["trial_days"],
        "checkoutMode": session["mode"],
        "requiresAction": False,
        "fulfilment": {"paidAt": time(session["paid_at"])},
        "checkoutUrl": f"{PUBLIC_URL}/checkout/{identifier}",
        "statusUrl": f"{link}/status",
        "streamUrl": f"{link}/stream",
        "successUrl": session["success_url"],
        "cancelUrl": session["cancel_url"],
        "createdAt": time(session["created_at"]),
        "updatedAt": time(session["updated_at"]),
        "expiresAt": time(session["expires_at"]),
        "completedAt": time(session["completed_at"]),
    }


def payment_status(session):
    if session["mode"] == "free":
        return "no_payment_required"
    if session["status"] == "completed":
        return "succeeded"
    return "processing" if session["status"] == "processing" else "requires_payment_method"


def time(at: datetime.datetime | None):
    return at and at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"

"""Values that must never be seen again, put in wherever something can be put in; then every log is searched for them."""

import re

from shop import Shop
from world import DATABASE_PASSWORD, World

CARD = "4000000000000259"
EMAIL = "canary.bird@example.com"
# Whatever it is that was put in: nothing that looks so belongs into a log.
SHAPES = {
    "a client secret": rb"_secret_[A-Za-z0-9_-]{12,}",
    "a secret key": rb"sk_(test|live)_[A-Za-z0-9]{6,}",
    "a webhook secret": rb"whsec_[A-Za-z0-9_-]{6,}",
    "a session token": rb"session_(test|live)_eyJ|eyJ[A-Za-z0-9_-]{16,}",
    "an e-mail address": rb"[A-Za-z0-9._-]+@example\.com",
    "a card number": rb"(?<!\d)4\d{15}(?!\d)",
}


async def log_canaries(world: World, shop: Shop, options) -> dict:
    """In good requests and in bad ones; and this comes last, so that everything before it has been logged."""
    asked = await sung(shop)
    known = {
        "TILL_SECRET": world.environment["TILL_SECRET"], "the merchant's key": shop.dev["secretKey"],
        "the webhook secret": world.webhookSecret, "the database's password": DATABASE_PASSWORD,
    }
    wrong, size = [], 0
    for path in world.logs():
        content = path.read_bytes()
        size += len(content)
        if path.name.startswith("simulator"):
            # What the double prints for people is how to reach it.
            continue
        for name, value in known.items():
            if value.encode() in content:
                wrong.append(f"S9: {path.name} holds {name}")
        for name, shape in SHAPES.items():
            if match := re.search(shape, content):
                where = content[max(0, match.start() - 200):match.end() + 100]
                wrong.append(f"S9: {path.name} holds {name}: {where!r}")
    return {"requests": asked, "kB of logs": size // 1024, "wrong": wrong}


async def sung(shop: Shop) -> int:
    client, key, price = shop.clients[0], shop.dev["secretKey"], shop.dev["prices"]["oneTime"]
    session = await shop.create(client, priceId=price, customerEmail=EMAIL)
    token = (await client.call("POST", "/v1/session-tokens", {"externalUserId": EMAIL}, key=key)).json["sessionToken"]
    secret = session["clientSecret"]
    requests = [
        ("POST", f"/v1/checkout/{secret}/confirm", {"paymentMethodId": CARD}, None),
        ("POST", f"/v1/checkout/{secret}/confirm", {"paymentMethodId": {"number": CARD}}, None),
        ("POST", f"/v1/checkout/{secret}x/confirm", {"paymentMethodId": "pm_card_visa"}, None),
        ("GET", f"/v1/checkout/{secret}/status", None, None),
        ("GET", f"/v1/checkout/{secret}", None, secret),
        ("GET", f"/v1/checkout/{session['id']}?key={key}&email={EMAIL}", None, key),
        ("GET", f"/nothing/{key}/{secret}/{CARD}", None, key),
        ("GET", f"/v1/customers?email={EMAIL}", None, key),
        ("GET", "/v1/checkout", None, token),
        ("GET", "/v1/checkout", None, token[:-1]),
        ("GET", "/v1/checkout", None, key + "x"),
        ("POST", "/v1/checkout/create", {"priceId": EMAIL, "metadata": {"card": CARD}}, key),
        ("POST", "/v1/checkout/create", {"priceId": price, "customerEmail": EMAIL + " " + CARD}, key),
        ("POST", "/v1/checkout/create", {"priceId": price, "successUrl": f"https://{EMAIL}/{secret}"}, key),
        ("POST", "/v1/customers", {"email": EMAIL, "name": CARD, "externalId": secret}, key),
        ("POST", "/v1/customers", {"email": EMAIL, "externalId": "a\0" + CARD}, key),
        ("POST", "/stripe/webhooks", {"id": secret, "card": CARD}, None),
        (f"{CARD}", f"/v1/{secret}", None, key),
    ]
    for method, path, body, credential in requests:
        for headers in ({}, {"Idempotency-Key": EMAIL}, {"X-Request-Id": CARD}, {"Stripe-Signature": f"t=1,v1={key}"}):
            # What comes back is not looked at here: it went to whoever had sent it.
            await client.call(method, path, body, key=credential, headers=headers)
    return 4 * len(requests)

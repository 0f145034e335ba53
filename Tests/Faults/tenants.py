"""Every route with every credential that is not the right one."""

import re
import time
from pathlib import Path

from shop import VISA, Shop, require
from world import World

OPENAPI = Path(__file__).parents[2] / "openapi.yaml"
# What anybody may ask who has the right path.
OPEN = {"/livez", "/readyz", "/metrics", "/stripe/webhooks", "/paddle/webhooks"}
# What goes in for an id of each kind: existing ones of the merchant's.
REFUSED = (400, 401, 403, 404, 405, 409, 410, 415, 422)


def routes() -> list[tuple[str, str]]:
    """Methods and paths that openapi.yaml has."""
    found, path = [], None
    for line in OPENAPI.read_text().splitlines():
        if match := re.fullmatch(r"  (/\S*):", line):
            path = match[1]
        elif line and not line.startswith(" "):
            path = None
        elif path and (match := re.fullmatch(r"    (get|post|delete|put|patch):", line)):
            found.append((match[1].upper(), path))
    return found


async def belongings(shop: Shop, merchant: dict) -> dict[str, str]:
    """One object of each kind, by the name of its parameter."""
    key = merchant["secretKey"]
    first = shop.clients[0]

    async def made(path: str, body: dict) -> dict:
        return require(await first.call("POST", path, body, key=key), 200, 201).json

    session = await made("/v1/checkout/create", {"priceId": merchant["prices"]["oneTime"]})
    customer = await made("/v1/customers", {"externalId": f"user-{shop.random.getrandbits(40):x}"})
    token = await made("/v1/session-tokens", {"externalUserId": customer["externalId"]})
    product = await made("/v1/products", {"name": "A product"})
    monthly = await made("/v1/checkout/create", {
        "priceId": merchant["prices"]["monthly"], "customerEmail": f"{shop.random.getrandbits(40):x}@example.com"})
    require(await first.call("POST", f"/v1/checkout/{monthly['clientSecret']}/confirm", {"paymentMethodId": VISA}), 200)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if subscriptions := require(await first.call("GET", "/v1/subscriptions", key=key), 200).json["data"]:
            break
    return {
        "sessionId": session["id"], "clientSecret": session["clientSecret"], "customerId": customer["id"],
        "tokenId": token["tokenId"], "productId": product["id"], "priceId": merchant["prices"]["oneTime"],
        "subscriptionId": subscriptions[0]["id"], "refundId": "ref_00000000000000000000000000",
        "reviewId": "rev_00000000000000000000000000", "sessionToken": token["sessionToken"],
    }


async def tenants(world: World, shop: Shop, options) -> dict:
    """Nobody reaches what is another's; nothing answers with an error of ours, or with what is not theirs."""
    stranger = await world.merchant(f"stranger-{shop.random.getrandbits(30):x}")
    live = await world.merchant("faults", mode="live")
    ours = await belongings(shop, shop.dev)
    theirs = await belongings(shop, stranger)
    credentials = {
        "no key": None, "a key that is none": "sk_test_" + "a" * 40, "another tenant's key": stranger["secretKey"],
        "the other mode's key": live["secretKey"], "a forged token": forged(ours["sessionToken"]),
        "another tenant's token": theirs["sessionToken"], "another session's secret": theirs["clientSecret"],
    }
    before = await contents(shop)
    wrong, asked = [], 0
    for method, path in routes():
        if path in OPEN or "{clientSecret}" in path or path.endswith("/stream"):
            continue
        filled = re.sub(r"\{(\w+)\}", lambda match: ours.get(match[1], "none_0"), path)
        for name, key in credentials.items():
            if path == "/v1/session-tokens/{tokenId}" and name == "the other mode's key":
                # Tokens are not stored, only that they are revoked, and that is of both modes of one merchant.
                continue
            answer = await shop.any().call(method, filled, {} if method == "POST" else None, key=key)
            asked += 1
            if problem := judged(path, name, answer, ours):
                wrong.append(f"{method} {path} with {name}: {problem}")
    if (after := await contents(shop)) != before:
        wrong.append(f"something was changed: {before} became {after}")
    return {"routes": len(routes()), "requests": asked, "wrong": wrong}


def judged(path: str, name: str, answer, ours: dict[str, str]) -> str | None:
    if answer.status >= 500:
        return f"{answer}"
    secrets = [ours["clientSecret"], ours["sessionToken"]]
    if any(secret.encode() in answer.body for secret in secrets):
        return f"a secret of ours: {answer}"
    if path == "/v1/session-tokens/{tokenId}" and name == "another tenant's key":
        # Answered alike whether or not there is such a token: it revokes nothing of ours, as the tables show.
        return None
    if path in ("/v1/checkout/{sessionId}/status", "/v1/checkout/{sessionId}/return"):
        # The id itself is the credential.
        return None
    named = [value for parameter, value in ours.items() if "{" + parameter + "}" in path]
    if answer.status in (200, 201, 202) and (named or name in ("no key", "a key that is none", "a forged token")):
        return f"{answer}"
    if any(value.encode() in answer.body for value in (ours["customerId"], ours["subscriptionId"], ours["sessionId"])):
        return f"something of ours: {answer}"
    return None if answer.status in (200, 201, *REFUSED) else f"{answer}"


def forged(token: str) -> str:
    """One bit of the signature is another."""
    return token[:-1] + ("0" if token[-1] != "0" else "1")


async def contents(shop: Shop) -> list[dict]:
    """How many of the merchant's objects there are, and what states they have."""
    organization = "(SELECT id FROM organizations WHERE slug = 'faults')"
    return await shop.database.rows(f"""
        SELECT (SELECT count(*) FROM checkout_sessions WHERE organization_id = {organization}) AS sessions,
            (SELECT count(*) FROM customers WHERE organization_id = {organization}) AS customers,
            (SELECT count(*) FROM products WHERE organization_id = {organization} AND active) AS products,
            (SELECT count(*) FROM subscriptions WHERE organization_id = {organization} AND ended_at IS NULL
                AND NOT cancel_at_period_end) AS subscriptions,
            (SELECT count(*) FROM session_token_revocations WHERE organization_id = {organization}) AS revoked""")

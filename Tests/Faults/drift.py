"""What changes at the provider without a word to us, and is found by `till reconcile`."""

import asyncio
import json

from shop import VISA, Shop, require
from subscribers import until_provided
from tables import in_list, uuid_of

SUBSCRIBERS = 12
# What becomes of every so-manieth.
BECOME = ("canceled", "past_due", "unpaid")


async def drift_is_mended(shop: Shop, options) -> dict:
    """No webhook arrives. Subscriptions get another status at the provider, sessions are paid there; a reconciliation, or a
    process before it, finds each of them and says so, once, and a second has nothing to say."""
    await shop.faults({"kind": "lose_webhooks"})
    try:
        await reconcile(shop)
        mended = await shop.counted("till_drift_mended_total")
        subscribed, paid = await asyncio.gather(subscribers(shop), payers(shop))
        expected = await become(shop, subscribed)
        first, second = await reconcile(shop), await reconcile(shop)
        # By the running processes, which compare as well, bit by bit: whoever was first tells.
        mended = await shop.counted("till_drift_mended_total") - mended
    finally:
        await shop.faults()
    rows = await shop.database.rows(f"SELECT id, session_id, status FROM subscriptions WHERE session_id IN {in_list(subscribed)}")
    sessions = await shop.database.rows(f"SELECT id, status FROM checkout_sessions WHERE id IN {in_list(paid)}")
    wrong = [
        f"{row['id']} is {row['status']} instead of {expected[row['session_id']]}" for row in rows
        if row["status"] != expected[row["session_id"]]]
    wrong += [f"{row['id']} was paid and is {row['status']}" for row in sessions if row["status"] != "completed"]
    drifted = {row["id"] for row in rows if expected[row["session_id"]] != "active"} | {row["id"] for row in sessions}
    told = [uuid_of(change.get("subscriptionId") or change["sessionId"]) for change in first["changes"]]
    wrong += [f"{id} had not drifted" for id in told if id not in drifted]
    if len(told) + mended != len(drifted) or len(set(told)) != len(told):
        wrong.append(f"{len(told)} changes were told and {mended} counted instead of {len(drifted)}: {first}")
    for name, report in (("first", first), ("second", second)):
        wrong += [f"the {name} could not: {each}" for each in report["failures"]]
        wrong += [f"the {name} put up for review: {each}" for each in report["reviews"]]
    wrong += [f"told again: {each}" for each in second["changes"]]
    return {
        "compared": first["compared"], "drifted": len(drifted), "mended": len(told), "mended before it": mended, "wrong": wrong}


async def reconcile(shop: Shop) -> dict:
    return json.loads(await shop.installation.command("reconcile", "--json"))


async def subscribers(shop: Shop) -> list[str]:
    ids = []
    for number in range(SUBSCRIBERS):
        session = await shop.create(
            priceId=shop.dev["prices"]["monthly"], customerEmail=f"drift-{number}-{shop.random.getrandbits(32):08x}@example.com")
        await shop.confirm(session, VISA)
        ids.append(session["id"])
    await until_provided(shop, ids)
    return ids


async def payers(shop: Shop) -> list[str]:
    """Nobody returns to the shop, and nobody asks."""
    sessions = [await shop.create() for _ in range(SUBSCRIBERS)]
    for session in sessions:
        await shop.pay_elsewhere(session)
    return [session["id"] for session in sessions]


async def become(shop: Shop, ids: list[str]) -> dict[str, str]:
    """Every second subscription something else; the status that each has to have, by its session."""
    expected = {uuid_of(id): "active" for id in ids}
    rows = await shop.database.rows(f"SELECT * FROM subscriptions WHERE session_id IN {in_list(ids)} ORDER BY id")
    for number, row in enumerate(rows[::2]):
        status = BECOME[number % len(BECOME)]
        path = f"/_sim/subscriptions/{row['provider_subscription_id']}"
        require(await shop.simulator.call("POST", path, {"status": status}), 200)
        expected[row["session_id"]] = status
    return expected

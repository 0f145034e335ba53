"""Buyers who subscribe, and what became of it at the provider and in the tables."""

import asyncio
from collections import Counter

from shop import Shop
from tables import in_list, uuid_of

# How long after the last buyer everything has to be where it belongs.
PATIENCE = 90


class Subscribed:
    """What a crowd of sessions came to, as ledger and tables have it."""

    def __init__(self, charges, refunds, subscriptions, sessions, rows, entitlements):
        self.charges, self.refunds, self.subscriptions = charges, refunds, subscriptions
        self.sessions, self.rows, self.entitlements = sessions, rows, entitlements


async def subscribed(shop: Shop, ids: list[str]) -> Subscribed:
    ledger = (await shop.simulator.call("GET", "/_sim/ledger")).json
    charges = [each for each in ledger["charges"] if each["metadata"].get("till_session") in ids]
    intents = {each["paymentIntentId"] for each in charges}
    rows = await shop.database.rows(f"SELECT * FROM subscriptions WHERE session_id IN {in_list(ids)}")
    known = {row["provider_subscription_id"] for row in rows}
    names = {row["id"] for row in rows}
    return Subscribed(
        charges,
        [each for each in ledger["refunds"] if each["paymentIntentId"] in intents],
        [each for each in ledger["subscriptions"]
         if each["id"] in known or uuid_of_any(each["metadata"].get("till_subscription")) in names],
        {row["id"]: row for row in await shop.database.rows(f"SELECT * FROM checkout_sessions WHERE id IN {in_list(ids)}")},
        rows,
        await shop.database.rows(f"""
            SELECT e.* FROM entitlements e JOIN subscriptions u ON u.id = e.subscription_id
            WHERE e.revoked_at IS NULL AND u.session_id IN {in_list(ids)}"""),
    )


def uuid_of_any(type_id: str | None) -> str | None:
    return uuid_of(type_id) if type_id else None


async def until_provided(shop: Shop, ids: list[str], seconds: float = PATIENCE):
    """Waits until nothing is owed any more: no attempt whose outcome is not known, no call of a subscription's."""
    deadline = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < deadline:
        if not await shop.database.number(f"""
            SELECT (SELECT count(*) FROM subscriptions WHERE owed_kind IS NOT NULL AND session_id IN {in_list(ids)})
                + (SELECT count(*) FROM checkout_sessions WHERE id IN {in_list(ids)}
                    AND (attempt_outcome IN ('started', 'unknown', 'processing') OR late_resolution = 'refund_owed'
                        OR status = 'processing'))"""):
            return
        await asyncio.sleep(0.25)


def check_subscribed(it: Subscribed, paid: set[str], refunded: int = 0) -> list[str]:
    """`paid` are the sessions that have to have a subscription, each one charge and one subscription at the provider."""
    wrong = []

    def hold(condition: bool, sentence: str):
        if not condition:
            wrong.append(sentence)

    of_session = Counter(each["metadata"]["till_session"] for each in it.charges)
    hold(all(count == 1 for count in of_session.values()), f"charged more than once: {of_session.most_common(1)}")
    hold(len(it.refunds) == refunded, f"{len(it.refunds)} refunds instead of {refunded}")
    hold({row["session_id"] for row in it.rows} == {uuid_of(id) for id in paid}, "other sessions than the paid ones have one")
    at_provider = Counter(uuid_of_any(each["metadata"].get("till_subscription")) for each in it.subscriptions)
    for row in it.rows:
        hold(row["status"] == "active", f"{row['id']} is {row['status']}")
        hold(row["owed_kind"] is None, f"{row['id']} still owes {row['owed_kind']}")
        hold(at_provider[row["id"]] == 1, f"{row['id']} is there {at_provider[row['id']]} times at the provider")
    entitled = Counter(row["subscription_id"] for row in it.entitlements)
    hold(all(entitled[row["id"]] == 1 for row in it.rows), "somebody who pays has no features, or has them twice")
    hold(all(each["status"] == "active" for each in it.subscriptions), "the provider has one that is not active")
    return wrong


async def subscribed_twice(shop: Shop, options) -> dict:
    """Buyers who pay for the same monthly price in two tabs at once, with the provider's own script: nobody can refuse either
    payment. One counts; the later one goes back, once."""
    count = min(50, options.sessions)
    price = shop.dev["prices"]["monthly"]
    pairs = []
    for _ in range(count):
        email = f"two-tabs-{shop.random.getrandbits(40):010x}@example.com"
        # Two amounts of metadata, or they would be one order and one session.
        pairs.append([
            await shop.create(client, priceId=price, customerEmail=email, metadata={"tab": str(tab)})
            for tab, client in enumerate(shop.clients)])
    tabs = [session for pair in pairs for session in pair]
    ids = [session["id"] for session in tabs]
    await asyncio.gather(*(shop.pay_elsewhere(session) for session in tabs))
    await until(shop, f"SELECT count(*) FROM checkout_sessions WHERE status <> 'completed' AND id IN {in_list(ids)}")
    await until_provided(shop, ids)
    it = await subscribed(shop, ids)
    winners = {id for id in ids if it.sessions[uuid_of(id)]["failure_code"] is None}
    losers = set(ids) - winners
    wrong = check_subscribed(it, winners, refunded=count)
    wrong += [f"both or neither of {[each['id'] for each in pair]} counts" for pair in pairs
              if len(winners & {each["id"] for each in pair}) != 1]
    wrong += [f"{id} failed with {it.sessions[uuid_of(id)]['failure_code']}" for id in losers
              if it.sessions[uuid_of(id)]["failure_code"] != "already_subscribed"]
    paid_back = Counter(each["paymentIntentId"] for each in it.refunds)
    wrong += [f"{id} was paid back {paid_back[it.sessions[uuid_of(id)]['intent_id']]} times" for id in losers
              if paid_back[it.sessions[uuid_of(id)]["intent_id"]] != 1]
    if len(it.charges) != 2 * count:
        wrong.append(f"{len(it.charges)} charges for {2 * count} tabs")
    return {
        "buyers": count, "subscriptions": len(it.rows), "charges": len(it.charges), "refunds": len(it.refunds), "wrong": wrong}


async def until(shop: Shop, query: str, seconds: float = PATIENCE):
    """Waits until the query counts none."""
    deadline = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < deadline and await shop.database.number(query):
        await asyncio.sleep(0.25)

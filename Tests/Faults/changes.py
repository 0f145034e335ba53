"""Buyers who change what they are subscribed to by a checkout, at a process that dies at one system call after another."""

import asyncio
from collections import Counter

from kills import MOST, die_at, may_trace
from shop import VISA, Shop, Surprise
from subscribers import until_provided
from tables import in_list, uuid_of
from wire import Client

# What one buyer has before, and what the checkout makes of it.
BEFORE, AFTER = 1, 3


async def changed_at_each_call(shop: Shop, options) -> dict:
    """Each round starts a process that dies one call later than the one before, until a whole change fits before the death. No
    webhook arrives, and every second buyer confirms again at once, elsewhere. In the end each subscription is changed and
    billed for that once, here and at the provider, or not at all, and its session says which."""
    if not await may_trace():
        return {"kills, for strace may not trace here": 0, "wrong": []}
    await shop.faults({"kind": "lose_webhooks"})
    survivor, url = await shop.installation.another("survivor of changes")
    client = Client(url)
    changes, answered, again, kills = {}, set(), [], 0
    try:
        for call in range(shop.random.randint(1, options.stride), MOST, options.stride):
            subscribed = await subscriber(shop, f"change-{call}-{options.seed}@example.com")
            session = await shop.create(client, existingSubscriptionId=subscribed, quantity=AFTER)
            changes[session["id"]] = subscribed
            isDead, isAnswered = await die_at(call, shop, session, card=None, made=f"""
                SELECT count(*) FROM subscriptions
                WHERE id = '{uuid_of(subscribed)}' AND quantity = {AFTER} AND owed_kind IS NULL""")
            kills += isDead
            if isAnswered:
                answered.add(session["id"])
            elif len(changes) % 2:
                again.append(asyncio.create_task(client.call(
                    "POST", f"/v1/checkout/{session['clientSecret']}/confirm", {}, seconds=60)))
            if not isDead:
                break
        else:
            raise Surprise(f"no change fits into {MOST} calls")
        statuses = Counter(answer.status for answer in await asyncio.gather(*again))
        await until_changed(shop, changes)
    finally:
        await shop.faults()
        client.close()
        survivor.terminate()
        await asyncio.to_thread(survivor.wait)
        shop.installation.ended(survivor)
    wrong = [f"{count} confirms again were answered with {status}" for status, count in statuses.items()
             if status not in (200, 409, 504)]
    done, faults = await judged(shop, changes, answered)
    return {"kills": kills, "sessions": len(changes), "changed": done, "wrong": wrong + faults}


async def subscriber(shop: Shop, email: str) -> str:
    """Somebody who has paid for one, and whom the provider bills from now on."""
    session = await shop.create(priceId=shop.dev["prices"]["monthly"], customerEmail=email, quantity=BEFORE)
    paid = await shop.confirm(session, VISA)
    await until_provided(shop, [session["id"]])
    return paid["subscriptionId"]


async def until_changed(shop: Shop, changes: dict[str, str], seconds: float = 120):
    """Waits until no attempt is under way any more, and no call is owed."""
    deadline = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < deadline:
        if not await shop.database.number(f"""
            SELECT (SELECT count(*) FROM subscriptions WHERE owed_kind IS NOT NULL AND id IN {in_list(changes.values())})
                + (SELECT count(*) FROM checkout_sessions
                    WHERE id IN {in_list(changes)} AND attempt_outcome IN ('started', 'unknown'))"""):
            return
        await asyncio.sleep(0.25)


async def judged(shop: Shop, changes: dict[str, str], answered: set[str]) -> tuple[int, list[str]]:
    ledger = (await shop.simulator.call("GET", "/_sim/ledger")).json
    there = {each["id"]: each for each in ledger["subscriptions"]}
    bills = Counter(each["subscription"] for each in ledger["invoices"] if each["reason"] == "subscription_update")
    rows = {row["id"]: row for row in await shop.database.rows(
        f"SELECT * FROM subscriptions WHERE id IN {in_list(changes.values())}")}
    sessions = {row["id"]: row for row in await shop.database.rows(
        f"SELECT * FROM checkout_sessions WHERE id IN {in_list(changes)}")}
    wrong, done = [], 0
    for name, subscribed in changes.items():
        session, row = sessions[uuid_of(name)], rows[uuid_of(subscribed)]
        provided = there[row["provider_subscription_id"]]
        isDone = session["status"] == "completed"
        done += isDone
        want = (AFTER, AFTER, 1) if isDone else (BEFORE, BEFORE, 0)
        found = (row["quantity"], provided["quantity"], bills[provided["id"]])
        if found != want:
            wrong.append(f"{name} is {session['status']}: {found} here, there and in bills instead of {want}")
        if name in answered and not isDone:
            wrong.append(f"{name} was answered as changed and is {session['status']}")
        if session["attempt_outcome"] in ("started", "unknown") or row["owed_kind"]:
            wrong.append(f"{name} still waits for {session['attempt_outcome']} or {row['owed_kind']}")
    return done, wrong

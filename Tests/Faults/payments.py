"""Buyers of all kinds while the provider's webhooks are lost, and while they come three times and in any order."""

import asyncio
import time

from buyers import crowd
from checks import Expected, check_ledger, check_tables, histories
from shop import Shop
from tables import in_list, uuid_of

# How long after its last buyer everything has to be where it belongs: a lost effect costs seconds, never the outcome.
PATIENCE = 60

LOST = [{"kind": "lose_webhooks"}]
TRIPLED = [
    {"kind": "duplicate_webhooks"}, {"kind": "shuffle_webhooks", "milliseconds": 1500},
    {"kind": "delay_webhooks", "milliseconds": 1000, "route": "payment_intent.*"},
]


async def webhooks_lost(shop: Shop, options) -> dict:
    before = await shop.webhooks_received()
    figures = await under(shop, options.sessions, LOST)
    if received := await shop.webhooks_received() - before:
        figures["wrong"].append(f"{received} webhooks came, and none was to")
    return figures


async def webhooks_tripled(shop: Shop, options) -> dict:
    before = await shop.webhooks_received()
    told = await shop.database.number("SELECT count(*) FROM provider_events")
    figures = await under(shop, options.sessions, TRIPLED)
    states = await shop.database.rows("SELECT state, count(*) AS count FROM provider_events GROUP BY state")
    figures["events"] = sum(row["count"] for row in states) - told
    figures["webhooks"] = await shop.webhooks_received() - before
    if figures["webhooks"] < 3 * figures["events"]:
        figures["wrong"].append("not each came three times")
    figures["wrong"] += [
        f"{row['count']} provider events are {row['state']}" for row in states
        if row["state"] not in ("applied", "ignored")]
    return figures


async def under(shop: Shop, count: int, faults: list[dict]) -> dict:
    """Sends the buyers, waits for their sessions' ends, compares everything."""
    await shop.faults(*faults)
    charges_before, refunds_before = (len(entries) for entries in await shop.ledger())
    began = time.monotonic()
    gate = asyncio.Semaphore(32)

    async def send(buyer) -> Expected:
        async with gate:
            return await buyer(shop)

    buyers = crowd(count, shop.random)
    results = await asyncio.gather(*(send(buyer) for buyer in buyers), return_exceptions=True)
    wrong = [f"{buyer.__name__}: {result!r}" for buyer, result in zip(buyers, results) if isinstance(result, Exception)]
    expected = [result for result in results if isinstance(result, Expected)]
    bought = time.monotonic()
    await until_settled(shop, expected)
    settled = time.monotonic()
    if not any(fault["kind"] == "lose_webhooks" for fault in faults):
        # Nothing may move any more when the last copy of the last webhook has come.
        await shop.webhooks_are_through(PATIENCE)
    charges, refunds = await shop.ledger()
    sessions, events = await tables(shop, [each.id for each in expected])
    wrong += check_tables(expected, sessions, events)
    wrong += check_ledger(expected, charges[charges_before:], refunds[refunds_before:])
    wrong += await check_answers(shop, expected, events)
    reviews = await shop.database.number("SELECT count(*) FROM reviews")
    if reviews:
        wrong.append(f"{reviews} reviews")
    await shop.faults()
    return {
        "sessions": len(expected), "to be paid": sum(each.charged is not None for each in expected),
        "charges": len(charges) - charges_before, "s buying": round(bought - began, 1),
        "s until settled": round(settled - bought, 1), "wrong": wrong,
    }


async def until_settled(shop: Shop, expected: list[Expected]):
    """Looks into the tables only: a status read would make the service ask the provider."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        counts = [
            f"SELECT count(*) FROM checkout_sessions WHERE status <> '{status}' AND id IN "
            + in_list([each.id for each in expected if each.status == status])
            for status in {each.status for each in expected}
        ]
        if not await shop.database.number("SELECT (" + ") + (".join(counts) + ")"):
            return
        await asyncio.sleep(0.5)


async def tables(shop: Shop, ids: list[str]) -> tuple[dict[str, dict], dict[str, list[dict]]]:
    """The rows of sessions and of their events, by the sessions' ids on the wire."""
    names = {uuid_of(id): id for id in ids}
    sessions = await shop.database.rows(f"""
        SELECT s.*, (SELECT count(*) FROM payment_attempts a WHERE a.session_id = s.id AND a.outcome = 'succeeded')
            AS succeeded_attempts FROM checkout_sessions s WHERE s.id IN {in_list(ids)}""")
    events = await shop.database.rows(f"SELECT * FROM session_events WHERE session_id IN {in_list(ids)}")
    return (
        {names[row["id"]]: row for row in sessions},
        {names[session]: rows for session, rows in histories(events).items()},
    )


async def check_answers(shop: Shop, expected: list[Expected], events: dict[str, list[dict]]) -> list[str]:
    """What each process says of each session is the last event, byte for byte."""
    gate = asyncio.Semaphore(32)

    async def ask(client, id: str) -> list[str]:
        async with gate:
            answer = await client.call("GET", f"/v1/checkout/{id}/status")
        last = [row for row in events.get(id, []) if row["is_visible"]][-1]
        same = answer.status == 200 and answer.body.decode() == last["body"]
        return [] if same else [f"{id}: {client.url} answers {answer}"]

    asked = await asyncio.gather(*(ask(client, each.id) for client in shop.clients for each in expected))
    return [sentence for sentences in asked for sentence in sentences]

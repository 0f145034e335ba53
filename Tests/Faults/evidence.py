"""Collects what a run has left behind, once nothing moves any more: journals from disk, the ledger, the tables."""

import asyncio
import time
from pathlib import Path

import journal
from checks import histories
from subscribers import check_subscribed, subscribed
from verdict import Record, judged, session_of
from world import World

# How long after the faults stop everything has to be where it belongs (L1, L2).
PATIENCE = 30
# Idle connections to the database, to the provider and of our own clients come and go.
SPARE_DESCRIPTORS = 80
UNRESOLVED = "('started', 'unknown', 'processing')"


def ours(since: str) -> str:
    return f"created_at >= '{since}'"


async def beginning(world: World) -> str:
    """The database's time: what is made from now on belongs to the scenario that asks."""
    return (await world.database.run("SELECT clock_timestamp();")).strip()


async def until_settled(world: World, since: str, seconds: float = PATIENCE) -> float:
    """Waits until nobody owes anything, or the time is up; how long that took."""
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        if not await world.database.number(f"SELECT count(*) FROM ({unsettled_query(since)}) u"):
            break
        await asyncio.sleep(0.25)
    return round(time.monotonic() - began, 1)


def unsettled_query(since: str) -> str:
    return f"""
        SELECT 'attempt of' AS what, session_id::text AS id, outcome AS state FROM payment_attempts
            WHERE outcome IN {UNRESOLVED} AND session_id IN (SELECT id FROM checkout_sessions WHERE {ours(since)})
        UNION ALL SELECT 'refund of', id::text, late_resolution FROM checkout_sessions
            WHERE late_resolution = 'refund_owed' AND {ours(since)}
        UNION ALL SELECT 'the ending of', id::text, ending FROM checkout_sessions WHERE ending IS NOT NULL AND {ours(since)}
        UNION ALL SELECT 'provider event', event_id, state FROM provider_events
            WHERE state IN ('received', 'failed') AND received_at >= '{since}'
        UNION ALL SELECT 'subscription', id::text, 'owes ' || owed_kind FROM subscriptions
            WHERE owed_kind IS NOT NULL AND {ours(since)}"""


async def record(world: World, shop, since: str, path: Path) -> Record:
    """The tables as of one moment: something may still be going on, and has to be right as well."""
    # First what was acknowledged, then what is stored: webhooks go on coming.
    webhooks = journal.read(world.webhooks.path)
    tables = await world.database.snapshot(
        sessions=f"""
            SELECT *, extract(epoch FROM clock_timestamp() - expires_at) AS overdue FROM checkout_sessions
            WHERE {ours(since)} AND version > 0""",
        events=f"SELECT * FROM session_events WHERE session_id IN (SELECT id FROM checkout_sessions WHERE {ours(since)})",
        provider_events="SELECT event_id, state FROM provider_events", unsettled=unsettled_query(since),
        others=f"SELECT id FROM checkout_sessions WHERE NOT {ours(since)}")
    charges, refunds = await shop.ledger()
    # Those of other scenarios have been judged.
    others = {row["id"] for row in tables["others"]}
    return Record(
        journal.read(path), webhooks,
        [charge for charge in charges if session_of(charge) not in others], refunds,
        {row["id"]: row for row in tables["sessions"]}, histories(tables["events"]), tables["provider_events"],
        tables["unsettled"])


async def still_taken(world: World, before: dict, seconds: float = PATIENCE) -> list[str]:
    """What a replica holds although nobody asks anything of it (L3)."""
    deadline = time.monotonic() + seconds
    while (wrong := await taken(world, before)) and time.monotonic() < deadline:
        await asyncio.sleep(0.5)
    return wrong


async def taken(world: World, before: dict) -> list[str]:
    wrong = []
    for replica in world.replicas:
        page = (await world.client_of(replica).call("GET", "/metrics")).body.decode()
        # The request that asks is one itself.
        for metric, most in (("till_http_streams", 0), ("till_http_requests_running", 1), ("till_database_waiting", 0),
                             ("till_database_connections_busy", 0), ("till_work_running", 0)):
            count = sum(int(line.rpartition(" ")[2]) for line in page.splitlines()
                        if line.startswith((metric + "{", metric + " ")))
            if count > most:
                wrong.append(f"L3: {replica.name} has {metric} {count}")
        descriptors, earlier = replica.used()["descriptors"], before.get(replica.name, 0)
        if earlier and descriptors > earlier + SPARE_DESCRIPTORS:
            wrong.append(f"L3: {replica.name} has {descriptors} descriptors open, and had {earlier}")
    return wrong


async def verdict(world: World, shop, since: str, path: Path) -> tuple[list[str], dict]:
    """Everything that is wrong, and how much there was to judge."""
    found = await record(world, shop, since, path)
    wrong = judged(found)
    monthly = [id for id, row in found.sessions.items() if row["starts_subscription"] and row["due"] and row["status"] == "completed"]
    names = [name for id, name in found.created.items() if id in monthly]
    if names:
        wrong += [f"S1: {sentence}" for sentence in check_subscribed(await subscribed(shop, names), set(names))]
    acknowledged = sum(200 <= line["status"] < 300 for line in found.webhooks)
    return wrong, {
        "sessions": len(found.sessions), "charges": len({each["paymentIntentId"] for each in found.charges}),
        "requests": sum("ask" in line for line in found.lines), "lost answers": sum("lost" in line for line in found.lines),
        "webhooks acknowledged": acknowledged,
    }

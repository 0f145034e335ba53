"""Payments that arrive at the very moment at which their session expires."""

import asyncio
import time

import evidence
from journal import Journal
from shop import VISA, Shop
from tables import in_list
from workload import Buyer, Workload
from world import World

CROWD = 100
# Both fall into this window.
SECONDS = 1.5


async def expiry_races_payment(world: World, shop: Shop, options) -> dict:
    """Each ends as completed with one charge, or expired with none, or with the money given back; nobody knows which before."""
    since = await evidence.beginning(world)
    path = world.folder / "expiry_races_payment.jsonl"
    workload = Workload(shop, Journal(path), CROWD)
    done = 0
    while done < options.races:
        count = min(CROWD, options.races - done)
        buyers = [Buyer(workload, done + number, shop.random) for number in range(count)]
        await asyncio.gather(*(buyer.create() for buyer in buyers))
        await asyncio.gather(*(buyer.want("completed", "expired") for buyer in buyers))
        await expire_within(shop, [buyer.session["id"] for buyer in buyers], SECONDS)
        await asyncio.gather(*(race(buyer, shop.random.uniform(0, SECONDS), number % 2 == 0)
                               for number, buyer in enumerate(buyers)))
        done += count
    began = time.monotonic()
    await until_ended(world, since)
    settled = await evidence.until_settled(world, since)
    waiting = await workload.followed(evidence.PATIENCE)
    workload.journal.close()
    wrong, figures = await evidence.verdict(world, shop, since, path)
    late = await world.database.number(
        f"SELECT count(*) FROM checkout_sessions WHERE late_resolution = 'refunded' AND {evidence.ours(since)}")
    expired = await world.database.number(
        f"SELECT count(*) FROM checkout_sessions WHERE status = 'expired' AND {evidence.ours(since)}")
    return {**figures, "expired": expired, "paid too late and given back": late,
            "s until all had ended": round(time.monotonic() - began - settled, 1),
            "wrong": [f"L1: {each}" for each in waiting] + wrong}


async def expire_within(shop: Shop, ids: list[str], seconds: float):
    """Each at a moment of its own; half an hour is the shortest there is, and too long to wait for."""
    await shop.database.run(f"""
        BEGIN;
        UPDATE checkout_sessions SET expires_at = clock_timestamp() + random() * interval '{seconds} s' WHERE id IN {in_list(ids)};
        UPDATE session_due SET due_at = expires_at FROM checkout_sessions s WHERE s.id = session_id AND s.id IN {in_list(ids)};
        COMMIT;""")


async def race(buyer: Buyer, delay: float, isOurs: bool):
    await asyncio.sleep(delay)
    if isOurs:
        path = f"/v1/checkout/{buyer.session['clientSecret']}/confirm"
        await buyer.ask("POST", path, {"paymentMethodId": VISA})
        return
    form = {"payment_method": VISA, "return_url": buyer.session["checkoutUrl"]}
    # The provider refuses when its intent has been canceled: then nothing was paid.
    await buyer.shop.simulator.call(
        "POST", f"/v1/payment_intents/{buyer.session['paymentIntentId']}/confirm", form=form, key="sk_test_simulator")


async def until_ended(world: World, since: str):
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        if not await world.database.number(f"""
            SELECT count(*) FROM checkout_sessions WHERE status NOT IN ('completed', 'expired') AND {evidence.ours(since)}"""):
            return
        await asyncio.sleep(0.5)

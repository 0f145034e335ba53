"""Webhooks as no provider should send them: many times, in any order, late, to all replicas at once; and forged ones."""

import asyncio
import copy
import hashlib
import hmac
import json
import time

import evidence
from buyers import CHALLENGED, DECLINED
from journal import Journal
from processes import SECRET_KEY
from shop import VISA, Shop, require
from workload import Buyer, Workload
from world import World

# How many of the storm are under way at once.
WIDTH = 24
# Forged webhooks in a row: enough to see that none is stored.
FLOOD = 1000


def signed(body: bytes, secret: str, age: int = 0) -> str:
    at = int(time.time()) - age
    code = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={code}"


class Storm:
    """Sends webhooks to random replicas, and writes down which were acknowledged."""

    def __init__(self, world: World, shop: Shop):
        self._world, self._shop = world, shop
        self._gate = asyncio.Semaphore(WIDTH)
        self.acknowledged = 0

    async def send(self, body: bytes, header: str | None = None):
        headers = {"Content-Type": "application/json", "Stripe-Signature": header or signed(body, self._world.webhookSecret)}
        async with self._gate:
            answer = await self._shop.any().call("POST", "/stripe/webhooks", content=body, headers=headers)
        if 200 <= answer.status < 300:
            self.acknowledged += 1
            await self._world.webhooks.write(webhook=json.loads(body)["id"], status=answer.status)
        return answer


async def all_events(shop: Shop, since: int) -> list[dict]:
    """The provider's, from the newest to those before that time."""
    events, after = [], ""
    while True:
        page = require(await shop.simulator.call("GET", f"/v1/events?limit=100{after}", key=SECRET_KEY), 200).json
        events += [event for event in page["data"] if event["created"] >= since]
        if not page["has_more"] or page["data"][-1]["created"] < since:
            return events
        after = f"&starting_after={page['data'][-1]['id']}"


async def webhook_storm(world: World, shop: Shop, options) -> dict:
    """Buyers whose webhooks are all held back; then each comes one to five times, shuffled, to both replicas at once, while
    forgeries of all kinds come in between."""
    since, second = await evidence.beginning(world), int(time.time()) - 1
    path = world.folder / "webhook_storm.jsonl"
    workload = Workload(shop, Journal(path), WIDTH)
    await shop.faults({"kind": "lose_webhooks"})
    buyers = [Buyer(workload, number, shop.random) for number in range(options.storm // 12 + 6)]
    gate = asyncio.Semaphore(WIDTH)

    async def buy(number: int, buyer: Buyer):
        async with gate:
            await WAYS[number % len(WAYS)](buyer)

    await asyncio.gather(*(buy(number, buyer) for number, buyer in enumerate(buyers)))
    events = await all_events(shop, second)
    storm, wrong = Storm(world, shop), []
    genuine = [json.dumps(event).encode() for event in events]
    while storm.acknowledged < options.storm:
        copies = [body for body in genuine for _ in range(shop.random.randint(1, 5))]
        shop.random.shuffle(copies)
        for answer in await asyncio.gather(*(storm.send(body) for body in copies)):
            if answer.status != 200:
                wrong.append(f"a genuine webhook was answered {answer}")
    forged = await forgeries(storm, shop, events, world.webhookSecret, wrong)
    await shop.faults()
    settled = await evidence.until_settled(world, since)
    waiting = await workload.followed(evidence.PATIENCE)
    workload.journal.close()
    judged, figures = await evidence.verdict(world, shop, since, path)
    wrong += [f"L1: {each}" for each in waiting] + judged + await once_each(world, since)
    reviews = await world.database.number(f"""
        SELECT count(*) FROM reviews WHERE kind = 'report_does_not_match' AND created_at >= '{since}'""")
    if reviews < forged["strays"]:
        wrong.append(f"S6: {forged['strays']} strays and {reviews} reviews")
    await world.database.run(f"UPDATE reviews SET resolved_at = now() WHERE created_at >= '{since}';")
    return {**figures, "events": len(events), "copies acknowledged": storm.acknowledged, **forged,
            "s until settled": settled, "wrong": wrong}


async def once_each(world: World, since: str) -> list[str]:
    rows = await world.database.rows(f"SELECT state, count(*) AS count FROM provider_events WHERE received_at >= '{since}' GROUP BY state")
    return [f"L2: {row['count']} provider events are {row['state']}" for row in rows if row["state"] not in ("applied", "ignored", "review")]


async def forgeries(storm: Storm, shop: Shop, events: list[dict], secret: str, wrong: list[str]) -> dict:
    """Signatures that do not hold are refused and store nothing; what is signed and does not fit the session changes nothing."""
    event = next(each for each in events if each["type"] == "payment_intent.succeeded")
    body = json.dumps(event).encode()
    for name, header in signatures(body, secret).items():
        answer = await storm.send(body, header)
        if (answer.status == 200) != name.startswith("good"):
            wrong.append(f"a signature with {name} is answered {answer}")
    began = time.monotonic()
    flood = await asyncio.gather(*(
        storm.send(body.replace(event["id"].encode(), f"evt_forged{number}".encode()), signed(body, "whsec_wrong"))
        for number in range(FLOOD)))
    wrong += [f"a forgery is answered {answer}" for answer in flood if answer.status not in (400, 429)][:3]
    strays = stray_events(event, shop)
    for name, stray in strays.items():
        answer = await storm.send(json.dumps(stray).encode())
        if answer.status != 200:
            wrong.append(f"S6: an event with {name} is answered {answer}")
    return {"forged": len(flood), "forged per s": round(len(flood) / (time.monotonic() - began)), "strays": len(strays)}


def signatures(body: bytes, secret: str) -> dict[str, str]:
    right = signed(body, secret)
    code = right.partition("v1=")[2]
    return {
        "another key": signed(body, "whsec_another"),
        "a cut code": right[:-1],
        "a flipped digit": right[:-1] + ("0" if right[-1] != "0" else "1"),
        "another body": signed(body + b" ", secret),
        "301 seconds of age": signed(body, secret, 301),
        "301 seconds to come": signed(body, secret, -302),
        "no time": f"v1={code}",
        "no code": right.partition(",")[0],
        "two times": f"t=1,{right}",
        "only v0": right.replace("v1=", "v0="),
        "nothing in it": " ",
        "good: 290 seconds of age": signed(body, secret, 290),
        "good: 290 seconds to come": signed(body, secret, -290),
        "good: a wrong v1 before": right.replace("v1=", f"v1={'0' * 64},v1="),
    }


def stray_events(event: dict, shop: Shop) -> dict[str, dict]:
    """Well signed, and about another payment than the session's."""
    strays = {}

    def stray(name: str, change):
        forged = copy.deepcopy(event)
        forged["id"] = f"evt_stray{shop.random.getrandbits(64):x}"
        change(forged)
        strays[name] = forged

    stray("another amount", lambda it: it["data"]["object"].update(amount=1, amount_received=1))
    stray("another currency", lambda it: it["data"]["object"].update(currency="eur"))
    stray("another account", lambda it: it.update(account="acct_stranger"))
    stray("another mode", lambda it: (it.update(livemode=True), it["data"]["object"].update(livemode=True)))
    return strays


async def paid_elsewhere(it: Buyer):
    await it.create()
    await it.want("completed")
    await it.shop.pay_elsewhere(it.session)


async def paid_here(it: Buyer):
    await it.create()
    await it.want("completed")
    await it.confirm(VISA)


async def declined_and_paid(it: Buyer):
    await it.create()
    await it.want("completed")
    await it.confirm(DECLINED[0])
    await it.confirm(VISA)


async def declined(it: Buyer):
    """Ends by being canceled, so that its reader has an end to see."""
    await it.create()
    await it.want("canceled")
    await it.confirm(DECLINED[1])
    await it.insist("POST", f"/v1/checkout/{it.session['id']}/cancel", {}, it.shop.dev["secretKey"])


async def approved_and_gone(it: Buyer):
    await it.create()
    await it.want("completed")
    await it.confirm(CHALLENGED)
    await it.shop.answer_bank(it.session, "approve")


WAYS = (paid_elsewhere, paid_here, declined_and_paid, declined, approved_and_gone)

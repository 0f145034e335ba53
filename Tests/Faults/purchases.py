"""Every way a purchase can go, over two processes: created through one, paid through the other, followed on the first."""

import asyncio
import json

from buyers import CHALLENGED, DECLINED, paid
from checks import Expected, check_journal, check_ledger, check_tables
from payments import tables
from readers import Reader
from shop import VISA, Shop, Surprise, require
from tables import expire_now

# A reader that has not seen the end of its session after so long never will.
PATIENCE = 30


class Purchase:
    """One session that is created and followed at `near`, while everything else happens at `far`."""

    def __init__(self, shop: Shop, near, far, session: dict):
        self.shop, self.near, self.far, self.session = shop, near, far, session

    async def confirm(self, card: str | None, status: int = 200) -> dict:
        return await self.shop.confirm(self.session, card, status, at=self.far)

    async def challenge(self, outcome: str):
        answer = await self.confirm(CHALLENGED)
        if not answer["requiresAction"]:
            raise Surprise(f"no challenge: {answer}")
        require(await self.far.call("GET", await self.shop.answer_bank(self.session, outcome)), 200, 303)

    async def cancel(self):
        path = f"/v1/checkout/{self.session['id']}/cancel"
        require(await self.far.call("POST", path, {}, key=self.shop.dev["secretKey"]), 200)

    def ends(self, status: str) -> Expected:
        return paid(self.session) if status == "paid" else Expected(self.session["id"], status, None)


async def success(it: Purchase) -> Expected:
    await it.confirm(VISA)
    # What is paid stays paid, and says so to whoever tries again.
    again = await it.shop.confirm(it.session, VISA, 409, at=it.near)
    if again["error"]["details"]["session"]["status"] != "completed":
        raise Surprise(f"a second confirm: {again}")
    return it.ends("paid")


async def decline_then_success(it: Purchase) -> Expected:
    answer = await it.confirm(it.shop.random.choice(DECLINED), 402)
    if not answer["error"].get("suggestion"):
        raise Surprise(f"no suggestion: {answer}")
    await it.confirm(VISA)
    return it.ends("paid")


async def challenge_approved(it: Purchase) -> Expected:
    await it.challenge("approve")
    return it.ends("paid")


async def challenge_refused(it: Purchase) -> Expected:
    await it.challenge("refuse")
    await it.cancel()
    return it.ends("canceled")


async def free(it: Purchase) -> Expected:
    await it.confirm(None)
    return it.ends("completed")


async def canceled(it: Purchase) -> Expected:
    await it.cancel()
    require(await it.near.call("POST", f"/v1/checkout/{it.session['clientSecret']}/confirm", {"paymentMethodId": VISA}), 409, 410)
    return it.ends("canceled")


async def expired(it: Purchase) -> Expected:
    await expire_now(it.shop.database, [it.session["id"]])
    await it.shop.confirm(it.session, VISA, 410, at=it.far)
    return it.ends("expired")


async def paid_as_it_expires(it: Purchase) -> Expected:
    await it.shop.pay_elsewhere(it.session)
    await expire_now(it.shop.database, [it.session["id"]])
    return paid(it.session, isElsewhere=True)


WAYS = (
    success, decline_then_success, challenge_approved, challenge_refused, free, canceled, expired, paid_as_it_expires)


async def two_processes(shop: Shop, options) -> dict:
    before = len((await shop.ledger())[0])
    gate = asyncio.Semaphore(16)
    jobs = [
        buy(shop, way, shop.clients[direction], shop.clients[1 - direction], gate)
        for _ in range(max(1, options.rounds // 2)) for way in WAYS for direction in (0, 1)]
    results = await asyncio.gather(*jobs, return_exceptions=True)
    wrong = [repr(result) for result in results if isinstance(result, BaseException)]
    done = [result for result in results if not isinstance(result, BaseException)]
    expected = [want for want, _ in done]
    charges, refunds = await shop.ledger()
    sessions, events = await tables(shop, [want.id for want in expected])
    wrong += check_tables(expected, sessions, events)
    wrong += check_ledger(expected, charges[before:], refunds)
    for want, reader in done:
        wrong += check_journal(want.id, reader.journal, events.get(want.id, []))
        if reader.journal and reader.journal[0][0] != 1:
            wrong.append(f"{want.id}: the reader came first and began with version {reader.journal[0][0]}")
    return {"purchases": len(expected), "ways": len(WAYS), "charges": len(charges) - before, "wrong": wrong}


async def buy(shop: Shop, way, near, far, gate) -> tuple[Expected, Reader]:
    async with gate:
        session = await create_twice(shop, near, far, "free" if way is free else "oneTime")
        reader = Reader(session["id"], near)
        await reader.opened()
        try:
            want = await way(Purchase(shop, near, far, session))
            async with asyncio.timeout(PATIENCE):
                await reader.ended()
        except Exception as error:
            raise Surprise(f"{way.__name__} of {session['id']}: {error!r}, read {[v for v, _ in reader.journal]}") from error
        finally:
            reader.cut()
        return want, reader


async def create_twice(shop: Shop, near, far, price: str) -> dict:
    """Under an idempotency key: the other process answers the same bytes, and refuses another body."""
    headers = {"Idempotency-Key": f"{shop.random.getrandbits(64):016x}"}
    key, order = shop.dev["secretKey"], {"priceId": shop.dev["prices"][price]}
    first = require(await near.call("POST", "/v1/checkout/create", order, key=key, headers=headers), 201)
    second = require(await far.call("POST", "/v1/checkout/create", order, key=key, headers=headers), 201)
    if first.body != second.body or second.headers.get("idempotency-replayed") != "true":
        raise Surprise(f"a replay differs: {first}, {second}")
    order["quantity"] = 2
    require(await far.call("POST", "/v1/checkout/create", order, key=key, headers=headers), 422)
    return json.loads(first.body)

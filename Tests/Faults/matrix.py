"""Idempotency keys, cell by cell: how the first request went, and how its key is used again."""

import asyncio

from buyers import DECLINED
from relay import LOST
from shop import Shop
from wire import Answer
from world import World

CROWD = 50
INTENTS = "POST /v1/payment_intents"
# How the first request goes: the provider's faults meanwhile, and the statuses that are right.
OUTCOMES = {
    "success": ((), (201,)),
    "refused as invalid": ((), (400,)),
    "declined": ((), (402,)),
    "provider is busy": (({"kind": "status_429", "route": INTENTS},), (429, 502, 503, 504)),
    "provider fails": (({"kind": "status_500", "route": INTENTS},), (502, 504)),
    "provider is silent": (({"kind": "timeout_after_acting", "route": INTENTS, "milliseconds": 300},), (502, 504)),
}
# Nothing had been decided: the same key is good for another try, and for another request.
UNDECIDED = ("provider is busy", "provider fails", "provider is silent")
# The provider keeps a 500 under our key for a day, so that the same order comes to nothing until we give it up.
HOPELESS = ("provider fails",)
# Nothing had been begun, and so nothing is kept: as with Stripe, what is invalid is looked at anew each time.
UNKEPT = ("refused as invalid",)


class Cell:
    """One key and what has been asked under it."""

    def __init__(self, world: World, shop: Shop, stranger: dict, outcome: str, number: int):
        self.world, self.shop, self.stranger, self.outcome = world, shop, stranger, outcome
        self.idempotency = f"matrix-{number}-{shop.random.getrandbits(40):x}"
        self.email = f"{self.idempotency}@example.com"
        self.secret = shop.dev["secretKey"]

    async def prepare(self):
        self.path, self.body = "/v1/checkout/create", {"priceId": self.shop.dev["prices"]["oneTime"], "customerEmail": self.email}
        if self.outcome == "refused as invalid":
            self.body["quantity"] = -1
        if self.outcome == "declined":
            session = await self.shop.create()
            self.path, self.body = f"/v1/checkout/{session['clientSecret']}/confirm", {"paymentMethodId": DECLINED[0]}
        await self.shop.faults(*OUTCOMES[self.outcome][0])

    async def ask(self, body=None, path=None, secret=None, client=None) -> Answer:
        return await (client or self.shop.any()).call(
            "POST", path or self.path, self.body if body is None else body, key=secret or self.secret,
            headers={"Idempotency-Key": self.idempotency})

    async def sessions(self) -> int:
        return await self.shop.database.number(
            f"SELECT count(*) FROM checkout_sessions WHERE customer_email = '{self.email}'")

    async def aged(self, minutes: int):
        await self.shop.database.run(f"""
            UPDATE idempotency_keys SET created_at = created_at - interval '{minutes} minutes' WHERE key = '{self.idempotency}';""")

    def replayed(self, first: Answer, again: Answer) -> str | None:
        """The same bytes; or, after an outcome that decided nothing, whatever comes of another try."""
        if self.outcome in UNDECIDED:
            wanted = (201, 504) if self.outcome in HOPELESS else (201,)
            return None if again.status in wanted else f"another try is answered {again}"
        if self.outcome in UNKEPT:
            return None if (first.status, first.json["error"]["code"]) == (again.status, again.json["error"]["code"]) else f"{again}"
        if (first.status, first.body) != (again.status, again.body) or again.headers.get("idempotency-replayed") != "true":
            return f"{first} and then {again}"
        return None


async def same_body(cell: Cell, first: Answer):
    return cell.replayed(first, await cell.ask())


async def other_body(cell: Cell, first: Answer):
    again = await cell.ask({**cell.body, "metadata": {"another": "one"}, "returnUrl": "https://example.com/"})
    want = {**dict.fromkeys(UNDECIDED, 201), **dict.fromkeys(UNKEPT, 400)}.get(cell.outcome, 422)
    return None if again.status == want else f"{again} instead of {want}"


async def other_route(cell: Cell, first: Answer):
    again = await cell.ask({"externalId": cell.idempotency}, "/v1/customers")
    want = 201 if cell.outcome in UNDECIDED + UNKEPT else 422
    return None if again.status == want else f"{again} instead of {want}"


async def other_tenant(cell: Cell, first: Answer):
    body = {"priceId": cell.stranger["prices"]["oneTime"], "customerEmail": cell.email}
    again = await cell.ask(body, "/v1/checkout/create", cell.stranger["secretKey"])
    return None if again.status == 201 and again.body != first.body else f"{again}"


async def fifty_at_once(cell: Cell, _):
    """The first is among them."""
    answers = await asyncio.gather(*(cell.ask(client=cell.shop.clients[turn % 2]) for turn in range(CROWD)))
    final = [answer for answer in answers if answer.status != 409]
    if not all(b"idempotency_in_progress" in answer.body for answer in answers if answer.status == 409):
        return "a 409 that is not about the key"
    wanted = OUTCOMES[cell.outcome][1]
    if not final or any(answer.status not in wanted for answer in final):
        return f"answers {[answer.status for answer in answers]}"
    if cell.outcome not in UNDECIDED + UNKEPT and len({answer.body for answer in final}) != 1:
        return f"{len({answer.body for answer in final})} different answers"
    return None


async def after_a_crash(cell: Cell, first: Answer):
    for replica in cell.world.replicas:
        await replica.killed()
        await replica.start()
    return cell.replayed(first, await cell.ask())


async def amid_a_crash(cell: Cell, _):
    """Both die while the first is being answered; the same request is sent until it is."""
    first = asyncio.create_task(cell.ask())
    await asyncio.sleep(cell.shop.random.uniform(0, 0.05))
    for replica in cell.world.replicas:
        await replica.killed()
        await replica.start()
    early = (await asyncio.gather(first, return_exceptions=True))[0]
    await cell.shop.faults()
    async with asyncio.timeout(60):
        while True:
            try:
                again = await cell.ask()
            except LOST:
                continue
            if again.status not in (409, 503):
                break
            await asyncio.sleep(0.2)
    if isinstance(early, Answer) and early.status in OUTCOMES[cell.outcome][1]:
        return cell.replayed(early, again)
    wanted = (201,) if cell.outcome in UNDECIDED else OUTCOMES[cell.outcome][1]
    return None if again.status in wanted else f"{again}"


async def after_23_59(cell: Cell, first: Answer):
    await cell.aged(23 * 60 + 59)
    return cell.replayed(first, await cell.ask())


async def after_24_01(cell: Cell, first: Answer):
    await cell.aged(24 * 60 + 1)
    again = await cell.ask()
    # An order that is still open is answered with its session, key or no key; but it is looked at anew.
    return f"a day later it is replayed: {again}" if again.headers.get("idempotency-replayed") else None


# Those who come first by themselves.
ALONE = (fifty_at_once, amid_a_crash)
WAYS = (same_body, other_body, other_route, other_tenant, fifty_at_once, after_a_crash, amid_a_crash, after_23_59, after_24_01)


async def idempotency_matrix(world: World, shop: Shop, options) -> dict:
    stranger = await world.merchant(f"stranger-{shop.random.getrandbits(30):x}")
    wrong, cells = [], 0
    for outcome in OUTCOMES:
        for way in WAYS:
            cell = Cell(world, shop, stranger, outcome, cells)
            cells += 1
            try:
                problem = await played(cell, way)
            except Exception as error:
                problem = repr(error)
            if problem:
                wrong.append(f"S5: {way.__name__} after {outcome}: {problem}")
    await shop.faults()
    return {"cells": cells, "wrong": wrong}


async def played(cell: Cell, way) -> str | None:
    await cell.prepare()
    if way in ALONE:
        problem = await way(cell, None)
    else:
        first = await cell.ask()
        if first.status not in OUTCOMES[cell.outcome][1]:
            return f"the first is answered {first}"
        await cell.shop.faults()
        problem = await way(cell, first)
    most = 2 if way in (after_24_01, other_tenant) or way is other_body and cell.outcome in UNDECIDED else 1
    made = await cell.sessions()
    if cell.outcome != "declined" and made > most:
        return f"{made} sessions"
    return problem

"""Buyers who keep trying, over any replica, and write down what they ask before they ask and what they hear when they hear it."""

import asyncio
import itertools
import json
import random
import time

from buyers import CHALLENGED, DECLINED
from followers import Follower
from journal import Journal
from relay import LOST
from shop import VISA, Shop
from wire import Answer

# How long a buyer keeps asking, once nothing is broken any more, before they give up.
PATIENCE = 90
# Answers after which the same request is worth another try: in use, too many, not now.
AGAIN = (409, 429, 500, 502, 503, 504)
# How often somebody who has been answered asks the same again, under the same key.
ASKS_TWICE = 0.2
TERMINAL = ("completed", "expired", "canceled")


class GaveUp(Exception):
    """A buyer who was served by nobody for as long as they had patience."""


class Workload:
    """A crowd of buyers that stays the same size until it is told to end, with one journal."""

    def __init__(self, shop: Shop, journal: Journal, size: int, kinds=None):
        self.shop, self.journal = shop, journal
        self._size, self._kinds = size, kinds or KINDS
        self._numbers = itertools.count()
        self._requests = itertools.count(1)
        self._until: asyncio.Event | None = None
        self._overSince: float | None = None
        self.followers: list[Follower] = []
        self.problems: list[str] = []
        self.buyers = 0

    async def run(self, until: asyncio.Event, at_most: int | None = None):
        """New buyers come as others are done, until the event or their number is reached; then the last ones finish."""
        self._most, self._until = at_most, until
        await asyncio.gather(*(self._lane(until) for _ in range(self._size)))

    async def _lane(self, until: asyncio.Event):
        while not until.is_set() and (self._most is None or self.buyers < self._most):
            self.buyers += 1
            number = next(self._numbers)
            dice = random.Random(self.shop.random.getrandbits(64))
            kind = dice.choices(list(self._kinds), weights=list(self._kinds.values()))[0]
            buyer = Buyer(self, number, dice)
            try:
                await kind(buyer)
            except Exception as error:
                self.problems.append(f"buyer {number} ({kind.__name__}): {error!r}")

    def hasPatience(self, since: float) -> bool:
        """For somebody who has been asking for so long: as long as something is broken, nobody gives up."""
        if self._until is not None:
            if not self._until.is_set():
                return True
            self._overSince = since = self._overSince or time.monotonic()
        return time.monotonic() < since + PATIENCE

    async def followed(self, seconds: float) -> list[str]:
        """Every stream has to come to its session's end (L1)."""
        try:
            async with asyncio.timeout(seconds):
                await asyncio.gather(*(follower.done for follower in self.followers), return_exceptions=True)
        except TimeoutError:
            pass
        waiting = [follower for follower in self.followers if not follower.hasSeenEnd]
        for follower in self.followers:
            follower.stop()
            await self.journal.write(reader=follower.session, events=follower.journal, problems=follower.problems)
        return [f"{follower.session}: its reader waits for the end, read {[v for v, _ in follower.journal]}" for follower in waiting]


class Buyer:
    """One purchase."""

    def __init__(self, workload: Workload, number: int, dice: random.Random):
        self._workload, self.shop, self.dice = workload, workload.shop, dice
        self.name = f"{number}-{dice.getrandbits(40):010x}"
        self._keys = itertools.count(1)
        self.session: dict | None = None

    async def ask(self, method: str, path: str, body=None, key: str | None = None, idempotency: str | None = None) -> Answer | None:
        """One request to some replica; nothing if the answer was lost."""
        journal, number = self._workload.journal, next(self._workload._requests)
        client = self.dice.choice(self.shop.clients)
        headers = {"Idempotency-Key": idempotency} if idempotency else None
        await journal.write(
            ask=number, method=method, path=path, body=body, key=idempotency, at_replica=self.shop.clients.index(client),
            session=self.session and self.session["id"])
        try:
            answer = await client.call(method, path, body, key=key, headers=headers, seconds=35)
        except LOST as error:
            await journal.write(lost=number, why=repr(error)[:200])
            return None
        await journal.write(answer=number, status=answer.status, text=answer.body.decode("utf-8", "replace"),
                            retry=answer.headers.get("retry-after"))
        return answer

    async def insist(self, method: str, path: str, body=None, key=None, again=AGAIN) -> Answer:
        """The same request under the same idempotency key, until there is an answer that is final."""
        idempotency = f"{self.name}-{next(self._keys)}" if method == "POST" else None
        began, answer = time.monotonic(), None
        while self._workload.hasPatience(began):
            answer = await self.ask(method, path, body, key, idempotency)
            if answer is not None and (answer.status not in again or answer.status == 409 and not _is_in_use(answer)):
                if idempotency and self.dice.random() < ASKS_TWICE:
                    # The checker compares what is answered.
                    await self.ask(method, path, body, key, idempotency)
                return answer
            # Sooner than a polite client would, so that no moment after a fault is left out.
            await asyncio.sleep(self.dice.uniform(0.02, 0.5))
        raise GaveUp(f"{method} {path.split('_')[0]}…: the last answer was {answer}")

    async def create(self, **order):
        order = {"customerEmail": f"{self.name}@example.com", **(order or {"priceId": self.shop.dev["prices"]["oneTime"]})}
        answer = await self.insist("POST", "/v1/checkout/create", order, self.shop.dev["secretKey"])
        if answer.status != 201:
            raise GaveUp(f"create: {answer}")
        self.session = answer.json
        follower = Follower(self.session["id"], self.shop.clients, random.Random(self.dice.getrandbits(64)))
        self._workload.followers.append(follower)
        follower.start()

    async def confirm(self, card: str | None) -> Answer:
        body = {"paymentMethodId": card} if card else {}
        path = f"/v1/checkout/{self.session['clientSecret']}/confirm"
        # Not known yet, or tried too soon after an attempt that is under way: ask how it stands, and go on from there.
        return await self.insist("POST", path, body, again=(429, 500, 502, 503))

    async def pay(self, card: str | None):
        """Until it is paid: an attempt whose end is not known is waited for, not repeated."""
        began = time.monotonic()
        while self._workload.hasPatience(began):
            await self.confirm(card)
            status = await self.settled()
            if status["status"] in TERMINAL:
                return
        raise GaveUp("pay")

    async def settled(self) -> dict:
        """The status, once nothing is under way."""
        began = time.monotonic()
        while self._workload.hasPatience(began):
            status = (await self.insist("GET", f"/v1/checkout/{self.session['id']}/status")).json
            if status["status"] != "processing":
                return status
            await asyncio.sleep(self.dice.uniform(0.05, 0.3))
        raise GaveUp(f"settled: {status}")

    async def want(self, *statuses: str):
        """Written down for the checker: how this purchase has to end."""
        await self._workload.journal.write(want=self.session["id"], statuses=statuses)


def _is_in_use(answer: Answer) -> bool:
    return b"idempotency_in_progress" in answer.body


async def pays(it: Buyer):
    await it.create()
    await it.want("completed")
    await it.pay(VISA)


async def pays_any_amount(it: Buyer):
    await it.create(amount=10 * it.dice.randint(500, 999_999), currency=it.dice.choice(["usd", "eur", "jpy", "kwd"]))
    await it.want("completed")
    await it.pay(VISA)


async def pays_monthly(it: Buyer):
    await it.create(priceId=it.shop.dev["prices"]["monthly"])
    await it.want("completed")
    await it.pay(VISA)


async def is_declined_then_pays(it: Buyer):
    await it.create()
    await it.want("completed")
    for _ in range(it.dice.randint(1, 2)):
        await it.confirm(it.dice.choice(DECLINED))
        await it.settled()
    await it.pay(VISA)


async def takes_what_is_free(it: Buyer):
    await it.create(priceId=it.shop.dev["prices"]["free"])
    await it.want("completed")
    await it.pay(None)


async def pays_elsewhere(it: Buyer):
    """With the provider's own script: the service hears of it by webhook, or when the buyer comes back."""
    await it.create()
    await it.want("completed")
    await it.shop.pay_elsewhere(it.session)
    while (await it.settled())["status"] not in TERMINAL:
        await it.insist("GET", f"/v1/checkout/{it.session['id']}/return")


async def is_challenged(it: Buyer):
    await it.create()
    await it.want("completed")
    while (status := await it.settled())["status"] not in TERMINAL:
        if not status["requiresAction"]:
            await it.confirm(CHALLENGED)
        elif (await it.settled())["requiresAction"]:
            try:
                await it.shop.answer_bank(it.session, "approve")
            except Exception:
                # Answered already, and we have not heard of it.
                await asyncio.sleep(0.1)
        await asyncio.sleep(0.05)


async def thinks_better_of_it(it: Buyer):
    await it.create()
    await it.want("canceled")
    while (await it.settled())["status"] not in TERMINAL:
        await it.insist("POST", f"/v1/checkout/{it.session['id']}/cancel", {}, it.shop.dev["secretKey"])
        await asyncio.sleep(0.05)


# How many of a hundred buyers are of which kind.
KINDS = {
    pays: 34, pays_any_amount: 10, pays_monthly: 10, is_declined_then_pays: 14, takes_what_is_free: 8, pays_elsewhere: 8,
    is_challenged: 6, thinks_better_of_it: 10,
}

"""A year of a few subscribers, in seconds: the provider's clock is moved, and with it that of a `till dev` of its own."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

from processes import SECRET_KEY, Installation
from shop import VISA, Shop, require
from subscribers import PATIENCE, until, until_provided, uuid_of_any
from tables import Database, uuid_of
from wire import Answer

DAY = 86_400
MONTHLY = 1900
TRIAL_DAYS = 14
FIRST_PERIOD_DELAY = timedelta(minutes=1)


class Year:
    """The subscribers by what is to become of them, and the clock."""

    def __init__(self, shop: Shop):
        self.shop, self.kinds, self.days = shop, {}, 0

    async def subscribes(self, kind: str, **order):
        session = await self.shop.create(
            priceId=self.shop.dev["prices"]["monthly"], customerEmail=f"{kind.replace(' ', '-')}@example.com", **order)
        await self.shop.confirm(session, VISA)
        self.kinds[kind] = session["id"]

    async def row(self, kind: str) -> dict:
        return (await self.shop.database.rows(
            f"SELECT * FROM subscriptions WHERE session_id = '{uuid_of(self.kinds[kind])}'"))[0]

    async def declines(self, kind: str) -> dict:
        return {"kind": "decline_invoices", "route": (await self.row(kind))["provider_subscription_id"]}

    async def passes(self, days: float):
        """So many days, and then everything that they brought."""
        left = int(days * DAY)
        while left:
            answer = await self.shop.simulator.call("POST", "/_sim/clock", {"advanceSeconds": left}, seconds=120)
            left = require(answer, 200).json["remainingSeconds"]
        self.days += days
        await self.shop.webhooks_are_through(PATIENCE)
        # A period whose end has passed is looked up when no webhook tells of the next one.
        now = require(await self.shop.simulator.call("GET", "/_sim/clock"), 200).json["now"]
        await until(self.shop, f"SELECT count(*) FROM subscriptions WHERE ended_at IS NULL AND current_period_end <= '{now}'")

    async def charges(self) -> dict[str, list[dict]]:
        """By kind: the first period's, which names the session, and those of the subscription's bills."""
        charges, _ = await self.shop.ledger()
        rows = {kind: await self.row(kind) for kind in self.kinds}
        return {
            kind: [each for each in charges
                   if each["metadata"].get("till_session") == session
                   or each["subscription"] and each["subscription"] == rows[kind]["provider_subscription_id"]]
            for kind, session in self.kinds.items()
        }


async def a_year(_, options) -> dict:
    async with Installation(options.binary, is_alone=True) as own:
        shop = Shop(own, Database(own.dev["databaseUrl"]), f"{options.seed} a_year")
        try:
            figures = await live(Year(shop))
        finally:
            shop.close()
        figures["wrong"] += own.complaints()
        return figures


async def live(it: Year) -> dict:
    for kind in ("pays all year", "is lost, then recovered", "is lost for good"):
        await it.subscribes(kind)
    for kind in ("tries first", "tries and leaves"):
        await it.subscribes(kind, trialDays=TRIAL_DAYS)
    await until_provided(it.shop, list(it.kinds.values()))
    wrong = await second_trial(it)

    # By half a day too many, so that no other step ends at the very moment of a bill.
    await it.passes(TRIAL_DAYS - 0.5)
    counts = {kind: len(found) for kind, found in (await it.charges()).items()}
    wrong += differs("before the trial's end", counts, dict.fromkeys(it.kinds, 1) | {"tries first": 0, "tries and leaves": 0})
    await it.passes(2)
    counts = {kind: len(found) for kind, found in (await it.charges()).items()}
    wrong += differs("after it", counts, dict.fromkeys(it.kinds, 1) | {"tries and leaves": 0})

    # Two months' renewals are declined for two of them.
    await it.shop.faults(await it.declines("is lost, then recovered"), await it.declines("is lost for good"))
    await it.passes(18)
    wrong += await statuses(it, "after a declined renewal", {
        "is lost, then recovered": "past_due", "is lost for good": "past_due", "pays all year": "active",
        "tries first": "active"})
    await it.shop.faults(await it.declines("is lost for good"))
    await it.passes(27)
    wrong += await statuses(it, "after the last try", {
        "is lost, then recovered": "active", "is lost for good": "canceled", "pays all year": "active",
        "tries first": "active"})

    # From here on no webhook arrives: each period's end is looked up.
    await it.shop.faults({"kind": "lose_webhooks"})
    for _ in range(10):
        await it.passes(30)
    await it.passes(4)
    wrong += await statuses(it, "after a year", {
        "is lost, then recovered": "active", "is lost for good": "canceled", "pays all year": "active",
        "tries first": "active"})
    charges = await it.charges()
    counts = {kind: len(found) for kind, found in charges.items()}
    # The recovered one was late with a bill, and missed none.
    wrong += differs("in a year", counts, {
        "pays all year": 12, "is lost, then recovered": 12, "is lost for good": 1, "tries first": 12, "tries and leaves": 0})
    amounts = Counter(each["amount"] for found in charges.values() for each in found)
    if set(amounts) != {MONTHLY}:
        wrong.append(f"charges of {amounts}")
    _, refunds = await it.shop.ledger()
    wrong += [f"a refund: {refund}" for refund in refunds]
    wrong += await agree(it)
    return {"subscribers": len(it.kinds), "days": it.days, "charges": sum(counts.values()), "wrong": wrong}


def differs(when: str, found: dict, expected: dict) -> list[str]:
    return [f"{when}: {kind} has {found[kind]} charges instead of {count}"
            for kind, count in expected.items() if found[kind] != count]


async def statuses(it: Year, when: str, expected: dict[str, str]) -> list[str]:
    """What the background does follows the clock within a second or two, or a few."""
    conditions = " OR ".join(
        f"session_id = '{uuid_of(it.kinds[kind])}' AND status <> '{status}'" for kind, status in expected.items())
    await until(it.shop, f"SELECT count(*) FROM subscriptions WHERE {conditions}", 30)
    found = {kind: (await it.row(kind))["status"] for kind in expected}
    return [f"{when}: {kind} is {found[kind]} instead of {status}" for kind, status in expected.items()
            if found[kind] != status]


async def agree(it: Year) -> list[str]:
    """Our rows and the provider's objects: status and periods; who has ended has no features left."""
    ledger = require(await it.shop.simulator.call("GET", "/_sim/ledger"), 200).json
    theirs = {uuid_of_any(each["metadata"].get("till_subscription")): each for each in ledger["subscriptions"]}
    wrong = []
    for kind in it.kinds:
        row = await it.row(kind)
        other = theirs.get(row["id"])
        if other is None:
            wrong.append(f"{kind}: the provider has none")
            continue
        mine = (row["status"], moment(row["current_period_start"]), moment(row["current_period_end"]))
        their = (other["status"], moment(other["currentPeriodStart"]), moment(other["currentPeriodEnd"]))
        # A first period begins here with the checkout's end, and there a moment later, when the subscription is made.
        begins_alike = abs(mine[1] - their[1]) < FIRST_PERIOD_DELAY
        if (mine[0], mine[2]) != (their[0], their[2]) or not begins_alike:
            wrong.append(f"{kind}: {mine} here, {their} there")
        grants = await it.shop.database.number(
            f"SELECT count(*) FROM entitlements WHERE revoked_at IS NULL AND subscription_id = '{row['id']}'")
        if grants != (row["status"] == "active"):
            wrong.append(f"{kind}: {grants} grants while {row['status']}")
    return wrong


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def second_trial(it: Year) -> list[str]:
    """Who has had one and is gone again: refused before anything is paid, and welcome without."""
    theirs = (await it.row("tries and leaves"))["provider_subscription_id"]
    require(await it.shop.simulator.call("DELETE", f"/v1/subscriptions/{theirs}", key=SECRET_KEY), 200)
    await it.shop.webhooks_are_through(PATIENCE)
    wrong = await statuses(it, "ended at the provider", {"tries and leaves": "canceled"})
    order = {"priceId": it.shop.dev["prices"]["monthly"], "customerEmail": "tries-and-leaves@example.com"}
    again = await order_of(it, {**order, "trialDays": TRIAL_DAYS})
    if again.status != 409 or again.json["error"]["code"] != "trial_used":
        wrong.append(f"a second trial: {again}")
    paid = await order_of(it, order)
    return wrong if paid.status == 201 else wrong + [f"who had a trial cannot pay: {paid}"]


async def order_of(it: Year, order: dict) -> Answer:
    return await it.shop.clients[0].call("POST", "/v1/checkout/create", order, key=it.shop.dev["secretKey"])

"""Many identical requests at the same moment, over both processes: one effect, and everybody is told the same."""

import asyncio
import json

from buyers import DECLINED, paid
from checks import Expected, check_ledger, check_tables
from payments import tables
from processes import SECRET_KEY
from shop import VISA, Shop, require
from tables import uuid_of

CREATES = 100
CONFIRMS = 50
# The provider takes its time and its webhook is lost, so that all of them are there before the outcome is.
SLOW = (
    {"kind": "delay", "route": "POST /v1/payment_intents/{id}/confirm", "milliseconds": 1000}, {"kind": "lose_webhooks"})
# The card, and the statuses that are right. Whoever comes after a payment gets its result as a conflict; and who came after a
# decline would rightly try again, so that kind is only judged while all are there in time.
CONFIRM_KINDS = {"slow": (VISA, [200]), "quick": (VISA, [200, 409]), "slow decline": (DECLINED[0], [402])}


async def crowd_creates(shop: Shop, options) -> dict:
    """A hundred identical orders without idempotency keys: one session, one intent."""
    wrong = []
    for number in range(options.rounds):
        email = f"crowd-{number}-{shop.random.getrandbits(32):08x}@example.com"
        order = {"priceId": shop.dev["prices"]["oneTime"], "customerEmail": email}
        sessions = await asyncio.gather(*(
            shop.create(shop.clients[turn % 2], **order) for turn in range(CREATES)))
        ids = {session["id"] for session in sessions}
        intents = {session["paymentIntentId"] for session in sessions}
        rows = await shop.database.number(
            f"SELECT count(*) FROM checkout_sessions WHERE customer_email = '{email}'")
        made = [
            intent["id"] for intent in await all_intents(shop) if intent["metadata"].get("till_session") in ids]
        if (len(ids), len(intents), rows, len(made)) != (1, 1, 1, 1):
            wrong.append(f"round {number}: {len(ids)} ids, {len(intents)} intents told, {rows} rows, {len(made)} made")
        if len({json.dumps(session, sort_keys=True) for session in sessions}) != 1:
            wrong.append(f"round {number}: the answers differ")
    return {"crowds": options.rounds, "creates": options.rounds * CREATES, "wrong": wrong}


async def all_intents(shop: Shop) -> list[dict]:
    """The newest hundred at the simulator: one round makes one, or too many."""
    answer = await shop.simulator.call("GET", "/v1/payment_intents?limit=100", key=SECRET_KEY)
    return require(answer, 200).json["data"]


async def crowd_confirms(shop: Shop, options) -> dict:
    """Fifty confirms of one session: one charge, and fifty times the winner's result."""
    before = len((await shop.ledger())[0])
    wrong, expected = [], []
    for number in range(options.rounds):
        kind = list(CONFIRM_KINDS)[number % len(CONFIRM_KINDS)]
        await shop.faults(*SLOW if kind.startswith("slow") else ())
        session = await shop.create()
        problems, want = await confirm_together(shop, session, kind)
        wrong += [f"round {number}, {kind}: {problem}" for problem in problems]
        expected.append(want)
    await shop.faults()
    charges, refunds = await shop.ledger()
    wrong += check_ledger(expected, charges[before:], refunds)
    wrong += check_tables(expected, *await tables(shop, [each.id for each in expected]))
    return {
        "crowds": options.rounds, "confirms": options.rounds * CONFIRMS, "charges": len(charges) - before, "wrong": wrong,
    }


async def confirm_together(shop: Shop, session: dict, kind: str) -> tuple[list[str], Expected]:
    card, statuses = CONFIRM_KINDS[kind]
    path = f"/v1/checkout/{session['clientSecret']}/confirm"
    answers = await asyncio.gather(*(
        shop.clients[turn % 2].call("POST", path, {"paymentMethodId": card}) for turn in range(CONFIRMS)))
    wrong = []
    results = {json.dumps(result(answer.json), sort_keys=True) for answer in answers}
    if len(results) != 1:
        wrong.append(f"{len(results)} different results: {sorted(results)}")
    if others := {answer.status for answer in answers} - set(statuses):
        wrong.append(f"answers of status {others}")
    attempts = await shop.database.number(
        f"SELECT count(*) FROM payment_attempts WHERE session_id = '{uuid_of(session['id'])}'")
    if attempts != 1:
        wrong.append(f"{attempts} attempts")
    return wrong, paid(session) if card == VISA else Expected(session["id"], "failed", None)


def result(answer: dict) -> dict:
    """The session in an answer, without what belongs to one request."""
    if "error" in answer:
        return answer["error"]["details"]["session"]
    return {name: value for name, value in answer.items() if name not in ("success", "message")}

"""The checks themselves: handed a record that is right and one forgery after another, they have to tell them apart."""

import copy
import json

import bite_verdict
from checks import Expected, check_journal, check_ledger, check_tables
from subscribers import Subscribed, check_subscribed
from tables import uuid_of

ID = "cs_00000000000000000000000001"


def record() -> dict:
    """A session that was declined once and then paid."""
    story = [
        ("created", "pending", True), ("attempt_started", "processing", True), ("payment_failed", "failed", True),
        ("report_ignored", "failed", False), ("attempt_started", "processing", True), ("completed", "completed", True),
    ]
    rows, version = [], 0
    for sequence, (kind, status, isVisible) in enumerate(story, 1):
        version += isVisible
        body = json.dumps({"version": version, "status": status}) if isVisible else None
        rows.append({
            "session_id": ID, "sequence": sequence, "version": version, "status": status, "is_visible": isVisible,
            "kind": kind, "body": body})
    return {
        "sessions": {ID: {
            "status": "completed", "version": 5, "last_sequence": 6, "mode": "standard", "due": 700, "currency": "usd",
            "succeeded_attempts": 1, "paid_at": "2026-11-20T10:00:00Z"}},
        "rows": rows,
        "journal": [(row["version"], row["body"]) for row in rows if row["is_visible"]],
        "charges": [{"amount": 700, "currency": "usd", "metadata": {"till_session": ID}}],
        "refunds": [],
    }


def wrong_in(it: dict) -> list[str]:
    expected = [Expected(ID, "completed", 700)]
    return (
        check_tables(expected, it["sessions"], {ID: it["rows"]}) + check_ledger(expected, it["charges"], it["refunds"])
        + check_journal("reader", it["journal"], it["rows"]))


FORGERIES = {
    "a lost event": lambda it: it["journal"].pop(2),
    "a doubled event": lambda it: it["journal"].insert(2, it["journal"][1]),
    "swapped events": lambda it: it["journal"].insert(1, it["journal"].pop(2)),
    "no end": lambda it: it["journal"].pop(),
    "another's data": lambda it: it["journal"].__setitem__(2, (3, it["journal"][1][1])),
    "an empty journal": lambda it: it["journal"].clear(),
    "a row removed": lambda it: it["rows"].pop(3),
    "a second completion": lambda it: it["rows"][4].update(kind="completed"),
    "a change after the end": lambda it: it["rows"][2].update(status="canceled"),
    "a version that is skipped": lambda it: it["rows"][5].update(version=6),
    "another final state": lambda it: it["sessions"][ID].update(status="processing"),
    "no row of a session": lambda it: it["sessions"].clear(),
    "two successful attempts": lambda it: it["sessions"][ID].update(succeeded_attempts=2),
    "not paid": lambda it: it["sessions"][ID].update(paid_at=None),
    "another amount due": lambda it: it["sessions"][ID].update(due=701),
    "a second charge": lambda it: it["charges"].append(it["charges"][0]),
    "no charge": lambda it: it["charges"].clear(),
    "another amount charged": lambda it: it["charges"][0].update(amount=701),
    "another currency": lambda it: it["charges"][0].update(currency="eur"),
    "a stranger's charge": lambda it: it["charges"].append({"amount": 1, "currency": "usd", "metadata": {}}),
    "a refund": lambda it: it["refunds"].append({"amount": 700}),
}


SUBSCRIPTION = "sub_00000000000000000000000002"


def subscription() -> Subscribed:
    """That session, paid for a month."""
    session, id = uuid_of(ID), uuid_of(SUBSCRIPTION)
    return Subscribed(
        charges=[{"paymentIntentId": "pi_1", "amount": 700, "metadata": {"till_session": ID}}], refunds=[],
        subscriptions=[{"id": "sub_1", "status": "active", "metadata": {"till_subscription": SUBSCRIPTION}}],
        sessions={session: {"status": "completed"}},
        rows=[{"id": id, "session_id": session, "status": "active", "owed_kind": None, "provider_subscription_id": "sub_1"}],
        entitlements=[{"subscription_id": id}])


def wrong_in_subscription(it: Subscribed) -> list[str]:
    return check_subscribed(it, {ID})


SUBSCRIPTION_FORGERIES = {
    "paid twice": lambda it: it.charges.append(it.charges[0]),
    "paid back": lambda it: it.refunds.append({"paymentIntentId": "pi_1"}),
    "paid for nothing": lambda it: it.rows.clear(),
    "never made at the provider": lambda it: it.subscriptions.clear(),
    "made twice at the provider": lambda it: it.subscriptions.append(it.subscriptions[0]),
    "ended at the provider": lambda it: it.subscriptions[0].update(status="canceled"),
    "ended here": lambda it: it.rows[0].update(status="canceled"),
    "a call that is still owed": lambda it: it.rows[0].update(owed_kind="subscription"),
    "no features": lambda it: it.entitlements.clear(),
    "features twice": lambda it: it.entitlements.append(it.entitlements[0]),
}


async def checkers_bite(_, __) -> dict:
    wrong = bite_verdict.problems()
    for make, judge, forgeries in (
            (record, wrong_in, FORGERIES), (subscription, wrong_in_subscription, SUBSCRIPTION_FORGERIES)):
        wrong += [f"what is right is called wrong: {sentence}" for sentence in judge(make())]
        for name, forge in forgeries.items():
            forged = copy.deepcopy(make())
            forge(forged)
            if not judge(forged):
                wrong.append(f"not noticed: {name}")
    count = len(FORGERIES) + len(SUBSCRIPTION_FORGERIES) + len(bite_verdict.FORGERIES)
    return {"forgeries": count, "wrong": wrong}

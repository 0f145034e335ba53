"""The checks of verdict.py: handed the record of a run that went right and one forgery after another."""

import copy
import json

from tables import uuid_of
from verdict import Record, judged

PAID, LATE = "cs_00000000000000000000000001", "cs_00000000000000000000000002"


def body(id: str, version: int, status: str) -> str:
    return json.dumps({"id": id, "version": version, "status": status})


def rows(id: str, *statuses: str) -> list[dict]:
    kinds = {"completed": "completed", "expired": "expired"}
    return [
        {"sequence": number, "version": number, "status": status, "is_visible": True, "kind": kinds.get(status, "changed"),
         "body": body(id, number, status)} for number, status in enumerate(statuses, 1)]


def session(status: str, versions: int, late: str | None = None) -> dict:
    return {"status": status, "mode": "standard", "due": 700, "currency": "usd", "last_sequence": versions, "version": versions,
            "late_resolution": late, "overdue": -100}


def charge(id: str, intent: str) -> dict:
    return {"paymentIntentId": intent, "amount": 700, "currency": "usd", "metadata": {"till_session": id}}


def record() -> Record:
    """One session was paid; another expired, and its money came late and went back."""
    create, confirm = "/v1/checkout/create", "/v1/checkout/secret/confirm"
    lines = [
        {"ask": 1, "at": 1, "method": "POST", "path": create, "key": "a", "session": None},
        {"answer": 1, "at": 2, "status": 201, "text": body(PAID, 1, "pending")},
        {"want": PAID, "statuses": ["completed"], "at": 2},
        {"ask": 2, "at": 3, "method": "POST", "path": confirm, "key": "b", "session": PAID},
        {"answer": 2, "at": 4, "status": 200, "text": body(PAID, 3, "completed")},
        {"ask": 3, "at": 5, "method": "POST", "path": confirm, "key": "b", "session": PAID},
        {"answer": 3, "at": 6, "status": 200, "text": body(PAID, 3, "completed")},
        {"ask": 4, "at": 7, "method": "GET", "path": "/status", "key": None, "session": PAID},
        {"answer": 4, "at": 8, "status": 200, "text": body(PAID, 3, "completed")},
        {"reader": PAID, "at": 9, "problems": [], "events": [
            [row["version"], row["body"]] for row in rows(PAID, "pending", "processing", "completed")]},
    ]
    return Record(
        lines, [{"webhook": "evt_1", "status": 200}], [charge(PAID, "pi_1"), charge(LATE, "pi_2")],
        [{"paymentIntentId": "pi_2", "amount": 700}],
        {uuid_of(PAID): session("completed", 3), uuid_of(LATE): session("expired", 2, "refunded")},
        {uuid_of(PAID): rows(PAID, "pending", "processing", "completed"), uuid_of(LATE): rows(LATE, "pending", "expired")},
        [{"event_id": "evt_1", "state": "applied"}], [])


def paid(it: Record) -> dict:
    return it.sessions[uuid_of(PAID)]


# What is forged, and the promise that is broken by it.
FORGERIES = {
    "a second charge": ("S1", lambda it: it.charges.append(charge(PAID, "pi_3"))),
    "a charge without completion": ("S1", lambda it: paid(it).update(status="failed")),
    "a completion without charge": ("S1", lambda it: it.charges.pop(0)),
    "a stranger's charge": ("S1", lambda it: it.charges.append(charge("cs_00000000000000000000000003", "pi_3"))),
    "a move that is not allowed": ("S2", lambda it: it.events[uuid_of(PAID)][1].update(status="expired")),
    "a lost event": ("S2", lambda it: it.events[uuid_of(PAID)].pop(1)),
    "a webhook that is not stored": ("S3", lambda it: it.provider_events.clear()),
    "an older version later": ("S4", lambda it: it.lines[8].update(text=body(PAID, 2, "processing"))),
    "a session that is gone": ("S4", lambda it: it.sessions.pop(uuid_of(PAID))),
    "a 404 for what was told": ("S4", lambda it: it.lines[8].update(status=404, text="{}")),
    "two answers under one key": ("S5", lambda it: it.lines[6].update(text=body(PAID, 4, "completed"))),
    "another amount": ("S6", lambda it: it.charges[0].update(amount=701)),
    "another currency": ("S6", lambda it: it.charges[0].update(currency="eur")),
    "late money that is kept": ("S7", lambda it: it.refunds.clear()),
    "late money that goes back twice": ("S7", lambda it: it.refunds.append(it.refunds[0])),
    "late money that nobody wrote down": ("S7", lambda it: it.sessions[uuid_of(LATE)].update(late_resolution=None)),
    "a reader who missed an event": ("L1", lambda it: it.lines[9]["events"].pop(1)),
    "a reader who never saw the end": ("L1", lambda it: it.lines[9]["events"].pop()),
    "something that is still owed": ("L2", lambda it: it.unsettled.append({"what": "refund of", "id": "x", "state": "refund_owed"})),
    "another end than was wanted": ("L2", lambda it: it.lines[2].update(statuses=["canceled"])),
    "a session that outlived its time": ("L4", lambda it: paid(it).update(status="failed", overdue=61)),
}


def problems() -> list[str]:
    wrong = [f"what is right is called wrong: {sentence}" for sentence in judged(record())]
    for name, (promise, forge) in FORGERIES.items():
        forged = copy.deepcopy(record())
        forge(forged)
        if not any(sentence.startswith(promise + ":") for sentence in judged(forged)):
            wrong.append(f"{promise} does not notice {name}: {judged(forged)}")
    return wrong

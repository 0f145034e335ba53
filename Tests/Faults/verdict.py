"""What must hold at every instant (S1–S7) and soon after the faults stop (L1, L2, L4), judged by journals, ledger and tables.

Pure, so that `bite.py` can hand it forgeries. Nothing here knows how the service works; only what it has promised.
"""

import json
from collections import Counter, defaultdict

from checks import TERMINAL, check_history, check_journal
from tables import uuid_of

# docs/checkout-states.md, by hand: what may follow what.
MOVES = {
    "pending": {"processing", "completed", "failed", "canceled", "expired"},
    "processing": {"pending", "completed", "failed", "canceled", "expired"},
    "failed": {"pending", "processing", "completed", "canceled", "expired"},
    # Only money that came late and that the merchant wants to keep.
    "expired": {"completed"}, "canceled": {"completed"}, "completed": set(),
}
# Answers of which another try under the same key may differ: nothing had been decided yet.
UNDECIDED = (429, 500, 502, 503, 504)
# So long after its time a session may still be open (L4).
EXPIRY_SECONDS = 60


class Record:
    """What everybody has written down of a run."""

    def __init__(self, lines, webhooks, charges, refunds, sessions, events, provider_events, unsettled):
        # The clients' journal, and the webhooks that were answered.
        self.lines, self.webhooks = lines, webhooks
        self.charges, self.refunds = charges, refunds
        # Rows by the session's UUID; events in their order.
        self.sessions, self.events = sessions, events
        self.provider_events, self.unsettled = provider_events, unsettled

    @property
    def created(self) -> dict[str, str]:
        """The sessions that somebody was told of: their ids on the wire, by UUID."""
        return {uuid_of(body["id"]): body["id"] for _, _, body in self.answers(lambda ask: ask["path"].endswith("/create"), 201)}

    def answers(self, isWanted=lambda _: True, *statuses: int):
        """Question, answer line, and body of those that are JSON."""
        asks = {line["ask"]: line for line in self.lines if "ask" in line}
        for line in self.lines:
            if "answer" in line and (not statuses or line["status"] in statuses) and isWanted(asks[line["answer"]]):
                if line["text"].startswith("{"):
                    yield asks[line["answer"]], line, json.loads(line["text"])


def judged(record: Record) -> list[str]:
    """All of it; each sentence begins with the promise that is broken."""
    return [
        f"{name}: {sentence}" for name, check in CHECKS.items() for sentence in check(record)]


def one_payment(it: Record) -> list[str]:
    wrong = []
    charges = charges_of(it)
    given_back = Counter()
    for refund in it.refunds:
        given_back[refund["paymentIntentId"]] += refund["amount"]
    for id, session in it.sessions.items():
        found = charges.get(id, [])
        kept = [each for each in found if given_back[each["paymentIntentId"]] < each["amount"]]
        completions = sum(row["kind"] in ("completed", "late_payment_honoured") for row in it.events.get(id, []))
        if len(kept) > 1 or len(found) > 1 and session["due"]:
            wrong.append(f"{id} was charged {len(found)} times")
        if kept and (session["status"] != "completed" or completions != 1):
            wrong.append(f"{id} was charged and is {session['status']} with {completions} completions")
        if session["status"] == "completed" and session["mode"] == "standard" and not found:
            wrong.append(f"{id} is completed and was not charged")
    strangers = [id for id in charges if id not in it.sessions]
    return wrong + [f"a charge for {id}, which is no session" for id in strangers]


def legal_moves(it: Record) -> list[str]:
    wrong = []
    for id, session in it.sessions.items():
        rows = it.events.get(id, [])
        wrong += check_history(id, session, rows)
        seen = [row["status"] for row in rows if row["is_visible"]]
        wrong += [
            f"{id} went from {old} to {new}" for old, new in zip(seen, seen[1:]) if old != new and new not in MOVES[old]]
    return wrong


def durable_webhooks(it: Record) -> list[str]:
    known = {row["event_id"] for row in it.provider_events}
    return [
        f"{line['webhook']} was acknowledged and is not stored" for line in it.webhooks
        if 200 <= line["status"] < 300 and line["webhook"] not in known]


def told_is_true(it: Record) -> list[str]:
    """Whoever was told of a version finds it, or a later one, in every answer to a question asked afterwards."""
    told, wrong = defaultdict(list), []
    for ask, answer, body in it.answers():
        session = version_of(body)
        if ask["method"] == "GET" and answer["status"] == 404:
            told[ask["session"]].append((ask["at"], answer["at"], None))
        elif session:
            told[session[0]].append((ask["at"], answer["at"], session[1]))
    for id, seen in told.items():
        newest = 0
        for asked, kind, version in timeline(seen):
            if kind == "asked":
                # The answer is judged by what was known before its question.
                if version[1] is None or version[1] < newest:
                    wrong.append(f"{id}: version {newest} had been told, and then {version[1]} was")
            else:
                newest = max(newest, version[1] or 0)
    for id, name in it.created.items():
        if id not in it.sessions:
            wrong.append(f"{name} was answered with 201 and is not there")
    return wrong


def timeline(seen):
    """Questions and answers of one session in the order of their times."""
    points = [(asked, "asked", (answered, version)) for asked, answered, version in seen]
    points += [(answered, "known", (answered, version)) for _, answered, version in seen]
    return sorted(points, key=lambda point: point[0])


def version_of(body: dict) -> tuple[str, int] | None:
    """The session that an answer shows, and its version."""
    session = body.get("error", {}).get("details", {}).get("session") if "error" in body else body
    return (session["id"], session["version"]) if session and "version" in session and "id" in session else None


def one_effect(it: Record) -> list[str]:
    """One idempotency key, one answer, byte for byte."""
    answers = defaultdict(set)
    for ask, answer, body in it.answers(lambda ask: ask["key"]):
        if answer["status"] in UNDECIDED or body.get("error", {}).get("code") == "idempotency_in_progress":
            continue
        answers[ask["key"]].add((answer["status"], answer["text"]))
    return [f"{len(found)} answers under {key}: {sorted(found)}" for key, found in answers.items() if len(found) > 1]


def same_money(it: Record) -> list[str]:
    return [
        f"{id}: {charge['amount']} {charge['currency']} charged, {it.sessions[id]['due']} {it.sessions[id]['currency']} due"
        for id, found in charges_of(it).items() if id in it.sessions for charge in found
        if (charge["amount"], charge["currency"]) != (it.sessions[id]["due"], it.sessions[id]["currency"])]


def late_money(it: Record) -> list[str]:
    """Money for what had ended: kept by rule or given back, once and whole, and written down."""
    back, wrong = defaultdict(list), []
    for refund in it.refunds:
        back[refund["paymentIntentId"]].append(refund["amount"])
    for id, found in charges_of(it).items():
        session = it.sessions.get(id)
        refunded = [amount for charge in found for amount in back[charge["paymentIntentId"]]]
        if session is None or session["status"] == "completed" and not refunded:
            continue
        if session["late_resolution"] == "refunded" and refunded == [session["due"]]:
            continue
        wrong.append(f"{id} is {session['status']}, late money {session['late_resolution']}, given back {refunded}")
    return wrong


def readers_saw_all(it: Record) -> list[str]:
    wrong = []
    for line in it.lines:
        if "reader" in line:
            rows = it.events.get(uuid_of(line["reader"]), [])
            journal = [(version, body) for version, body in line["events"]]
            wrong += check_journal(line["reader"], journal, rows) + [f"{line['reader']}: {each}" for each in line["problems"]]
    return wrong


def nothing_is_open(it: Record) -> list[str]:
    wrong = [f"{each['what']} {each['id']} is {each['state']}" for each in it.unsettled]
    for line in it.lines:
        if "want" in line:
            session = it.sessions.get(uuid_of(line["want"]))
            status = session and session["status"]
            if status not in line["statuses"]:
                wrong.append(f"{line['want']} is {status} instead of {' or '.join(line['statuses'])}")
    return wrong


def expired_in_time(it: Record) -> list[str]:
    return [
        f"{id} is {session['status']}, {session['overdue']:.0f} s after its time" for id, session in it.sessions.items()
        if session["status"] not in TERMINAL and session["overdue"] > EXPIRY_SECONDS]


def charges_of(it: Record) -> dict[str, list[dict]]:
    found = defaultdict(list)
    for charge in it.charges:
        if id := session_of(charge):
            found[id].append(charge)
    return found


def session_of(charge: dict) -> str | None:
    """Renewals of subscriptions are no session's."""
    name = charge["metadata"].get("till_session")
    return name and uuid_of(name)


CHECKS = {
    "S1": one_payment, "S2": legal_moves, "S3": durable_webhooks, "S4": told_is_true, "S5": one_effect, "S6": same_money,
    "S7": late_money, "L1": readers_saw_all, "L2": nothing_is_open, "L4": expired_in_time,
}

"""What must hold, judged by answers, journals, the simulator's ledger and the tables alone.

Each check answers a list of sentences, empty when all is well. They are pure, so that `bite.py` can hand them forgeries.
"""

import json
from collections import defaultdict

TERMINAL = ("completed", "expired", "canceled")


class Expected:
    """How one session has to end, as its buyer knows; without an attempt of ours when the payment was made elsewhere."""

    def __init__(self, id: str, status: str, charged: int | None, currency: str = "usd", isElsewhere: bool = False):
        self.id, self.status, self.charged, self.currency = id, status, charged, currency
        self.isElsewhere = isElsewhere


def histories(events: list[dict]) -> dict[str, list[dict]]:
    """The rows of session_events by session, in their order."""
    found = defaultdict(list)
    for event in events:
        found[event["session_id"]].append(event)
    return {session: sorted(rows, key=lambda row: row["sequence"]) for session, rows in found.items()}


def check_history(name: str, session: dict, rows: list[dict]) -> list[str]:
    """One session's row against its event rows."""
    wrong = []

    def hold(condition: bool, sentence: str):
        if not condition:
            wrong.append(f"{name}: {sentence}")

    hold([row["sequence"] for row in rows] == list(range(1, session["last_sequence"] + 1)), "sequences have a gap")
    visible = [row for row in rows if row["is_visible"]]
    hold([row["version"] for row in visible] == list(range(1, session["version"] + 1)), "versions have a gap")
    completions = sum(row["kind"] == "completed" for row in rows)
    hold(completions == (session["status"] == "completed"), f"{completions} completions while {session['status']}")
    ends = [row["sequence"] for row in visible if row["status"] in TERMINAL]
    hold(len(ends) == (session["status"] in TERMINAL), f"{len(ends)} ends while {session['status']}")
    hold(not visible or visible[-1]["status"] == session["status"], "the last event has another status")
    for row in visible:
        body = json.loads(row["body"])
        hold(body["version"] == row["version"] and body["status"] == row["status"], f"body of version {row['version']} differs")
    return wrong


def check_tables(expected: list[Expected], sessions: dict[str, dict], events: dict[str, list[dict]]) -> list[str]:
    """The final states, each with its whole history."""
    wrong = []
    for want in expected:
        session = sessions.get(want.id)
        if session is None:
            wrong.append(f"{want.id}: no row")
            continue
        if session["status"] != want.status:
            wrong.append(f"{want.id}: {session['status']} instead of {want.status}")
        if session["mode"] == "standard":
            succeeded = session["succeeded_attempts"]
            if succeeded != (want.charged is not None and not want.isElsewhere):
                wrong.append(f"{want.id}: {succeeded} attempts succeeded")
            if (session["paid_at"] is not None) != (want.charged is not None):
                wrong.append(f"{want.id}: paid at {session['paid_at']}")
        if want.charged is not None and (session["due"], session["currency"]) != (want.charged, want.currency):
            wrong.append(f"{want.id}: {session['due']} {session['currency']} due instead of {want.charged}")
        wrong += check_history(want.id, session, events.get(want.id, []))
    return wrong


def check_ledger(expected: list[Expected], charges: list[dict], refunds: list[dict]) -> list[str]:
    """Money that moved at the provider: one charge for each session that has to be paid, and no other."""
    wrong = [f"a refund nobody ordered: {refund}" for refund in refunds]
    by_session = defaultdict(list)
    for charge in charges:
        by_session[charge["metadata"].get("till_session")].append(charge)
    for want in expected:
        found = by_session.pop(want.id, [])
        if len(found) != (want.charged is not None):
            wrong.append(f"{want.id}: {len(found)} charges")
        for charge in found:
            if (charge["amount"], charge["currency"]) != (want.charged, want.currency):
                wrong.append(f"{want.id}: {charge['amount']} {charge['currency']} charged instead of {want.charged}")
    return wrong + [f"{len(found)} charges for {session}, which was not to be paid" for session, found in by_session.items()]


def check_journal(name: str, journal: list[tuple[int, str]], rows: list[dict]) -> list[str]:
    """What one reader took down against the event table: from its first event to the last, each once, byte for byte."""
    if not journal:
        return [f"{name}: nothing was read"]
    table = {row["version"]: row["body"] for row in rows if row["is_visible"]}
    seen = [version for version, _ in journal]
    wrong = []
    if seen != list(range(seen[0], max(table, default=0) + 1)):
        wrong.append(f"{name}: read {seen} of 1…{max(table, default=0)}")
    wrong += [f"{name}: the data of {version} differs" for version, data in journal if table.get(version) != data]
    return wrong

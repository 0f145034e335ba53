"""Stripe's signed word that an intent is paid, answered when the session is completed and committed."""

import hashlib
import hmac
import os
import time

import contest
import peer
import pgbench
import stock
import till
import wrk
from cluster import Cluster
from measures import Bar, Section

CONNECTIONS = 32
WRK_SCRIPT = "Benchmarks/suite/in_order.lua"
PGBENCH_SCRIPT = "Benchmarks/suite/sql/webhook.sql"

with open("Benchmarks/suite/webhook_event.json") as template:
    EVENT = template.read()


class Supply:
    """The sessions of one contestant, each paid for once: `per_second` are put in, and what is left is used next time."""

    def __init__(self, cluster, first, per_second):
        self.cluster = cluster
        self.per_second = per_second
        self.next = self.end = first

    def take(self, seconds):
        """So many sessions are there now, from the answered number on."""
        missing = self.next + int(self.per_second * seconds) - self.end
        if missing > 0:
            stock.add_paying_sessions(self.cluster, range(self.end, self.end + missing))
            self.end += missing
            self.cluster.settle()
        return range(self.next, self.end)

    def used(self, count):
        self.next += count


def measure(processes, options):
    cluster = Cluster(processes)
    till.migrate(cluster)
    stock.add_merchant(cluster)

    ours, theirs = till.Till(processes, cluster, options.service_loops), peer.Peer(processes, cluster)
    contestants = [
        contest.Contestant(
            "Till", telling(processes, ours, Supply(cluster, 1_000_000_000, 25_000), stock.session_id)),
        contest.Contestant("pgbench", running(Supply(cluster, 2_000_000_000, 10_000)), answers_alone=False),
        contest.Contestant(
            "FastAPI", telling(processes, theirs, Supply(cluster, 3_000_000_000, 6_000), stock.session_uuid)),
    ]
    contest.hold(contestants, options, CONNECTIONS)
    ours.stop()
    theirs.stop()
    cluster.stop()
    return section(contestants, options)


def section(contestants, options):
    bars = {"pgbench": Bar(least=1.3), "fastapi": Bar(least=3), "alone": Bar(most=1)}
    load = " ".join(wrk.command("http://127.0.0.1:$PORT", options.seconds, WRK_SCRIPT, CONNECTIONS))
    variables = {"first": "$FIRST", "stride": "$STRIDE", "used": 0, "body": "$BODY", "payload": "$PAYLOAD"}
    return Section(
        "Signed webhook to committed state",
        [till.command(options.service_loops),
         f"{load} -- $SIGNED_REQUESTS",
         " ".join(pgbench.command("pgbench", "$DATABASE_URL", PGBENCH_SCRIPT, options.seconds, variables)),
         peer.command()],
        contest.table(*contestants, " req/s", bars),
        [f"Each request is a `payment_intent.succeeded` of {len(EVENT):,} bytes about another session whose attempt is",
         "under way. It is answered when event, session, attempt and timeline are committed and other processes are",
         "notified. After each run the completed sessions in the table are counted."])


def telling(processes, server, supply, wire_id):
    def load(seconds, connections):
        # One client at a time needs fewer.
        numbers = supply.take(seconds if connections > 1 else seconds / 4)
        requests = os.path.join(processes.scratch, "webhooks")
        write_requests(requests, numbers, wire_id)
        result = counted(supply.cluster, connections, lambda: wrk.load(
            server.url, seconds, server.pids, WRK_SCRIPT, [requests], connections))
        os.remove(requests)
        # wrk asks the script for one more request for each connection, and one to look at.
        supply.used(result.count + connections + 1)
        return result
    return load


def running(supply):
    def load(seconds, _):
        numbers = supply.take(seconds)
        variables = {
            "first": numbers.start, "stride": len(numbers) // 16, "used": -1, "body": stock.body_template(),
            "payload": event(numbers.start, stock.session_id(numbers.start))}
        result = counted(supply.cluster, 0, lambda: pgbench.load(supply.cluster, PGBENCH_SCRIPT, seconds, variables))
        supply.used(len(numbers))
        return result
    return load


def counted(cluster, connections, run):
    """Every answer stands for a completed session; at most the last one of each connection was not waited for."""
    before = stock.completed_count(cluster)
    load = run()
    completed = stock.completed_count(cluster) - before
    if not load.count <= completed <= load.count + connections + 16:
        raise SystemExit(f"{load.count} webhooks were answered, and {completed} sessions were completed")
    return load


def write_requests(path, numbers, wire_id):
    """Whole requests, each after a line with its length."""
    now = int(time.time())
    with open(path, "wb") as file:
        for number in numbers:
            body = event(number, wire_id(number)).encode()
            code = hmac.new(till.WEBHOOK_SECRET.encode(), b"%d." % now + body, hashlib.sha256).hexdigest()
            request = (
                "POST /stripe/webhooks HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json; charset=utf-8\r\n"
                f"Stripe-Signature: t={now},v1={code}\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body
            file.write(b"%d\n" % len(request) + request)


def event(number, session):
    return (
        EVENT.replace("{NUMBER}", str(number)).replace("{INTENT}", stock.intent_id(number))
        .replace("{SESSION}", str(session)))

"""How a checkout session stands, by its id: the question that buyers' pages ask all the time."""

import os

import contest
import peer
import pgbench
import stock
import till
import wrk
from cluster import Cluster
from measures import Bar, Section

CONNECTIONS = 64
SESSIONS = 100_000
WRK_SCRIPT = "Benchmarks/suite/random_keys.lua"
PGBENCH_SCRIPT = "Benchmarks/suite/sql/status.sql"


def measure(processes, options):
    cluster = Cluster(processes)
    till.migrate(cluster)
    stock.add_merchant(cluster)
    stock.add_free_sessions(cluster, range(1, SESSIONS + 1))
    cluster.settle()

    def asking(server, keys):
        arguments = [keys, "/v1/checkout/", "/status"]
        return lambda seconds, connections: wrk.load(
            server.url, seconds, server.pids, WRK_SCRIPT, arguments, connections)

    ours, theirs = till.Till(processes, cluster, options.service_loops), peer.Peer(processes, cluster)
    numbers = range(1, SESSIONS + 1)
    contestants = [
        contest.Contestant("Till", asking(ours, keys_file(processes, "till", map(stock.session_id, numbers)))),
        contest.Contestant(
            "pgbench", lambda seconds, _: pgbench.load(cluster, PGBENCH_SCRIPT, seconds, {"sessions": SESSIONS}),
            answers_alone=False),
        contest.Contestant("FastAPI", asking(theirs, keys_file(processes, "fastapi", map(stock.session_uuid, numbers)))),
    ]
    contest.hold(contestants, options, CONNECTIONS)
    ours.stop()
    theirs.stop()
    cluster.stop()

    bars = {
        "rate": Bar(least=70_000), "pgbench": Bar(least=1), "fastapi": Bar(least=8), "alone": Bar(most=1)}
    load = " ".join(wrk.command("http://127.0.0.1:$PORT", options.seconds, WRK_SCRIPT, CONNECTIONS))
    return Section(
        "Status of a checkout session",
        [till.command(options.service_loops),
         f"{load} -- $IDS /v1/checkout/ /status",
         " ".join(pgbench.command(
             "pgbench", "$DATABASE_URL", PGBENCH_SCRIPT, options.seconds, {"sessions": SESSIONS})),
         peer.command()],
        contest.table(*contestants, " req/s", bars),
        [f"{SESSIONS:,} sessions with bodies of {len(stock.body_template()):,} bytes; every request asks for a random one."])


def keys_file(processes, name, keys):
    path = os.path.join(processes.scratch, f"sessions-{name}")
    with open(path, "w") as file:
        file.writelines(f"{key}\n" for key in keys)
    return path

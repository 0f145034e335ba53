"""Orders of free sessions: authentication, validation and the rows, committed before the answer; no provider is asked."""

import contest
import peer
import pgbench
import stock
import till
import wrk
from cluster import Cluster
from measures import Bar, Section
from typeid import typeid

CONNECTIONS = 64
WRK_SCRIPT = "Benchmarks/suite/new_orders.lua"
PGBENCH_SCRIPT = "Benchmarks/suite/sql/create.sql"
# No run orders so often that its buyers would be the next run's.
BUYERS_A_RUN = 10_000_000


def measure(processes, options):
    cluster = Cluster(processes)
    till.migrate(cluster)
    stock.add_merchant(cluster)
    cluster.settle()
    buyers = iter(range(0, 10_000 * BUYERS_A_RUN, BUYERS_A_RUN))

    def ordering(server, price):
        def load(seconds, connections):
            arguments = [stock.SECRET_KEY, price, next(buyers)]
            return counted(cluster, connections, lambda: wrk.load(
                server.url, seconds, server.pids, WRK_SCRIPT, arguments, connections))
        return load

    ours, theirs = till.Till(processes, cluster, options.service_loops), peer.Peer(processes, cluster)
    variables = {
        "key": stock.SECRET_KEY, "organization": stock.ORGANIZATION, "product": stock.PRODUCT,
        "price": stock.FREE_PRICE, "body": stock.body_template()}
    contestants = [
        contest.Contestant("Till", ordering(ours, typeid("price", stock.FREE_PRICE))),
        contest.Contestant(
            "pgbench", lambda seconds, _: counted(
                cluster, 0, lambda: pgbench.load(cluster, PGBENCH_SCRIPT, seconds, variables)),
            answers_alone=False),
        contest.Contestant("FastAPI", ordering(theirs, stock.FREE_PRICE)),
    ]
    contest.hold(contestants, options, CONNECTIONS)
    ours.stop()
    theirs.stop()
    cluster.stop()

    bars = {"pgbench": Bar(least=1.5), "fastapi": Bar(least=4), "alone": Bar(most=1)}
    load = " ".join(wrk.command("http://127.0.0.1:$PORT", options.seconds, WRK_SCRIPT, CONNECTIONS))
    variables["body"] = "$BODY"
    return Section(
        "Creating a free session",
        [till.command(options.service_loops),
         f"{load} -- $SECRET_KEY $PRICE $FIRST_BUYER",
         " ".join(pgbench.command("pgbench", "$DATABASE_URL", PGBENCH_SCRIPT, options.seconds, variables)),
         peer.command()],
        contest.table(*contestants, " req/s", bars),
        ["Every request is another buyer's order with the merchant's secret key. It leaves a session, its first event,",
         "the time at which it is due, and the order's fingerprint, so that a retry would find it. After each run the",
         "sessions in the table are counted."])


def counted(cluster, connections, run):
    """Every answer stands for a session in the table; at most the last one of each connection was not waited for."""
    before = stock.session_count(cluster)
    load = run()
    made = stock.session_count(cluster) - before
    if not load.count <= made <= load.count + connections + 16:
        raise SystemExit(f"{load.count} creates were answered, and {made} sessions were made")
    return load

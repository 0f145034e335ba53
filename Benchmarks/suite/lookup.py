"""One row by key over HTTP, beside pgbench's rate for the same query and FastAPI on the same server."""

import os

import pgbench
import wrk
from cluster import ITEMS, Cluster, item_key
from measures import Bar, Measure, Section, ratio
from servers import bench_server_command, children, fastapi_command, start_bench_server, start_fastapi

PGBENCH_SCRIPT = f"""\\set n random(1, {ITEMS})
SELECT id, body FROM items WHERE id = lpad(:n::text, 32, '0')::uuid;
"""

WRK_SCRIPT = "Benchmarks/suite/random_keys.lua"


def measure(processes, options):
    cluster = Cluster(processes)
    cluster.create_items()
    keys = os.path.join(processes.scratch, "keys")
    with open(keys, "w") as file:
        file.writelines(f"{item_key(n)}\n" for n in range(1, ITEMS + 1))
    script = os.path.join(processes.scratch, "lookup.sql")
    with open(script, "w") as file:
        file.write(PGBENCH_SCRIPT)

    till, till_url = start_bench_server(processes, options.lookup_loops, cluster.url)
    fastapi, fastapi_url = start_fastapi(processes, cluster.parameters)
    rates = {
        "till": lambda seconds: wrk.load(till_url, seconds, children(till.pid), WRK_SCRIPT, [keys, "/lookup/"]),
        "pgbench": lambda seconds: pgbench.load(cluster, script, seconds),
        "fastapi": lambda seconds: wrk.load(fastapi_url, seconds, children(fastapi.pid), WRK_SCRIPT, [keys, "/lookup/"]),
    }
    loads = {name: [] for name in rates}
    for index in range(options.runs + 1):
        for name, rate in rates.items():
            load = rate(options.seconds if index else 1)
            # The first, short round only warms them up.
            if index:
                loads[name].append(load)
    processes.stop(till)
    processes.stop(fastapi)
    cluster.stop()
    return section(loads, options)


def section(loads, options):
    def values(name, member):
        return [getattr(load, member) for load in loads[name]]

    ours = Measure("Till over HTTP", values("till", "rate"), " req/s", Bar(least=60_000))
    pgbench_rate = Measure("pgbench, no HTTP, one query a look-up", values("pgbench", "rate"), " look-ups/s")
    fastapi_rate = Measure("FastAPI + asyncpg, two workers", values("fastapi", "rate"), " req/s")
    return Section(
        "Look-up by key",
        [" ".join(bench_server_command("$PORT", options.lookup_loops, "$DATABASE_URL")),
         " ".join(wrk.command("http://127.0.0.1:$PORT", options.seconds, WRK_SCRIPT)) + " -- $KEYS /lookup/",
         " ".join(pgbench.command("pgbench", "$DATABASE_URL", "lookup.sql", options.seconds)),
         " ".join(fastapi_command("$PORT", 2))],
        [ours, pgbench_rate, fastapi_rate,
         ratio("Till / pgbench", ours, pgbench_rate, Bar(least=0.9)),
         ratio("Till / FastAPI", ours, fastapi_rate, Bar(least=7)),
         Measure("Till, CPU a request", values("till", "cpu_microseconds"), " µs"),
         Measure("FastAPI, CPU a request", values("fastapi", "cpu_microseconds"), " µs"),
         Measure("Till, 99th percentile", values("till", "p99_milliseconds"), " ms"),
         Measure("FastAPI, 99th percentile", values("fastapi", "p99_milliseconds"), " ms")],
        [f"{ITEMS:,} rows of about 150 bytes of JSON; every request asks for a random one. `lookup.sql` is",
         "`" + "` `".join(PGBENCH_SCRIPT.strip().splitlines()) + "`."])

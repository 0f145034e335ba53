"""One row by key over HTTP, beside pgbench's rate for the same query and FastAPI on the same server."""

import os
import re

import wrk
from cluster import ITEMS, Cluster, item_key
from measures import Bar, Measure, Section, ratio
from processes import run
from servers import bench_server_command, fastapi_command, start_bench_server, start_fastapi

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
    loads = {
        "till": lambda seconds: wrk.load(till_url, seconds, WRK_SCRIPT, [keys]),
        "pgbench": lambda seconds: (pgbench(cluster, script, seconds), 0.0),
        "fastapi": lambda seconds: wrk.load(fastapi_url, seconds, WRK_SCRIPT, [keys]),
    }
    rates, slowest = {name: [] for name in loads}, {name: [] for name in loads}
    for index in range(options.runs + 1):
        for name, load in loads.items():
            rate, p99 = load(options.seconds if index else 1)
            # The first, short round only warms them up.
            if index:
                rates[name].append(rate)
                slowest[name].append(p99)
    processes.stop(till)
    processes.stop(fastapi)
    cluster.stop()
    return section(rates, slowest, options)


def section(rates, slowest, options):
    ours = Measure("Till over HTTP", rates["till"], " req/s", Bar(least=60_000))
    pgbench_rate = Measure("pgbench, no HTTP, one query a look-up", rates["pgbench"], " look-ups/s")
    fastapi_rate = Measure("FastAPI + asyncpg, two workers", rates["fastapi"], " req/s")
    return Section(
        "Look-up by key",
        [" ".join(bench_server_command("$PORT", options.lookup_loops, "$DATABASE_URL")),
         " ".join(wrk.command("http://127.0.0.1:$PORT", options.seconds, WRK_SCRIPT)) + " -- $KEYS",
         " ".join(pgbench_command("pgbench", "$DATABASE_URL", "lookup.sql", options.seconds)),
         " ".join(fastapi_command("$PORT", 2))],
        [ours, pgbench_rate, fastapi_rate,
         ratio("Till / pgbench", ours, pgbench_rate, Bar(least=0.9)),
         ratio("Till / FastAPI", ours, fastapi_rate, Bar(least=7)),
         Measure("Till, 99th percentile", slowest["till"], " ms"),
         Measure("FastAPI, 99th percentile", slowest["fastapi"], " ms")],
        [f"{ITEMS:,} rows of about 150 bytes of JSON; every request asks for a random one. `lookup.sql` is",
         "`" + "` `".join(PGBENCH_SCRIPT.strip().splitlines()) + "`."])


def pgbench_command(program, url, script, seconds):
    return [program, "-n", "-c", "16", "-j", "2", "-M", "prepared", "-T", str(seconds), "-f", script, url]


def pgbench(cluster, script, seconds):
    output = run(pgbench_command(f"{cluster.bin}/pgbench", cluster.url, script, seconds))
    rate = re.search(r"tps = ([\d.]+) \(without initial connection time\)", output)
    if not rate:
        raise SystemExit(f"pgbench: not understood\n{output}")
    return float(rate[1])

"""Runs wrk and reads what it prints."""

import re
from dataclasses import dataclass

from processes import cpu_seconds, run

CONNECTIONS = 64
UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}


def command(url, seconds, script=None, connections=CONNECTIONS):
    line = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    return line + (["-s", script] if script else []) + [url]


@dataclass
class Load:
    """What one run found."""
    rate: float
    count: int
    p50_milliseconds: float = 0.0
    p99_milliseconds: float = 0.0
    # Of the server, per request: it says more than the rate where load generator and server share the cores.
    cpu_microseconds: float = 0.0


def load(url, seconds, pids, script=None, arguments=(), connections=CONNECTIONS):
    """Loads the server whose processes are `pids`; any failed request fails the run."""
    line = command(url, seconds, script, connections)
    busy = cpu_seconds(pids)
    output = run(line + (["--", *map(str, arguments)] if arguments else []))
    busy = cpu_seconds(pids) - busy
    for trouble in ("Non-2xx or 3xx responses", "Socket errors"):
        if trouble in output:
            raise SystemExit(f"{' '.join(line)}: there were errors\n{output}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    count = re.search(r"(\d+) requests in", output)
    if not rate or not count:
        raise SystemExit(f"{' '.join(line)}: not understood\n{output}")
    return Load(
        float(rate[1]), int(count[1]), percentile(output, 50), percentile(output, 99), busy * 1e6 / int(count[1]))


def percentile(output, percent):
    found = re.search(rf"\s{percent}%\s+([\d.]+)(us|ms|s|m)\b", output)
    if not found:
        raise SystemExit(f"wrk: no {percent}th percentile\n{output}")
    return float(found[1]) * UNITS[found[2]]

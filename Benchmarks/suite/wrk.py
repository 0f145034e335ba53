"""Runs wrk and reads what it prints."""

import re

from processes import run

CONNECTIONS = 64
UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}


def command(url, seconds, script=None):
    line = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency"]
    return line + (["-s", script] if script else []) + [url]


def load(url, seconds, script=None, arguments=()):
    """Requests per second and the 99th percentile in milliseconds; any failed request fails the run."""
    line = command(url, seconds, script)
    output = run(line + (["--", *arguments] if arguments else []))
    for trouble in ("Non-2xx or 3xx responses", "Socket errors"):
        if trouble in output:
            raise SystemExit(f"{' '.join(line)}: there were errors\n{output}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    slowest = re.search(r"99%\s+([\d.]+)(us|ms|s|m)\b", output)
    if not rate or not slowest:
        raise SystemExit(f"{' '.join(line)}: not understood\n{output}")
    return float(rate[1]), float(slowest[1]) * UNITS[slowest[2]]

"""Runs pgbench: the rate of the same SQL without HTTP, and with one transaction at a time on each connection."""

import re

from processes import run
from wrk import Load


def command(program, url, script, seconds, variables=()):
    line = [program, "-n", "-c", "16", "-j", "2", "-M", "prepared", "-T", str(seconds), "-f", script]
    for name, value in dict(variables).items():
        line += ["-D", f"{name}={value}"]
    return line + [url]


def load(cluster, script, seconds, variables=()):
    output = run(command(f"{cluster.bin}/pgbench", cluster.url, script, seconds, variables))
    rate = re.search(r"tps = ([\d.]+) \(without initial connection time\)", output)
    count = re.search(r"number of transactions actually processed: (\d+)", output)
    if not rate or not count:
        raise SystemExit(f"pgbench: not understood\n{output}")
    return Load(rate=float(rate[1]), count=int(count[1]))

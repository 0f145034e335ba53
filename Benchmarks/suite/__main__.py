"""Runs the benchmarks and writes Benchmarks/RESULTS.md; started by Benchmarks/run."""

import argparse
import os
import resource
import signal
import sys

import creation
import crowds
import json_route
import live_streams
import lookup
import report
import service
import status
import streams
import webhooks
from processes import Processes

SECTIONS = {
    "status": status, "create": creation, "webhook": webhooks, "live-streams": live_streams, "json": json_route,
    "lookup": lookup, "streams": streams, "service": service}
# What is compared with nobody: only when it is asked for, with a report of its own.
MORE_SECTIONS = {"crowds": crowds}


def main() -> int:
    options = parse_arguments()
    # Ten thousand streams need as many descriptors; children inherit the limit.
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    # A polite kill ends like ctrl-C: through `finally`, with nothing left running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    if report.LOAD_BEFORE > 1:
        print(f"The machine is busy (load average {report.LOAD_BEFORE:.1f}): the figures will be worse than they could be.")

    sections = []
    with Processes() as processes:
        for name in options.only or SECTIONS:
            print(f"== {name}", flush=True)
            section = {**SECTIONS, **MORE_SECTIONS}[name].measure(processes, options)
            report.show(section)
            sections.append(section)
    keep(sections, options)
    return 0 if all(measure.holds for section in sections for measure in section.measures) else 1


def keep(sections, options):
    """Writes the report, if what it would hold was measured as a whole."""
    if not options.only:
        path, command = "Benchmarks/RESULTS.md", "make bench"
    elif len(options.only) == 1 and options.only[0] in MORE_SECTIONS:
        path, command = f"Benchmarks/{options.only[0].upper()}.md", f"make {options.only[0]}"
    else:
        print("\nOnly a part was measured: Benchmarks/RESULTS.md stays as it is.")
        return
    report.write(path, command, sections, options)
    print(f"\nWritten: {path}")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="Benchmarks/run", description=__doc__)
    parser.add_argument("--only", action="append", choices=[*SECTIONS, *MORE_SECTIONS], help="measure only this; may be repeated")
    parser.add_argument("--runs", type=int, default=3, help="interleaved runs of each server (default 3)")
    parser.add_argument("--seconds", type=int, default=4, help="length of one load run (default 4)")
    parser.add_argument("--streams", type=int, default=10_000, help="open streams (default 10000)")
    parser.add_argument("--lookup-loops", type=int, default=os.cpu_count(),
        help="loops of the look-up server (default: one for each core)")
    parser.add_argument("--service-loops", type=int, help="loops of till serve (default: its own, one for each core)")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

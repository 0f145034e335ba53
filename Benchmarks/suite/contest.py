"""Contestants that do the same work one after the other, several times, and what came of it."""

from dataclasses import dataclass, field
from typing import Callable

from measures import Measure, ratio
from wrk import Load

# A lone client asks for so long: it waits for one answer after the other, so that little is needed to see how long it waits.
LONE_SECONDS = 1


@dataclass
class Contestant:
    """`load(seconds, connections)` makes one run."""
    name: str
    load: Callable[[int, int], Load]
    # Whether latency at concurrency 1 is asked for.
    answers_alone: bool = True
    crowded: list[Load] = field(default_factory=list)
    alone: list[Load] = field(default_factory=list)

    def measure(self, title, member, unit, bar=None, alone=False):
        loads = self.alone if alone else self.crowded
        return Measure(f"{self.name}{title}", [getattr(load, member) for load in loads], unit, bar)


def hold(contestants, options, connections):
    """Interleaved runs; the first, short round only warms everybody up."""
    for index in range(options.runs + 1):
        for contestant in contestants:
            load = contestant.load(options.seconds if index else 1, connections)
            if index:
                contestant.crowded.append(load)
    for index in range(options.runs):
        for contestant in contestants:
            if contestant.answers_alone:
                contestant.alone.append(contestant.load(min(LONE_SECONDS, options.seconds), 1))


def table(till, pgbench, fastapi, unit, bars):
    """The rows of a report; `bars` by name: rate, pgbench, fastapi, alone."""
    ours = till.measure("", "rate", unit, bars.get("rate"))
    without_http = pgbench.measure(", no HTTP, one transaction a request", "rate", " transactions/s")
    peer = fastapi.measure(" + asyncpg, two workers", "rate", unit)
    alone = [
        contestant.measure(", one request at a time, median", "p50_milliseconds", " ms", alone=True)
        for contestant in (till, fastapi)]
    return [
        ours, without_http, peer,
        ratio("Till / pgbench", ours, without_http, bars.get("pgbench")),
        ratio("Till / FastAPI", ours, peer, bars.get("fastapi")),
        till.measure(", CPU a request", "cpu_microseconds", " µs"),
        fastapi.measure(", CPU a request", "cpu_microseconds", " µs"),
        till.measure(", 99th percentile", "p99_milliseconds", " ms"),
        fastapi.measure(", 99th percentile", "p99_milliseconds", " ms"),
        *alone,
        ratio("Till / FastAPI, one request at a time", *alone, bars.get("alone")),
        till.measure(", one request at a time, 99th percentile", "p99_milliseconds", " ms", alone=True),
        fastapi.measure(", one request at a time, 99th percentile", "p99_milliseconds", " ms", alone=True),
    ]

"""Drives the real binary from outside and judges it by what can be seen there; docs/scenarios.md says what it proves.

    python3 Tests/Scenarios .build/debug/till --sessions 1000 --streams 10000 --seed 7
"""

import argparse
import asyncio
import random
import resource
import signal
import sys
import time

import bite
import crowds
import drift
import kills
import payments
import purchases
import streams
import subscribers
import years
from processes import Installation
from shop import Shop
from tables import Database

SCENARIOS = {
    "checkers_bite": bite.checkers_bite,
    "webhooks_lost": payments.webhooks_lost,
    "webhooks_tripled": payments.webhooks_tripled,
    "crowd_creates": crowds.crowd_creates,
    "crowd_confirms": crowds.crowd_confirms,
    "two_processes": purchases.two_processes,
    "cut_streams": streams.cut_streams,
    "subscribed_twice": subscribers.subscribed_twice,
    "killed_at_each_call": kills.killed_at_each_call,
    "drift_is_mended": drift.drift_is_mended,
    "a_year": years.a_year,
}
# So many sentences of what is wrong are shown; the rest is counted.
SHOWN = 12


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", help="the built till")
    parser.add_argument("--sessions", type=int, default=1000, help="buyers in each scenario of webhooks (1000)")
    parser.add_argument("--streams", type=int, default=10_000, help="subscribers that are cut (10000)")
    parser.add_argument("--rounds", type=int, default=20, help="crowds of each kind, and purchases of each kind (20)")
    parser.add_argument("--stride", type=int, default=1, help="of so many system calls one is died at (1)")
    parser.add_argument("--seed", type=int, help="what the dice are thrown by; printed, and good for a replay")
    parser.add_argument("--only", action="append", choices=SCENARIOS, help="run only this; may be repeated")
    parser.add_argument("--seconds", type=float, default=900, help="give up after (900)")
    options = parser.parse_args()
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(1 << 32)
    return options


async def run(options: argparse.Namespace) -> bool:
    isGood = True
    async with Installation(options.binary) as installation:
        database = Database(installation.dev["databaseUrl"])
        for name, scenario in SCENARIOS.items():
            if options.only and name not in options.only:
                continue
            # Each has dice of its own, so that it is the same whether or not others run before it.
            shop = Shop(installation, database, f"{options.seed} {name}")
            began = time.monotonic()
            try:
                figures = await scenario(shop, options)
            except Exception as error:
                figures = {"wrong": [f"cannot go on: {error!r}"]}
            finally:
                shop.close()
            wrong = figures.pop("wrong")
            shown = ", ".join(f"{value} {key}" for key, value in figures.items())
            print(f"{'FAIL' if wrong else 'pass'}  {name:17} {time.monotonic() - began:6.1f} s  {shown}", flush=True)
            for sentence in wrong[:SHOWN]:
                print(f"      {sentence[:1000]}")
            if wrong[SHOWN:]:
                print(f"      … and {len(wrong) - SHOWN} more")
            isGood = isGood and not wrong
        for complaint in installation.complaints()[:SHOWN]:
            print(f"FAIL  {complaint[:1000]}")
            isGood = False
    return isGood


async def main(options: argparse.Namespace) -> bool:
    task = asyncio.current_task()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    async with asyncio.timeout(options.seconds):
        return await run(options)


if __name__ == "__main__":
    options = arguments()
    print(f"seed {options.seed}, {options.sessions} sessions, {options.streams} streams, {options.rounds} rounds", flush=True)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        sys.exit(0 if asyncio.run(main(options)) else 1)
    except TimeoutError:
        sys.exit(f"FAIL  not finished after {options.seconds:.0f} s")
    except (asyncio.CancelledError, KeyboardInterrupt):
        sys.exit(130)

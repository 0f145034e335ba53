"""Drives the real binary from outside, under faults, and judges it by what can be seen there; docs/reliability.md says what
it proves.

    python3 Tests/Faults .build/debug/till --seed 7
    python3 Tests/Faults .build/debug/till --only service_killed --kills 500
"""

import argparse
import asyncio
import random
import resource
import signal
import sys
import time
import traceback
from pathlib import Path

import scenarios
from processes import Installation
from shop import Shop
from tables import Database
from world import World

# So many sentences of what is wrong are shown; the rest is counted.
SHOWN = 12


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", help="the built till")
    parser.add_argument("--buyers", type=int, default=16, help="who buy at the same time under faults (16)")
    parser.add_argument("--kills", type=int, default=500, help="of the service (500)")
    parser.add_argument("--database-kills", type=int, default=100, help="of PostgreSQL (100)")
    parser.add_argument("--cuts", type=int, default=1000, help="connections that are cut, of each kind (1000)")
    parser.add_argument("--stops", type=int, default=60, help="of a replica that goes on later (60)")
    parser.add_argument("--restarts", type=int, default=30, help="one replica after another (30)")
    parser.add_argument("--disks", type=int, default=10, help="times that a disk is full (10)")
    parser.add_argument("--storm", type=int, default=20_000, help="webhooks that are acknowledged in a storm (20000)")
    parser.add_argument("--races", type=int, default=10_000, help="sessions that are paid as they expire (10000)")
    parser.add_argument("--slow", type=int, default=400, help="clients who drip their requests (400)")
    parser.add_argument("--soak", type=int, default=120, help="seconds of buying without any fault (120)")
    parser.add_argument("--sessions", type=int, default=1000, help="buyers in each scenario of webhooks (1000)")
    parser.add_argument("--streams", type=int, default=10_000, help="subscribers that are cut (10000)")
    parser.add_argument("--rounds", type=int, default=20, help="crowds of each kind, and purchases of each kind (20)")
    parser.add_argument("--stride", type=int, default=1, help="of so many system calls one is died at (1)")
    parser.add_argument("--seed", type=int, help="what the dice are thrown by; printed, and good for a replay")
    parser.add_argument("--only", action="append", choices=scenarios.ALL, help="run only this; may be repeated")
    parser.add_argument("--short", action="store_true", help="without those that take minutes at any scale")
    parser.add_argument("--part", choices=["world", "installation"], help="only the scenarios that are played there")
    parser.add_argument("--worlds", type=int, default=1, help="so many at once, each with its share of the scenarios (1)")
    parser.add_argument("--seconds", type=float, default=3600, help="give up after (3600)")
    options = parser.parse_args()
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(1 << 32)
    return options


def chosen(part: str, group: dict, options: argparse.Namespace) -> dict:
    if options.part not in (None, part):
        return {}
    left_out = scenarios.LONG if options.short else ()
    return {
        name: scenario for name, scenario in group.items()
        if name not in left_out and (not options.only or name in options.only)}


async def run(options: argparse.Namespace) -> bool:
    names = list(chosen("world", scenarios.IN_A_WORLD, options))
    # The last one of all searches the logs: each world has one of its own.
    last = names.pop() if names and names[-1] == scenarios.LAST else None
    shares = [names[number::options.worlds] + ([last] if last else []) for number in range(options.worlds)]
    isGood = all(await asyncio.gather(*(in_a_world(share, options) for share in shares if share)))
    if group := chosen("installation", scenarios.IN_AN_INSTALLATION, options):
        async with Installation(options.binary) as installation:
            database = Database(installation.dev["databaseUrl"])
            for name, scenario in group.items():
                isGood &= await play(name, scenario, options, installation, database)
            for complaint in installation.complaints()[:SHOWN]:
                print(f"FAIL  {complaint[:1000]}")
                isGood = False
    return isGood


async def in_a_world(names: list[str], options: argparse.Namespace) -> bool:
    isGood = True
    async with World(options.binary, str(options.seed)) as world:
        for name in names:
            isGood &= await play(name, scenarios.IN_A_WORLD[name], options, world, world.database, first=world)
    return isGood


async def play(name: str, scenario, options, place, database: Database, first: World | None = None) -> bool:
    """One scenario, and a line of what came of it."""
    # Each has dice of its own, so that it is the same whether or not others run before it.
    shop = Shop(place, database, f"{options.seed} {name}")
    began = time.monotonic()
    try:
        figures = await (scenario(first, shop, options) if first else scenario(shop, options))
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-3:]
        at = ", ".join(f"{frame.name} ({Path(frame.filename).name}:{frame.lineno})" for frame in where)
        figures = {"wrong": [f"cannot go on: {error!r} in {at}"]}
        if first:
            await first.mend()
    finally:
        shop.close()
    wrong = figures.pop("wrong")
    shown = ", ".join(f"{value} {key}" for key, value in figures.items())
    print(f"{'FAIL' if wrong else 'pass'}  {name:19} {time.monotonic() - began:6.1f} s  {shown}", flush=True)
    for sentence in wrong[:SHOWN]:
        print(f"      {sentence[:1000]}")
    if wrong[SHOWN:]:
        print(f"      … and {len(wrong) - SHOWN} more", flush=True)
    return not wrong


async def main(options: argparse.Namespace) -> bool:
    task = asyncio.current_task()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    async with asyncio.timeout(options.seconds) as limit:
        try:
            return await run(options)
        except TimeoutError as error:
            if limit.expired():
                raise
            raise RuntimeError("something else has timed out") from error


if __name__ == "__main__":
    options = arguments()
    scale = ", ".join(f"{value} {name}" for name, value in vars(options).items() if isinstance(value, int) and name != "seed")
    print(f"seed {options.seed}, {scale}", flush=True)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    try:
        sys.exit(0 if asyncio.run(main(options)) else 1)
    except TimeoutError:
        sys.exit(f"FAIL  not finished after {options.seconds:.0f} s")
    except (asyncio.CancelledError, KeyboardInterrupt):
        sys.exit(130)

"""Till's pages and its client in a real browser: Debian's Chromium, driven by Playwright, against the real binary.

    make browser                                  # all of it
    make browser ARGS="--only pays_by_card"       # tests whose names contain that; may be repeated
    make browser ARGS="--only pays_by_card --trace"

Tests are the functions marked `@test` in the files `*_tests.py` beside this one; harness.py says what they are given. Console
errors, uncaught exceptions, violations of the pages' policy and errors in the service's log fail a test that does not expect
them. Of a failed test, a picture of every page and with `--trace` a recording are kept under .build/browser.
"""

import argparse
import asyncio
import importlib
import shutil
import signal
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
REPOSITORY = FOLDER.parent.parent
# The processes are started as Tests/Faults starts them. At the end: other files of the same names are here.
sys.path.append(str(FOLDER.parent / "Faults"))

import harness
import runner


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", nargs="?", default=REPOSITORY / ".build/debug/till", help="the built till")
    parser.add_argument("--only", action="append", default=[], help="tests whose names contain this; may be repeated")
    parser.add_argument("--list", action="store_true", help="name the tests and run none")
    parser.add_argument("--parallel", type=int, default=2, help="tests at a time (2)")
    parser.add_argument("--trace", action="store_true", help="record everything, to be looked at with `playwright show-trace`")
    parser.add_argument("--seconds", type=float, default=600, help="give up after (600)")
    parser.add_argument("--output", type=Path, default=REPOSITORY / ".build/browser", help="where pictures and traces go")
    parser.add_argument("--renew", action="store_true", help="write the pictures of Tests/Browser/pictures and docs anew")
    parser.add_argument("--samples", type=int, default=15, help="how often what is measured is measured (15)")
    return parser.parse_args()


async def main(options: argparse.Namespace, tests: list) -> bool:
    task = asyncio.current_task()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    async with asyncio.timeout(options.seconds):
        return await runner.run(options, tests)


if __name__ == "__main__":
    options = arguments()
    for file in sorted(FOLDER.glob("*_tests.py")):
        importlib.import_module(file.stem)
    tests = [each for each in harness.TESTS if not options.only or any(part in each.name for part in options.only)]
    if options.list or not tests:
        print("\n".join(f"{each.name}  ({each.file})" for each in tests) or "there is no such test")
        sys.exit(0 if tests else 1)
    shutil.rmtree(options.output, ignore_errors=True)
    try:
        sys.exit(0 if asyncio.run(main(options, tests)) else 1)
    except TimeoutError:
        sys.exit(f"FAIL  not finished after {options.seconds:.0f} s")
    except (asyncio.CancelledError, KeyboardInterrupt):
        sys.exit(130)

"""Runs tests in one browser, a few at a time, and says how each of them ended."""

import asyncio
import collections
import contextlib
import os
import shutil
import time
import traceback
from pathlib import Path

from playwright.async_api import Browser, Playwright, async_playwright, expect

from harness import DEADLINE_MILLISECONDS, Test, Visit
from stack import Stack

FOLDER = Path(__file__).resolve().parent
# So many different sentences of what is wrong are shown.
SHOWN = 12


def chromium() -> str:
    """Debian's, or the one that TILL_CHROMIUM names."""
    for name in (os.environ.get("TILL_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        if name and (path := shutil.which(name)):
            return path
    raise SystemExit("There is no Chromium; scripts/install-dependencies test installs it.")


async def launch(playwright: Playwright) -> Browser:
    # As root there is no sandbox; nothing but our own pages is loaded. Small shared memory is what containers have.
    flags = ["--disable-dev-shm-usage"] + (["--no-sandbox"] if os.geteuid() == 0 else [])
    environment = {**os.environ, "FONTCONFIG_FILE": str(FOLDER / "fonts.conf")}
    return await playwright.chromium.launch(executable_path=chromium(), args=flags, env=environment)


def explained(error: BaseException) -> str:
    """What happened and where in the tests, without the driver's own frames."""
    ours = [Path(each.filename).parent == FOLDER and Path(each.filename).name != "runner.py" and each
            for each in traceback.extract_tb(error.__traceback__)]
    places = [f"{Path(each.filename).name}:{each.lineno}  {each.line}" for each in ours if each]
    return "\n  ".join([f"{type(error).__name__}: {error}", *places])


class Run:
    """All tests of one call, on one shared service and on services of their own."""

    def __init__(self, options, playwright: Playwright, browser: Browser, shared: Stack | None):
        self._options, self._playwright, self._browser, self._shared = options, playwright, browser, shared
        self._turn = asyncio.Semaphore(options.parallel)
        self.failed: list[str] = []

    async def take(self, test: Test):
        async with self._turn:
            await self.run(test)

    async def run(self, test: Test):
        began = time.monotonic()
        folder = self._options.output / test.name
        try:
            async with contextlib.AsyncExitStack() as stack:
                till = self._shared
                if test.own:
                    till = await stack.enter_async_context(Stack(self._options.binary, self._playwright))
                visit = Visit(self._browser, till, self._options, folder)
                wrong, kept = await self._visit(test, visit)
                if test.own:
                    wrong += [each for each in till.installation.complaints() if not visit.is_expected(each)]
            figures = visit.figures
        except Exception as error:
            wrong, kept, figures = [explained(error)], [], {}
        seconds = time.monotonic() - began
        shown = ", ".join(f"{key} {value}" for key, value in figures.items())
        print(f"{'FAIL' if wrong else 'pass'}  {test.name:44} {seconds:5.1f} s  {shown}".rstrip(), flush=True)
        counts = collections.Counter(wrong + kept)
        for sentence, count in list(counts.items())[:SHOWN]:
            times = f"{count} times: " if count > 1 else ""
            print("      " + times + sentence.rstrip()[:4000].replace("\n", "\n      "), flush=True)
        if wrong:
            self.failed.append(test.name)

    async def _visit(self, test: Test, visit: Visit) -> tuple[list[str], list[str]]:
        wrong = []
        try:
            async with asyncio.timeout(test.seconds):
                await test.body(visit)
        except Exception as error:
            if isinstance(error, TimeoutError):
                wrong.append(f"not finished after {test.seconds:.0f} s")
            wrong.append(explained(error))
        wrong += visit.unexpected
        return wrong, await visit.close(bool(wrong))


async def run(options, tests: list[Test]) -> bool:
    expect.set_options(timeout=DEADLINE_MILLISECONDS)
    async with contextlib.AsyncExitStack() as stack:
        playwright = await stack.enter_async_context(async_playwright())
        shared = None
        if any(not each.own for each in tests):
            shared = await stack.enter_async_context(Stack(options.binary, playwright))
        browser = await launch(playwright)
        stack.push_async_callback(browser.close)
        run = Run(options, playwright, browser, shared)
        await asyncio.gather(*(run.take(each) for each in tests if not each.alone))
        for each in (each for each in tests if each.alone):
            await run.run(each)
        for complaint in shared.installation.complaints() if shared else []:
            print(f"FAIL  {complaint[:2000]}")
            run.failed.append("the service's log")
    print(f"{len(tests)} tests in {browser.version and 'Chromium ' + browser.version}: "
          + (f"{len(run.failed)} failed: {', '.join(run.failed)}" if run.failed else "all passed"))
    return not run.failed

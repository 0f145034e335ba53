"""What a test is, and what it is given.

    from harness import Visit, test

    @test()
    async def pays_by_card(visit: Visit):
        session = await visit.till.create("oneTime")        # at the demo merchant's, by its secret key
        page = await visit.page()                           # a tab of a browser that remembers nothing
        await page.goto(session["checkoutUrl"])
        await visit.expect(page.get_by_role("heading", name="Lifetime")).to_be_visible()

Waiting is for what has to happen, never for a time: Playwright's `expect` and `wait_for_…` have a deadline.
"""

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Awaitable, Callable

from playwright.async_api import Browser, BrowserContext, Page, expect

from stack import Stack

# Nothing takes nearly as long, but for a machine on which all other tests run at the same time.
DEADLINE_MILLISECONDS = 20_000

# Tells of every violation of a page's policy, wherever it happens; the console alone does not for all of them.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
    window.tillViolation?.(`${event.violatedDirective} ${event.blockedURI} ${event.sample} on ${event.documentURI}`));
"""


@dataclass(frozen=True)
class Test:
    body: Callable[["Visit"], Awaitable[None]]
    file: str
    own: bool
    alone: bool
    seconds: float

    @property
    def name(self) -> str:
        return self.body.__name__


TESTS: list[Test] = []


def test(own: bool = False, alone: bool = False, seconds: float = 120):
    """Marks a test. `own`: with a service of its own, because it moves the clock, restarts it or fills it; `alone`: after all
    others and with none beside it, because it measures time."""

    def mark(body):
        if any(each.name == body.__name__ for each in TESTS):
            raise ValueError(f"two tests are called {body.__name__}")
        TESTS.append(Test(body, Path(body.__code__.co_filename).name, own, alone, seconds))
        return body

    return mark


class Visit:
    """One test's use of the browser: contexts and tabs that are watched for anything that goes wrong in them."""

    def __init__(self, browser: Browser, till: Stack, options, folder: Path):
        self._browser, self.till, self.options, self._folder = browser, till, options, folder
        self._contexts: list[BrowserContext] = []
        self._expected: list[re.Pattern] = []
        self.problems: list[str] = []
        # What the test wants said beside its name.
        self.figures: dict[str, object] = {}

    expect = staticmethod(expect)

    async def context(self, **options) -> BrowserContext:
        """Another buyer's browser, with Playwright's options (`viewport`, `color_scheme`, `locale`, `java_script_enabled` …)."""
        options.setdefault("locale", "en-US")
        context = await self._browser.new_context(**options)
        context.set_default_timeout(DEADLINE_MILLISECONDS)
        self._contexts.append(context)
        if self.options.trace:
            await context.tracing.start(screenshots=True, snapshots=True)
        await context.expose_binding("tillViolation", lambda _, text: self._problem(f"policy violated: {text}"))
        await context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", lambda error: self._problem(f"uncaught: {error.error}"))
        return context

    async def page(self, context: BrowserContext | None = None, **options) -> Page:
        """A tab: in the context given, or in a new one with the options given."""
        context = context or await self.context(**options)
        page = await context.new_page()
        page.on("crash", lambda _: self._problem("a tab crashed"))
        return page

    def expects(self, *patterns: str):
        """Trouble that the test makes on purpose, as regular expressions searched for in what is said of it."""
        self._expected += [re.compile(each) for each in patterns]

    def _console(self, message):
        if message.type != "error":
            return
        place = message.location.get("url", "")
        self._problem(f"console: {message.text} ({place})")

    def _problem(self, text: str):
        self.problems.append(text)

    def is_expected(self, problem: str) -> bool:
        return any(pattern.search(problem) for pattern in self._expected)

    @property
    def unexpected(self) -> list[str]:
        return [each for each in self.problems if not self.is_expected(each)]

    async def close(self, failed: bool) -> list[str]:
        """Ends everything; of a failure it keeps what was to be seen, and answers where."""
        kept = []
        for number, context in enumerate(self._contexts):
            try:
                async with asyncio.timeout(20):
                    if failed:
                        kept += await self._keep(context, number)
                    elif self.options.trace:
                        await context.tracing.stop()
                    await context.close()
            except Exception as error:
                kept.append(f"(nothing could be kept of context {number}: {error!r})")
        return kept

    async def _keep(self, context: BrowserContext, number: int) -> list[str]:
        self._folder.mkdir(parents=True, exist_ok=True)
        kept = []
        for tab, page in enumerate(context.pages):
            path = self._folder / f"{number}-{tab}.png"
            await page.screenshot(path=path)
            kept.append(f"{path}  {page.url}")
        if self.options.trace:
            path = self._folder / f"{number}.zip"
            await context.tracing.stop(path=path)
            kept.append(str(path))
        return kept

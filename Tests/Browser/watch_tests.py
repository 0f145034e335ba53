"""`Till.watch`, on a page of a merchant's: it follows a session through whatever becomes of the network."""

import asyncio
from contextlib import asynccontextmanager

from harness import Visit, test
from merchant import Site, page
from proxy import Nginx, free_port

def merchants_page(till: str) -> str:
    return page(f"""<script src="{till}/till.js"></script><script>
        window.told = []; window.states = []; window.errors = [];
        const note = {{
            onStatus: (session) => told.push(session), onConnection: (state) => states.push(state),
            onError: (error) => errors.push(error.code),
        }};
        const begin = (id, baseUrl) => {{ window.watching = Till.watch(id, {{ baseUrl, ...note }}); }};
    </script>""")


# Whatever is asked for while nobody can be reached is said on the console, too.
NO_NETWORK = r"Failed to load resource: (net::|the server responded with a status of 50)|blocked by CORS policy"


@asynccontextmanager
async def watching(visit: Visit, session: dict, base: str | None = None, **options):
    """A tab of a merchant's page that follows the session."""
    async with Site({"/": merchants_page(visit.till.url)}) as site:
        tab = await visit.page(**options)
        await tab.goto(site.url)
        await begin(tab, session, base or visit.till.url)
        yield tab


async def begin(tab, session: dict, base: str):
    await tab.evaluate("([id, base]) => begin(id, base)", [session["id"], base])


async def state(tab, expected: str, seconds: float = 20):
    await tab.wait_for_function("(state) => states[states.length - 1] === state", arg=expected, timeout=seconds * 1000)


async def status(tab, expected: str, seconds: float = 20):
    await tab.wait_for_function(
        "(status) => told.length && told[told.length - 1].status === status", arg=expected, timeout=seconds * 1000)


async def versions(tab) -> list[int]:
    return await tab.evaluate("told.map((session) => session.version)")


@test()
async def watch_tells_every_change_once_and_then_ends(visit: Visit):
    session = await visit.till.create()
    async with watching(visit, session) as tab:
        await state(tab, "live")
        await visit.till.confirm(session, "pm_card_chargeDeclined", expected=402)
        await status(tab, "failed")
        await visit.till.confirm(session)
        await status(tab, "completed")
        assert await versions(tab) == [1, 2, 3, 4, 5], await versions(tab)


@test()
async def watch_tells_nothing_of_what_is_not_there(visit: Visit):
    visit.expects(r"status of 404")
    async with watching(visit, {"id": "cs_00000000000000000000000000"}) as tab:
        await tab.wait_for_function("errors.length")
        assert await tab.evaluate("errors") == ["session_not_found"], await tab.evaluate("errors")


@test()
async def watch_survives_handlers_that_throw(visit: Visit):
    visit.expects("of the page's own making")
    session = await visit.till.create()
    async with watching(visit, session) as tab:
        await state(tab, "live")
        await tab.evaluate("told.push = () => { delete told.push; throw new Error('of the page\\'s own making'); }; null")
        await visit.till.confirm(session)
        await status(tab, "completed")


@test()
async def watch_goes_on_after_being_offline(visit: Visit):
    visit.expects(NO_NETWORK)
    session = await visit.till.create()
    async with watching(visit, session) as tab:
        await state(tab, "live")
        await tab.context.set_offline(True)
        await state(tab, "offline")
        await visit.till.confirm(session)
        await tab.context.set_offline(False)
        await status(tab, "completed")


@test()
async def watch_asks_where_streams_are_kept_back(visit: Visit):
    """A proxy that answers at once but holds back what comes, for it compresses; and one that lets no streams through."""
    visit.expects(r"status of 403", NO_NETWORK)
    for rule in ("proxy_ignore_headers X-Accel-Buffering; gzip on; gzip_proxied any; gzip_types text/event-stream;", 'if ($uri ~ "/stream$") { return 403; }'):
        session = await visit.till.create()
        async with Nginx(port(visit.till.url), rule) as proxy, watching(visit, session, proxy.url) as tab:
            await status(tab, "pending")
            await state(tab, "polling")
            await visit.till.confirm(session)
            await status(tab, "completed")


@test(own=True)
async def watch_outlives_a_restart_behind_a_proxy(visit: Visit):
    visit.expects(NO_NETWORK)
    installation = visit.till.installation
    listens = free_port()
    async with Nginx(listens) as proxy:
        process, _ = await installation.another("behind", listen=f"127.0.0.1:{listens}")
        session = await visit.till.create()
        async with watching(visit, session, proxy.url) as tab:
            await state(tab, "live")
            await end(installation, process)
            await state(tab, "offline")
            # Paid meanwhile, through a process that nobody listens to.
            await visit.till.confirm(session, "pm_card_chargeDeclined", expected=402)
            process, _ = await installation.another("behind", listen=f"127.0.0.1:{listens}")
            await status(tab, "failed")
            await state(tab, "live")
            await visit.till.confirm(session)
            await status(tab, "completed")
        await end(installation, process)


@test()
async def watch_leaves_connections_to_other_tabs(visit: Visit):
    """Over HTTP/1.1 a browser has six for all tabs: were each of seven to hold one, the last would not even load."""
    session = await visit.till.create()
    async with Site({"/": merchants_page(visit.till.url)}) as site:
        context = await visit.context()
        tabs = []
        for _ in range(7):
            tab = await visit.page(context)
            await tab.goto(site.url)
            await begin(tab, session, visit.till.url)
            await status(tab, "pending")
            tabs.append(tab)
        states = [await tab.evaluate("states[states.length - 1]") for tab in tabs]
        assert states.count("live") == 3 and states.count("polling") == 4, states
        await visit.till.confirm(session)
        for tab in tabs:
            await status(tab, "completed")


@test()
async def watch_gives_its_connection_away_while_nobody_looks(visit: Visit):
    session = await visit.till.create()
    async with watching(visit, session) as tab:
        await state(tab, "live")
        held = "navigator.locks.query().then(({ held }) => held.length)"
        assert await tab.evaluate(held) == 1
        # Headless tabs are all in sight; what a page notices of it are these two.
        hide = """(hidden) => {
            Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
        await tab.evaluate(hide, True)
        await state(tab, "polling")
        assert await tab.evaluate(held) == 0
        await visit.till.confirm(session, "pm_card_chargeDeclined", expected=402)
        await tab.evaluate(hide, False)
        await status(tab, "failed")
        await state(tab, "live")
        assert await tab.evaluate(held) == 1


@test()
async def watch_does_without_streams(visit: Visit):
    """One question is held until there is an answer, and not one asked after another."""
    session = await visit.till.create()
    async with Site({"/": merchants_page(visit.till.url)}) as site:
        tab = await visit.page()
        await tab.add_init_script("delete window.EventSource")
        asked, is_held = [], asyncio.Event()

        def note(request):
            if "/status" in request.url:
                asked.append(request.url)
            if "wait=" in request.url:
                is_held.set()

        tab.on("request", note)
        await tab.goto(site.url)
        await begin(tab, session, visit.till.url)
        await state(tab, "polling")
        await is_held.wait()
        await visit.till.confirm(session)
        await status(tab, "completed")
        assert len(asked) < 8, asked


@test()
async def watch_resumes_a_page_from_the_back_forward_cache(visit: Visit):
    session = await visit.till.create()
    async with watching(visit, session) as tab:
        await state(tab, "live")
        # Playwright keeps that cache switched off; what a page notices of it are these two events.
        await tab.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
        await visit.till.confirm(session)
        assert await versions(tab) == [1]
        await tab.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
        await status(tab, "completed")


@test()
async def watch_tells_nothing_after_its_end(visit: Visit):
    session = await visit.till.create()
    async with watching(visit, session) as tab:
        await state(tab, "live")
        await tab.evaluate("watching.close()")
        await visit.till.confirm(session)
        assert (await tab.evaluate("watching.refresh()"))["status"] == "completed"
        assert await versions(tab) == [1]


def port(url: str) -> int:
    return int(url.rsplit(":", 1)[1])


async def end(installation, process):
    """Ends one of the installation's processes."""
    process.terminate()
    await asyncio.to_thread(process.wait, 45)
    installation.ended(process)

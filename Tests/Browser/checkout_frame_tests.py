"""The payment page in a merchant's frame: whom it speaks with, and what it says."""

from contextlib import asynccontextmanager

from harness import Visit, test
from merchant import Site, page
from paying import button, enter, pay


def shop(till: str) -> str:
    """A page that has done nothing but put the frame there, and writes down what it hears."""
    return page("""<script>
        window.heard = [];
        addEventListener("message", ({ data, origin }) => { if (data?.type) heard.push({ ...data, origin }); });
        const show = (url) => {
            const frame = Object.assign(document.createElement("iframe"), { src: url, title: "Checkout", width: 500, height: 900 });
            frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox");
            document.body.append(frame);
        };
        const tell = (type, payload, origin) => document.querySelector("iframe").contentWindow.postMessage({ type, payload }, origin);
    </script>""")


@asynccontextmanager
async def framed(visit: Visit, session: dict, query: str = ""):
    async with Site({"/": shop(visit.till.url)}) as site:
        tab = await visit.page()
        await tab.goto(site.url)
        await tab.evaluate("(url) => show(url)", f"{visit.till.url}/embed/checkout/{session['id']}{query}")
        yield tab, tab.frame_locator("iframe")


async def heard(tab, kind: str) -> dict:
    await tab.wait_for_function("(type) => heard.some((each) => each.type === type)", arg=kind)
    return await tab.evaluate("(type) => heard.find((each) => each.type === type).payload", kind)


async def introduce(visit: Visit, tab, session: dict, **config):
    await heard(tab, "CHECKOUT_READY")
    await tab.evaluate(
        "([payload, origin]) => tell('INIT_CHECKOUT', payload, origin)",
        [{"sessionId": session["id"], "config": config}, visit.till.url])


@test()
async def a_frame_says_nothing_before_it_knows_to_whom(visit: Visit):
    session = await visit.till.create()
    async with framed(visit, session) as (tab, frame):
        await pay(frame)
        await visit.expect(frame.get_by_role("heading", name="Payment received")).to_be_visible()
        assert await tab.evaluate("heard.map(({ type, payload }) => [type, payload])") == [["CHECKOUT_READY", {}]]
        await introduce(visit, tab, session)
        said = await heard(tab, "CHECKOUT_SUCCESS")
        assert said["session"]["status"] == "completed", said
        assert {*await tab.evaluate("heard.map(({ origin }) => origin)")} == {visit.till.url}


@test()
async def a_frame_tells_how_it_goes(visit: Visit):
    visit.expects("status of 402")
    session = await visit.till.create("monthly")
    async with framed(visit, session) as (tab, frame):
        await introduce(visit, tab, session)
        height = (await heard(tab, "HEIGHT_CHANGED"))["height"]
        assert 300 < height < 3000, height
        await pay(frame, "4000000000009995")
        failed = await heard(tab, "PAYMENT_FAILED")
        assert failed == {"message": "The card has insufficient funds.", "code": "card_declined",
                          "declineCode": "insufficient_funds"}, failed
        await pay(frame)
        said = await heard(tab, "CHECKOUT_SUCCESS")
        assert said["subscription"]["status"] == "active", said
        await frame.get_by_role("button", name="Close").click()
        await heard(tab, "CHECKOUT_CLOSE")
        assert "customer" not in said["session"]


@test()
async def a_frame_asks_for_the_window_to_go_to_the_bank(visit: Visit):
    session = await visit.till.create()
    async with framed(visit, session) as (tab, frame):
        await introduce(visit, tab, session)
        await pay(frame, "4000002760003184")
        url = (await heard(tab, "3DS_REQUIRED"))["threeDSecureUrl"]
        assert url.startswith(visit.till.simulator), url
        # Where the page around does nothing, a window of its own does, and the frame sees how it ended.
        async with tab.context.expect_page() as opened:
            await frame.get_by_role("link", name="Continue to your bank").click()
        bank = await opened.value
        await bank.get_by_role("button", name="Approve").click()
        await visit.expect(frame.get_by_role("heading", name="Payment received")).to_be_visible()
        await visit.expect(bank.get_by_role("heading", name="Payment received")).to_be_visible()


@test(own=True)
async def a_frame_shows_itself_to_nobody_else(visit: Visit):
    """Only the merchant's own origins may frame it, and only they are heard."""
    visit.expects("frame-ancestors", "net::ERR_BLOCKED_BY_RESPONSE", "refused to connect")
    session = await visit.till.create()
    async with Site({"/": shop(visit.till.url)}) as site:
        await visit.till.installation.command("org", "update", "demo", "--allow-origin", "https://other.example")
        tab = await visit.page()
        await tab.goto(site.url)
        for path in ("/embed/checkout/", "/checkout/"):
            await tab.evaluate("(url) => show(url)", f"{visit.till.url}{path}{session['id']}")
            await tab.wait_for_function("document.querySelector('iframe')")
        await tab.wait_for_timeout(300)
        assert await tab.evaluate("heard") == []
        await visit.till.installation.command("org", "update", "demo", "--allow-origin", site.url)
        await tab.goto(site.url)
        await tab.evaluate("(url) => show(url)", f"{visit.till.url}/embed/checkout/{session['id']}")
        await introduce(visit, tab, session)
        await heard(tab, "HEIGHT_CHANGED")


@test()
async def a_frame_takes_the_language_it_is_told(visit: Visit):
    session = await visit.till.create()
    async with framed(visit, session) as (tab, frame):
        await introduce(visit, tab, session, locale="fr")
        await visit.expect(frame.get_by_role("heading", name="Payer Demo")).to_be_visible()
        await tab.wait_for_function("heard.filter(({ type }) => type === 'CHECKOUT_READY').length === 2")
        # A frame that was loaded anew has to be told anew.
        await introduce(visit, tab, session, locale="fr")
        await heard(tab, "HEIGHT_CHANGED")


@test()
async def tills_own_dialog_and_page_understand_one_another(visit: Visit):
    session = await visit.till.create()
    body = page(f"""<button id="buy">Buy</button><script src="{visit.till.url}/till.js"></script><script>
        const open = (id) => {{ window.opened = Till.openCheckout({{ sessionId: id }}); }};
    </script>""")
    async with Site({"/": body}) as site:
        tab = await visit.page()
        await tab.goto(site.url)
        await tab.evaluate("(id) => open(id)", session["id"])
        frame = tab.frame_locator("dialog iframe")
        await enter(frame)
        await button(frame).click()
        result = await tab.evaluate("opened.closed")
        assert result["outcome"] == "completed" and result["session"]["status"] == "completed", result

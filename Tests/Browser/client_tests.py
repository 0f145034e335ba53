"""till.js as a merchant's page loads it, on its own: what `confirm` sends, and how `openCheckout` deals with a frame. The frame is
the test's own here, so that it can misbehave."""

import gzip
from contextlib import asynccontextmanager

from harness import Visit, test
from merchant import Site, page

FRAME = """<!doctype html><html lang="en"><title>Frame</title><button id="first">First</button><script>
    window.heard = [];
    addEventListener("message", (event) => heard.push({ origin: event.origin, ...event.data }));
    const say = (type, payload) => parent.postMessage({ type, payload }, "*");
    say("CHECKOUT_READY", {});
</script></html>"""


def shop(till: str) -> str:
    return page(f"""<button id="buy">Buy</button><script src="{till}/till.js"></script><script>
        window.told = [];
        const note = (name) => (value) => {{ told.push([name, value]); }};
        const handlers = {{ onReady: note("ready"), onError: note("error"), onPaymentFailed: note("failed"),
            onProcessing: note("processing"), onClose: note("close") }};
        const open = (options) => {{ window.opened = Till.openCheckout({{ ...handlers, ...options }}); }};
    </script>""")


@asynccontextmanager
async def shopping(visit: Visit, frame: str | None = FRAME, **options):
    async with Site({"/": shop(visit.till.url)}) as site:
        tab = await visit.page(**options)
        if frame:
            await tab.route("**/embed/checkout/*", lambda route: route.fulfill(content_type="text/html", body=frame))
        await tab.goto(site.url)
        yield tab


async def opened(tab, session_id: str = "cs_test", **options):
    await tab.locator("#buy").focus()
    await tab.evaluate("(options) => open(options)", {"sessionId": session_id, **options})
    await tab.wait_for_function("told.some(([name]) => name === 'ready')")
    frame = tab.frames[-1]
    await frame.wait_for_function("heard.some(({ type }) => type === 'INIT_CHECKOUT')")
    return frame


@test()
async def till_js_is_small_cached_and_open_to_all(visit: Visit):
    request = (await visit.context()).request
    for name in ("till.js", "till.mjs", "till.d.ts"):
        answer = await request.get(f"{visit.till.url}/{name}")
        headers = answer.headers
        assert headers["access-control-allow-origin"] == "*" and headers["cross-origin-resource-policy"] == "cross-origin", headers
        assert headers["cache-control"] == "public, max-age=300", headers
        again = await request.get(f"{visit.till.url}/{name}", headers={"If-None-Match": headers["etag"]})
        assert again.status == 304 and not await again.body(), again.status
        size = len(gzip.compress(await answer.body(), 9))
        assert size < 5000, f"{name} has {size} bytes"
        visit.figures[name] = f"{size} B gzipped"


@test()
async def script_and_module_offer_the_same(visit: Visit):
    module = page(f"""<script type="module">
        import Till, * as all from "{visit.till.url}/till.mjs";
        window.offered = [Object.keys(Till).sort(), Object.keys(all).sort()];
    </script><script src="{visit.till.url}/till.js"></script>""")
    async with Site({"/": module}) as site:
        tab = await visit.page()
        await tab.goto(site.url)
        await tab.wait_for_function("window.offered")
        names = ["confirm", "openCheckout", "watch"]
        assert await tab.evaluate("Object.keys(Till).sort()") == names
        assert await tab.evaluate("offered") == [names, ["Till", *names[:1], "default", *names[1:]]], await tab.evaluate("offered")


@test()
async def confirm_pays_once_however_often_it_is_sent(visit: Visit):
    visit.expects("net::ERR_", "status of 502")
    session = await visit.till.create()
    keys = []

    async def unreliable(route):
        keys.append(route.request.headers.get("idempotency-key"))
        if len(keys) == 1:
            # It arrives, but its answer does not.
            await route.fetch()
            await route.abort("connectionreset")
        elif len(keys) == 2:
            await route.fulfill(status=502, body="<h1>Bad gateway</h1>", headers={"Access-Control-Allow-Origin": "*"})
        else:
            await route.continue_()

    async with shopping(visit) as tab:
        await tab.route("**/confirm", unreliable)
        answer = await tab.evaluate(
            "(secret) => Till.confirm(secret, { paymentMethodId: 'pm_card_visa' })", session["clientSecret"])
        assert answer["success"] and answer["status"] == "completed", answer
        assert len(keys) == 3 and len(set(keys)) == 1, keys


@test()
async def confirm_tells_why_a_card_was_declined(visit: Visit):
    visit.expects("status of 402")
    session = await visit.till.create()
    async with shopping(visit) as tab:
        error = await tab.evaluate(
            """(secret) => Till.confirm(secret, { paymentMethodId: 'pm_card_chargeDeclinedInsufficientFunds' })
                .catch(({ name, status, code, declineCode, message, suggestion, session }) =>
                    ({ name, status, code, declineCode, message, suggestion, session }))""", session["clientSecret"])
        assert (error["name"], error["status"], error["code"]) == ("TillError", 402, "card_declined"), error
        assert error["declineCode"] == "insufficient_funds" and error["suggestion"] and error["message"], error
        assert error["session"]["status"] == "failed" and error["session"]["version"] == 3, error


@test()
async def the_dialog_is_one_for_everybody(visit: Visit):
    """It has a name, takes the focus and keeps it, closes by Escape, and gives the focus back."""
    async with shopping(visit) as tab:
        frame = await opened(tab, title="Pay here")
        dialog = tab.get_by_role("dialog", name="Pay here")
        await visit.expect(dialog).to_be_visible()
        await visit.expect(dialog.locator("iframe")).to_have_attribute("title", "Pay here")
        assert await tab.evaluate("document.activeElement.tagName") == "IFRAME"
        for _ in range(4):
            await tab.keyboard.press("Tab")
            assert await tab.evaluate("document.activeElement.id") != "buy"
        await tab.get_by_role("button", name="Close").focus()
        await tab.keyboard.press("Escape")
        await visit.expect(dialog).to_have_count(0)
        assert await tab.evaluate("document.activeElement.id") == "buy"
        assert await tab.evaluate("opened.closed") == {"outcome": "closed"}
        assert await tab.evaluate("document.documentElement.style.overflow") == ""
        assert frame.is_detached()


@test()
async def the_dialog_hears_its_frame_and_nobody_else(visit: Visit):
    async with shopping(visit) as tab:
        frame = await opened(tab, locale="de", theme="dark")
        heard = await frame.evaluate("heard")
        assert heard == [{"origin": f"http://localhost:{tab.url.split(':')[2].strip('/')}", "type": "INIT_CHECKOUT", "payload": {
            "sessionId": "cs_test", "config": {"locale": "de", "theme": "dark"}}}], heard
        # From the page itself, from a frame of another origin, and of names that every object has.
        await tab.evaluate("postMessage({ type: 'CHECKOUT_CLOSE' }, '*')")
        await tab.evaluate("""() => new Promise((done) => {
            const stranger = document.createElement("iframe");
            stranger.srcdoc = "<script>parent.postMessage({ type: 'CHECKOUT_CLOSE' }, '*'); parent.postMessage('done', '*')</" + "script>";
            addEventListener("message", ({ data }) => data === "done" && done());
            document.body.append(stranger);
        })""")
        await frame.evaluate("say('constructor'); say('HEIGHT_CHANGED', { height: 512.3 })")
        await tab.wait_for_function("document.querySelector('dialog iframe').style.height === '513px'")
        await frame.evaluate("say('PAYMENT_FAILED', { message: 'No.', code: 'card_declined' }); say('PROCESSING', {})")
        await tab.wait_for_function("told.length === 3")
        assert await tab.evaluate("told.slice(1)") == [
            ["failed", {"message": "No.", "code": "card_declined"}], ["processing", None]], await tab.evaluate("told")
        await frame.evaluate("say('CHECKOUT_CLOSE')")
        await visit.expect(tab.locator("dialog")).to_have_count(0)


@test()
async def the_dialog_leaves_for_the_bank_but_runs_no_script(visit: Visit):
    async with shopping(visit) as tab:
        frame = await opened(tab)
        await frame.evaluate("say('3DS_REQUIRED', { threeDSecureUrl: 'javascript:told.push(1)' }); say('PROCESSING', {})")
        await tab.wait_for_function("told.length === 2")
        bank = tab.url + "bank"
        await frame.evaluate("(url) => say('3DS_REQUIRED', { threeDSecureUrl: url })", bank)
        await tab.wait_for_url(bank)


@test()
async def a_purchase_ends_where_the_merchant_wants(visit: Visit):
    async with shopping(visit) as tab:
        frame = await opened(tab)
        await frame.evaluate("say('CHECKOUT_SUCCESS', { session: { status: 'completed' } })")
        result = await tab.evaluate("opened.closed")
        assert result["outcome"] == "completed" and result["session"] == {"status": "completed"}, result
        frame = await opened(tab)
        await frame.evaluate("(url) => say('CHECKOUT_SUCCESS', { session: { successUrl: url } })", tab.url + "thanks")
        await tab.wait_for_url("**/thanks")


@test()
async def a_frame_that_is_not_let_in_leaves_a_way_to_pay(visit: Visit):
    refused = "<!doctype html><title>Nothing</title>"
    async with shopping(visit, refused) as tab:
        await tab.clock.install()
        await tab.evaluate("open({ sessionId: 'cs_test' })")
        await tab.clock.run_for(8100)
        link = tab.get_by_role("link", name="Continue to the payment page")
        await visit.expect(link).to_have_attribute("href", f"{visit.till.url}/checkout/cs_test")
        assert (await tab.evaluate("told"))[0][1]["code"] == "frame_not_loaded"


@test()
async def redirect_mode_goes_to_the_page(visit: Visit):
    async with shopping(visit) as tab:
        await tab.route("**/checkout/cs_*", lambda route: route.fulfill(content_type="text/html", body=FRAME))
        for url in ("https://shop.example/elsewhere", "javascript:alert(1)//checkout/cs_1"):
            problem = await tab.evaluate("(url) => { try { open({ url }) } catch (error) { return error.name } }", url)
            assert problem == "TypeError", (url, problem)
        session = await visit.till.create()
        await tab.evaluate("(url) => { open({ url, mode: 'redirect' }) }", session["checkoutUrl"])
        await tab.wait_for_url(session["checkoutUrl"])

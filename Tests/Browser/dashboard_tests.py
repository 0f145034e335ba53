"""The operator's dashboard: finding a purchase, watching it, and doing what only a person may do."""

import re

import accessibility
from harness import Visit, test

WIDTHS = (320, 768, 1440)
SCHEMES = ("light", "dark")

EVIL = "</td><script>window.owned = 1</script><img src=x onerror='window.owned = 1'>\"&"


async def entered(visit: Visit, **options):
    """A tab on the list of sessions, logged in as the demo merchant."""
    tab = await visit.page(**options)
    await tab.goto(f"{visit.till.url}/dashboard")
    await tab.get_by_label("Secret key").fill(visit.till.secret_key)
    await tab.get_by_role("button", name="Log in").click()
    await visit.expect(tab.get_by_role("heading", name="Sessions")).to_be_visible()
    return tab


async def live(visit: Visit, tab):
    await visit.expect(tab.locator("#liveness")).to_have_text("Up to date")


async def owned(tab) -> bool:
    return await tab.evaluate("Boolean(window.owned)")


@test()
async def a_key_opens_the_dashboard_and_a_wrong_one_does_not(visit: Visit):
    visit.expects("status of 401")
    tab = await visit.page()
    await tab.goto(f"{visit.till.url}/dashboard/events?state=troubled")
    await tab.get_by_label("Secret key").fill("sk_test_" + "x" * 43)
    await tab.keyboard.press("Enter")
    await visit.expect(tab.get_by_role("alert")).to_contain_text("not a secret key")
    assert await tab.get_by_label("Secret key").input_value() == ""
    await tab.get_by_label("Secret key").fill(visit.till.secret_key)
    await tab.keyboard.press("Enter")
    # It goes on to where the link led.
    await visit.expect(tab.get_by_role("heading", name="Provider events")).to_be_visible()
    assert tab.url.endswith("/dashboard/events?state=troubled"), tab.url
    cookies = await tab.context.cookies()
    assert [(each["name"], each["httpOnly"], each["sameSite"], each["path"]) for each in cookies] == [
        ("till_dashboard", True, "Strict", "/dashboard")], cookies
    assert visit.till.secret_key not in await tab.content()
    await tab.get_by_role("button", name="Log out").click()
    await visit.expect(tab.get_by_label("Secret key")).to_be_visible()
    await tab.goto(f"{visit.till.url}/dashboard")
    await visit.expect(tab.get_by_label("Secret key")).to_be_visible()


@test()
async def a_purchase_is_found_by_its_buyer_and_watched(visit: Visit):
    session = await visit.till.create("oneTime", customerEmail="Found.By@mail.example", metadata={"order": "browser-4711"})
    tab = await entered(visit)
    for wanted in ("found.by@mail.example", "found.by", "order=browser-4711"):
        await tab.get_by_label("Search sessions").fill(wanted)
        await tab.keyboard.press("Enter")
        await visit.expect(tab.locator("#sessions tbody tr")).to_have_count(1)
    await tab.locator("#sessions tbody tr").click()
    await tab.wait_for_url(f"**/dashboard/sessions/{session['id']}")
    await visit.expect(tab.locator("#standing")).to_contain_text("waits for the buyer to choose")
    await live(visit, tab)

    await tab.locator("#timeline summary").first.click()
    await visit.expect(tab.locator("#timeline li").first).to_contain_text("Sequence")
    await visit.till.confirm(session, "pm_card_chargeDeclinedInsufficientFunds", expected=402)
    await visit.expect(tab.locator("#timeline")).to_contain_text("insufficient_funds")
    await visit.expect(tab.locator("#standing")).to_contain_text("Failed")
    await visit.till.confirm(session)
    await visit.expect(tab.locator("#standing")).to_contain_text("199.00 USD was paid")
    # The webhook that tells of it comes as well, and what was unfolded stays so.
    await visit.expect(tab.locator("#timeline li.provider").filter(has_text="payment_intent.succeeded")).to_have_count(1)
    assert await tab.locator("#timeline details").first.evaluate("(each) => each.open")


@test()
async def the_list_grows_while_it_is_looked_at(visit: Visit):
    tab = await entered(visit)
    await live(visit, tab)
    session = await visit.till.create("oneTime", customerEmail="grows@mail.example")
    row = tab.locator(f"tr[data-key={session['id']}]")
    await visit.expect(row).to_contain_text("Pending")
    await visit.till.confirm(session)
    await visit.expect(row).to_contain_text("Completed")
    free = await visit.till.create("free")
    await visit.expect(tab.locator(f"tr[data-key={free['id']}]")).to_be_visible()


@test(own=True)
async def the_list_comes_back_with_the_service(visit: Visit):
    visit.expects("net::ERR_", "Failed to load resource")
    tab = await entered(visit)
    await live(visit, tab)
    await tab.context.set_offline(True)
    await tab.evaluate("dispatchEvent(new Event('offline'))")
    session = await visit.till.create("oneTime")
    await visit.till.confirm(session)
    await tab.context.set_offline(False)
    await visit.expect(tab.locator(f"tr[data-key={session['id']}]")).to_contain_text("Completed", timeout=30_000)


@test(own=True)
async def an_event_is_given_another_try(visit: Visit):
    # An intent that nobody here knows: its event is parked.
    answer = await (await visit.context()).request.post(
        f"{visit.till.simulator}/v1/payment_intents", headers={"Authorization": "Bearer sk_test_elsewhere"}, form={
            "amount": "500", "currency": "usd", "payment_method": "pm_card_visa", "confirm": "true",
            "automatic_payment_methods[enabled]": "true", "automatic_payment_methods[allow_redirects]": "never"})
    assert answer.ok, await answer.text()
    intent = await answer.json()
    tab = await entered(visit)
    await tab.get_by_role("link", name="Events").click()
    await tab.get_by_role("link", name="In trouble").click()
    row = tab.locator("#events tbody tr").filter(has_text="payment_intent.succeeded")
    await visit.expect(row).to_contain_text("Parked", timeout=20_000)
    await row.click()
    await visit.expect(tab.locator("pre")).to_contain_text(intent["id"])
    assert f"{intent['id']}_secret" not in await tab.content()
    await tab.get_by_role("button", name="Handle it once more").click()
    await visit.expect(tab.get_by_role("status").filter(has_text="handled once more")).to_be_visible()
    # It still is about something that nobody knows, and now tried from the beginning.
    await visit.expect(tab.locator("#standing")).to_contain_text(re.compile("Received|Parked"))


@test(own=True)
async def a_review_is_resolved_with_a_note(visit: Visit):
    visit.expects("A person has to look at this")
    session = await visit.till.create("oneTime")
    await visit.till.confirm(session, "pm_card_createDispute")
    await visit.till.advance(60)
    tab = await entered(visit)
    await live(visit, tab)
    reviews = tab.get_by_role("navigation", name="Dashboard").get_by_role("link", name="Reviews")
    await visit.expect(reviews).to_contain_text("1", timeout=20_000)
    await reviews.click()
    await tab.locator("#reviews tbody tr").click()
    await tab.get_by_label("What was done about it").fill("<b>Evidence</b> was sent.")
    await tab.get_by_role("button", name="Resolve").click()
    await visit.expect(tab.get_by_role("status").filter(has_text="Resolved.")).to_be_visible()
    await visit.expect(tab.locator("#facts")).to_contain_text("<b>Evidence</b> was sent.")
    await reviews.click()
    await visit.expect(tab.locator("#reviews")).to_contain_text("Nothing waits for a person.")
    await tab.goto(f"{visit.till.url}/dashboard/sessions/{session['id']}")
    await visit.expect(tab.locator("#timeline")).to_contain_text("The buyer disputes the payment at the bank")


@test()
async def what_others_wrote_stays_text_on_the_dashboard(visit: Visit):
    session = await visit.till.create(
        "oneTime", customerEmail=None, metadata={EVIL[:40]: EVIL},
        customer={"email": "\"<b>x\"@mail.example", "name": EVIL, "externalId": EVIL, "taxId": EVIL[:50]})
    tab = await entered(visit)
    await live(visit, tab)
    for wanted in (EVIL, "\"<b>x\"@", f"{EVIL[:10]}={EVIL}"):
        await tab.get_by_label("Search sessions").fill(wanted)
        await tab.keyboard.press("Enter")
        await visit.expect(tab.locator(".found b")).to_have_text(wanted)
        assert not await owned(tab), wanted
        assert await tab.get_by_label("Search sessions").input_value() == wanted
    await tab.goto(f"{visit.till.url}/dashboard/sessions/{session['id']}")
    await visit.expect(tab.locator("#facts")).to_contain_text(EVIL)
    await live(visit, tab)
    await visit.till.confirm(session)
    # As well when the script has put it there.
    await visit.expect(tab.locator("#standing")).to_contain_text("was paid")
    await visit.expect(tab.locator("#facts")).to_contain_text(EVIL)
    assert not await owned(tab)
    assert await tab.locator("main script, main img").count() == 0


@test()
async def the_dashboard_is_worked_by_keyboard_alone(visit: Visit):
    session = await visit.till.create("oneTime", customerEmail="keyboard@mail.example")
    tab = await visit.page()
    await tab.goto(f"{visit.till.url}/dashboard")
    await visit.expect(tab.get_by_label("Secret key")).to_be_focused()
    await tab.keyboard.type(visit.till.secret_key)
    await tab.keyboard.press("Enter")
    await visit.expect(tab.get_by_role("heading", name="Sessions")).to_be_visible()
    await tab.keyboard.press("Tab")
    await visit.expect(tab.get_by_role("link", name="Skip to the content")).to_be_focused()
    await tab.keyboard.press("/")
    await visit.expect(tab.get_by_label("Search sessions")).to_be_focused()
    await tab.keyboard.type("keyboard@mail")
    await tab.keyboard.press("Enter")
    await visit.expect(tab.locator("#sessions tbody tr")).to_have_count(1)
    await tab.keyboard.press("j")
    await visit.expect(tab.locator("#sessions .name a")).to_be_focused()
    await tab.keyboard.press("Enter")
    await tab.wait_for_url(f"**/dashboard/sessions/{session['id']}")
    await tab.locator("#timeline summary").first.focus()
    await tab.keyboard.press("Enter")
    await visit.expect(tab.locator("#timeline details").first).to_have_attribute("open", "")
    # What comes meanwhile does not take the focus away.
    await live(visit, tab)
    await visit.till.confirm(session)
    await visit.expect(tab.locator("#standing")).to_contain_text("was paid")
    await visit.expect(tab.locator("#timeline summary").first).to_be_focused()


@test()
async def the_dashboard_needs_no_script(visit: Visit):
    session = await visit.till.create("oneTime", customerEmail="noscript@mail.example")
    tab = await entered(visit, java_script_enabled=False)
    await tab.get_by_label("Search sessions").fill("noscript@")
    await tab.get_by_role("button", name="Search").click()
    await tab.locator("#sessions .name a").click()
    await visit.expect(tab.locator("#timeline")).to_contain_text("Created")
    assert session["id"] in tab.url
    assert await tab.get_by_role("button", name="Copy").count() == 0
    for name in ("Events", "Reviews", "Health"):
        await tab.get_by_role("navigation", name="Dashboard").get_by_role("link", name=name).click()
        await visit.expect(tab.get_by_role("heading", level=1)).to_contain_text(name.lower() if name == "Events" else name)
    await tab.get_by_role("button", name="Log out").click()
    await visit.expect(tab.get_by_label("Secret key")).to_be_visible()


@test(seconds=120)
async def the_dashboard_is_for_everybody_at_every_width(visit: Visit):
    session = await visit.till.create(
        "monthly", customerEmail=f"{'long' * 15}@subdomain.of.a.long.example.com", metadata={"k" * 40: "v" * 500})
    await visit.till.confirm(session, "pm_card_chargeDeclinedInsufficientFunds", expected=402)
    await visit.till.confirm(session)
    subscription = (await visit.till.status(session))["subscription"]["id"]
    for scheme in SCHEMES:
        tab = await entered(visit, viewport={"width": WIDTHS[0], "height": 900}, color_scheme=scheme, reduced_motion="reduce")
        pages = {
            "list": "", "session": f"/sessions/{session['id']}", "subscription": f"/subscriptions/{subscription}",
            "events": "/events", "reviews": "/reviews", "health": "/health"}
        for name, path in pages.items():
            await tab.goto(f"{visit.till.url}/dashboard{path}")
            await visit.expect(tab.get_by_role("heading", level=1)).to_be_visible()
            if name in ("session", "subscription"):
                await tab.locator("#timeline summary").first.click()
            for width in WIDTHS:
                await tab.set_viewport_size({"width": width, "height": 900})
                await accessibility.check(tab, f"{name} at {width} pixels, {scheme}")
        await tab.goto(f"{visit.till.url}/dashboard/events")
        await tab.locator("#events .name a").first.click()
        await accessibility.check(tab, f"an event, {scheme}")


@test()
async def where_the_keyboard_goes_on_the_dashboard_is_seen(visit: Visit):
    await visit.till.create("oneTime")
    tab = await entered(visit)
    order = await accessibility.keyboard(tab, 16)
    assert order[:2] == ["Skip to the content", "Till"] and "Log out" in order and "Search sessions" in order, order

"""The payment page in a window of its own: a buyer pays, fails, comes back, comes too late."""

import re

from harness import Visit, test
from merchant import Site
from paying import button, enter, order, panel, pay
from proxy import Nginx, free_port
from watch_tests import end

DECLINED = "status of 402"


def thanks(session: dict) -> str:
    return f"**/thanks?of={session['id']}"


@test()
async def pays_by_card(visit: Visit):
    async with Site({}) as shop:
        session = await order(visit, shop.url, "monthly")
        page = await visit.page()
        await page.goto(session["checkoutUrl"])
        await visit.expect(page.get_by_role("heading", name="Subscribe to Pro")).to_be_visible()
        await enter(page)
        assert await page.get_by_label("Card number").input_value() == "4242 4242 4242 4242"
        assert await page.get_by_label("Expiry date").input_value() == "12 / 34"
        await visit.expect(page.locator("#brand")).to_have_text("Visa")
        await button(page).click()
        await visit.expect(page.get_by_role("heading", name="Payment received")).to_be_visible()
        await page.wait_for_url(thanks(session))
        assert (await visit.till.status(session))["subscription"]["status"] == "active"
        # The way back does not lead to a form that is over.
        await page.go_back()
        assert "/checkout/" not in page.url, page.url


@test()
async def a_declined_card_and_then_another(visit: Visit):
    visit.expects(DECLINED)
    async with Site({}) as shop:
        session = await order(visit, shop.url)
        page = await visit.page(viewport={"width": 360, "height": 640})
        await page.goto(session["checkoutUrl"])
        await pay(page, "4000000000009995")
        alert = page.get_by_role("alert")
        await visit.expect(alert).to_contain_text("The card has insufficient funds.")
        await visit.expect(alert).to_contain_text("Please use another card or payment method.")
        await visit.expect(alert).to_be_in_viewport()
        await page.reload()
        await visit.expect(alert).to_contain_text("The card has insufficient funds.")
        await pay(page)
        await page.wait_for_url(thanks(session))


@test()
async def what_is_wrong_is_said_at_its_field(visit: Visit):
    session = await visit.till.create()
    page = await visit.page()
    requests = []
    page.on("request", lambda request: request.method == "POST" and requests.append(request.url))
    await page.goto(session["checkoutUrl"])
    await button(page).click()
    number = page.get_by_label("Card number")
    await visit.expect(number).to_be_focused()
    await visit.expect(number).to_have_attribute("aria-invalid", "true")
    await visit.expect(number).to_have_accessible_description("Enter your card number.")
    for label, text, told in (
            ("Card number", "4242 4242 4242 4241", "This card number is incomplete, or has a typo."),
            ("Expiry date", "0120", "This card has expired."), ("Expiry date", "1/", "Enter the month and the year."),
            ("Security code", "12", "Enter the code on your card, of 3 digits.")):
        field = page.get_by_label(label)
        await field.fill(text)
        await field.blur()
        await visit.expect(field).to_have_accessible_description(told)
    # What people paste, and what browsers fill in.
    await page.get_by_label("Card number").fill("  3782-822463-10005 ")
    await page.get_by_label("Expiry date").fill("1/2034")
    assert await page.get_by_label("Card number").input_value() == "3782 822463 10005"
    assert await page.get_by_label("Expiry date").input_value() == "01 / 34"
    await page.get_by_label("Security code").fill("1234")
    await visit.expect(page.locator("[aria-invalid]")).to_have_count(0)
    assert not requests, requests


@test()
async def the_bank_is_asked_and_says_yes_or_no(visit: Visit):
    async with Site({}) as shop:
        session = await order(visit, shop.url)
        page = await visit.page()
        await page.goto(session["checkoutUrl"] + "?locale=de")
        for label, text in (("Kartennummer", "4000002760003184"), ("Gültig bis", "1234"), ("Prüfziffer", "123")):
            await page.get_by_label(label).fill(text)
        await button(page).click()
        await page.get_by_role("button", name="Refuse").click()
        # Back on the page, in the same language, with the truth.
        await page.wait_for_url(f"**/checkout/{session['id']}?locale=de")
        await visit.expect(page.get_by_role("alert")).to_contain_text("Die Zahlung wurde bei der Bank nicht freigegeben.")
        await page.goto(session["checkoutUrl"])
        await pay(page, "4000002760003184")
        await page.get_by_role("button", name="Approve").click()
        await page.wait_for_url(thanks(session))


@test()
async def who_leaves_the_bank_can_go_there_again(visit: Visit):
    async with Site({}) as shop:
        session = await order(visit, shop.url)
        page = await visit.page()
        await page.goto(session["checkoutUrl"])
        await pay(page, "4000002760003184")
        await page.get_by_role("button", name="Approve").wait_for()
        await page.go_back()
        await visit.expect(page.get_by_role("heading", name="Your bank asks for your approval")).to_be_visible()
        await page.get_by_role("button", name="Use another card").click()
        await visit.expect(button(page)).to_be_visible()
        await page.reload()
        await page.get_by_role("link", name="Continue to your bank").click()
        await page.get_by_role("button", name="Approve").click()
        await page.wait_for_url(thanks(session))


@test()
async def another_card_instead_of_the_bank(visit: Visit):
    async with Site({}) as shop:
        session = await order(visit, shop.url)
        page = await visit.page()
        await page.goto(session["checkoutUrl"])
        await pay(page, "4000002760003184")
        await page.get_by_role("button", name="Approve").wait_for()
        await page.goto(session["checkoutUrl"])
        await page.get_by_role("button", name="Use another card").click()
        await pay(page)
        await page.wait_for_url(thanks(session))


@test()
async def free_and_trial_orders(visit: Visit):
    async with Site({}) as shop:
        page = await visit.page()
        free = await order(visit, shop.url, "free")
        await page.goto(free["checkoutUrl"])
        await visit.expect(page.get_by_label("Card number")).to_have_count(0)
        await page.get_by_role("button", name="Confirm").click()
        await page.wait_for_url(thanks(free))
        trial = await order(visit, shop.url, "monthly", trialDays=14)
        await page.goto(trial["checkoutUrl"])
        await visit.expect(page.get_by_text("14 days free")).to_be_visible()
        await enter(page)
        await page.get_by_role("button", name="Start trial").click()
        await visit.expect(page.get_by_role("heading", name="Your trial has started")).to_be_visible()
        await page.wait_for_url(thanks(trial))


@test()
async def a_plan_is_changed_without_a_card(visit: Visit):
    first = await visit.till.create("monthly")
    running = (await visit.till.confirm(first))["subscription"]["id"]
    async with Site({}) as shop:
        session = await order(visit, shop.url, "monthly", customerEmail=None, existingSubscriptionId=running, quantity=3)
        page = await visit.page()
        await page.goto(session["checkoutUrl"])
        await visit.expect(page.get_by_role("heading", name="Change to Pro")).to_be_visible()
        await visit.expect(page.get_by_text("Unused time at the old price")).to_be_visible()
        await visit.expect(page.locator("input")).to_have_count(0)
        await button(page).click()
        await visit.expect(page.get_by_role("heading", name="Your plan has changed")).to_be_visible()
        await page.wait_for_url(thanks(session))


@test()
async def who_has_it_already_is_not_charged_again(visit: Visit):
    visit.expects("status of 409")
    sessions = [await visit.till.create("monthly", customerEmail="twice@mail.example", metadata={"a": each}) for each in "12"]
    await visit.till.confirm(sessions[0])
    page = await visit.page()
    await page.goto(sessions[1]["checkoutUrl"])
    await pay(page)
    await visit.expect(page.get_by_role("alert")).to_have_text("There is a subscription to this already. Nothing was charged.")


@test()
async def who_buys_is_asked_for(visit: Visit):
    session = await visit.till.create("monthly", customerEmail=None)
    page = await visit.page()
    await page.goto(session["checkoutUrl"])
    await enter(page)
    await page.get_by_label("Email").fill("anna@")
    await button(page).click()
    await visit.expect(page.get_by_label("Email")).to_have_accessible_description("This does not look like an email address.")
    await page.get_by_label("Email").fill("asked@mail.example")
    await button(page).click()
    await visit.expect(page.get_by_role("heading", name="Payment received")).to_be_visible()
    await visit.expect(page.get_by_text("You can close this page now.")).to_be_visible()
    owned = await visit.till.api("GET", f"/v1/checkout/{session['id']}")
    assert owned["customer"]["email"] == "asked@mail.example", owned["customer"]


@test()
async def two_tabs_pay_once(visit: Visit):
    async with Site({}) as shop:
        session = await order(visit, shop.url)
        context = await visit.context()
        tabs = [await visit.page(context), await visit.page(context)]
        for tab in tabs:
            await tab.goto(session["checkoutUrl"])
            await enter(tab)
        await button(tabs[0]).click()
        for tab in tabs:
            await tab.wait_for_url(thanks(session))


@test(own=True)
async def the_time_runs_out_while_the_page_is_open(visit: Visit):
    async with Site({}) as shop:
        session = await order(visit, shop.url, expiresIn=1800)
        page = await visit.page()
        await page.clock.install()
        await page.goto(session["checkoutUrl"])
        await enter(page)
        await page.clock.run_for(1_000)
        await visit.expect(page.locator("#clock")).to_contain_text("30 min")
        await page.clock.fast_forward(1520_000)
        await page.clock.run_for(2_000)
        await visit.expect(page.get_by_role("status").last).to_have_text("5 minutes left to pay.")
        await visit.expect(page.locator("#clock")).to_have_class(re.compile("soon"))
        await visit.till.advance(1900)
        await visit.expect(page.get_by_role("heading", name="This checkout has expired")).to_be_visible()
        await visit.expect(panel(page, "expired")).to_contain_text("You have not been charged.")
        await page.get_by_role("button", name="Start again").click()
        await page.wait_for_url(lambda url: "/checkout/cs_" in url and session["id"] not in url)
        await pay(page)
        await visit.expect(page.get_by_role("heading", name="Payment received")).to_be_visible()


@test()
async def nobody_is_left_before_a_form_that_is_over(visit: Visit):
    """Also where the server cannot be heard."""
    visit.expects(r"net::ERR_")
    session = await visit.till.create()
    page = await visit.page()
    await page.clock.install()
    await page.goto(session["checkoutUrl"])
    await page.context.set_offline(True)
    await page.clock.fast_forward(3_601_000)
    await page.clock.run_for(2_000)
    await visit.expect(panel(page, "expired")).to_be_visible()
    await visit.expect(button(page)).to_be_hidden()


@test()
async def a_canceled_session_says_so_at_once(visit: Visit):
    async with Site({}) as shop:
        session = await order(visit, shop.url)
        page = await visit.page()
        await page.goto(session["checkoutUrl"])
        await visit.till.api("POST", f"/v1/checkout/{session['id']}/cancel")
        await visit.expect(page.get_by_role("heading", name="This checkout was canceled")).to_be_focused()
        await page.get_by_role("link", name="Back to Demo").last.click()
        await page.wait_for_url("**/cart")


@test()
async def a_lost_answer_makes_no_second_payment(visit: Visit):
    visit.expects("net::ERR_", "status of 502")
    keys = []

    async def unreliable(route):
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) == 1:
            await route.fetch()
            await route.abort("connectionreset")
        elif len(keys) == 2:
            await route.fulfill(status=502, content_type="text/html", body="<h1>Bad Gateway</h1>")
        else:
            await route.continue_()

    async with Site({}) as shop:
        session = await order(visit, shop.url)
        page = await visit.page()
        await page.route("**/confirm*", unreliable)
        # What the stream would tell meanwhile is not what is tried here.
        await page.route("**/v1/checkout/**", lambda route: route.abort())
        await page.goto(session["checkoutUrl"])
        await pay(page)
        await page.wait_for_url(thanks(session))
        assert len(keys) == 3 and len(set(keys)) == 1, keys
        ledger = await visit.till.api("GET", f"/v1/checkout/{session['id']}/timeline")
        assert len([each for each in ledger["data"] if each.get("attempt") == 2]) == 0, ledger


@test(own=True)
async def a_restart_behind_a_proxy(visit: Visit):
    """The page is open, the service goes and comes back, the proxy answers 502 meanwhile: the buyer pays all the same."""
    visit.expects(r"Failed to load resource: (net::|the server responded with a status of 50)", "ERR_INCOMPLETE_CHUNKED")
    installation = visit.till.installation
    listens = free_port()
    async with Nginx(listens) as proxy:
        process, _ = await installation.another("behind", listen=f"127.0.0.1:{listens}")
        session = await visit.till.create()
        page = await visit.page()
        await page.goto(f"{proxy.url}/checkout/{session['id']}")
        await enter(page)
        await end(installation, process)
        await button(page).click()
        await visit.expect(page.locator("#offline")).to_be_visible()
        process, _ = await installation.another("behind", listen=f"127.0.0.1:{listens}")
        heading = page.get_by_role("heading", name="Payment received")
        try:
            await heading.wait_for(timeout=8_000)
        except Exception:
            # It was away for longer than the page repeats by itself.
            await button(page).click()
        await visit.expect(heading).to_be_visible()
        await end(installation, process)


@test()
async def offline_and_back(visit: Visit):
    visit.expects("net::ERR_")
    session = await visit.till.create()
    page = await visit.page()
    await page.goto(session["checkoutUrl"])
    await enter(page)
    await page.context.set_offline(True)
    await visit.expect(page.locator("#offline")).to_be_visible()
    await page.context.set_offline(False)
    await visit.expect(page.locator("#offline")).to_be_hidden()
    await button(page).click()
    await visit.expect(page.get_by_role("heading", name="Payment received")).to_be_visible()


@test()
async def seven_tabs_of_one_browser(visit: Visit):
    """Over HTTP/1.1 it has six connections for all of them."""
    session = await visit.till.create()
    context = await visit.context()
    tabs = [await visit.page(context) for _ in range(7)]
    for tab in tabs:
        await tab.goto(session["checkoutUrl"])
    await pay(tabs[6])
    for tab in tabs:
        await tab.bring_to_front()
        await visit.expect(tab.get_by_role("heading", name="Payment received")).to_be_visible()


@test()
async def without_a_script_the_page_says_what_is(visit: Visit):
    async with Site({}) as shop:
        session = await order(visit, shop.url)
        page = await visit.page(java_script_enabled=False)
        await page.goto(session["checkoutUrl"])
        # (Not what stands in <noscript>: that is not shown where the driver has turned scripts off.)
        await visit.expect(page.get_by_role("heading", name="Pay Demo")).to_be_visible()
        await visit.expect(button(page)).to_be_hidden()
        await visit.till.confirm(session, "pm_card_chargeDeclinedInsufficientFunds", expected=402)
        await page.reload()
        await visit.expect(page.get_by_role("alert")).to_contain_text("The card has insufficient funds.")
        await visit.till.confirm(session)
        await page.reload()
        await visit.expect(page.get_by_role("heading", name="Payment received")).to_be_visible()
        await page.get_by_role("link", name="Continue to Demo").click()
        await page.wait_for_url(thanks(session))

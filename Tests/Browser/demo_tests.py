"""The demo shop of `till dev`: what a newcomer sees first."""

from harness import Visit, test


@test()
async def the_demo_shop_shows_what_happens(visit: Visit):
    page = await visit.page()
    await page.goto(f"{visit.till.url}/demo")
    async with page.expect_response("**/demo/checkout") as waiting:
        await page.get_by_role("button", name="Buy Lifetime").click()
    session = (await (await waiting.value).json())["call"]["answer"]
    panel = page.get_by_role("complementary", name="What happens")
    await visit.expect(panel.get_by_text("POST /v1/checkout/create → 201")).to_be_visible()
    await visit.expect(panel.get_by_text("version 1: pending")).to_be_visible()
    # Paid from elsewhere; what is in the dialog is the payment page's own business.
    await visit.till.confirm(session, "pm_card_chargeDeclined", expected=402)
    await visit.expect(panel.get_by_text("version 3: failed")).to_be_visible()
    await visit.till.confirm(session)
    await visit.expect(panel.get_by_text("version 5: completed")).to_be_visible()
    await visit.expect(panel.get_by_text("payment_intent.succeeded", exact=True)).to_be_visible()
    await visit.expect(panel.get_by_text("attempt started")).to_have_count(2)
    times = await panel.locator("time").all_inner_texts()
    assert times == sorted(times), times


@test()
async def the_demo_shop_delivers_by_what_its_server_knows(visit: Visit):
    page = await visit.page()
    session = await visit.till.create("oneTime")
    await page.goto(f"{visit.till.url}/demo?session={session['id']}")
    await visit.expect(page.get_by_role("status")).to_have_text("The payment is pending.")
    await visit.till.confirm(session)
    await page.goto(f"{visit.till.url}/demo?session={session['id']}")
    await visit.expect(page.get_by_role("status")).to_have_text("Thank you: Lifetime is yours.")
    assert page.url == f"{visit.till.url}/demo", page.url


@test()
async def the_demo_shop_takes_orders_from_its_own_page_only(visit: Visit):
    request = (await visit.context()).request
    # All that a page of another site can send without asking first.
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = await request.post(
            f"{visit.till.url}/demo/checkout", headers={"Content-Type": kind}, data='{"price":"oneTime"}')
        assert answer.status == 415, (kind, answer.status)

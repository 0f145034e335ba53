"""The demo shop of `till dev`: what a newcomer sees first."""

import time

import buyer
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


@test()
async def a_newcomer_pays_in_the_dialog(visit: Visit):
    """From the shop's front page to its thanks, in less than a minute: by far, for nobody reads anything here."""
    began = time.monotonic()
    page = await visit.page()
    await buyer.buy(page, visit.till.url, "Lifetime")
    await buyer.pay(buyer.dialog(page))
    await visit.expect(page.get_by_role("status")).to_have_text("Thank you: Lifetime is yours.")
    panel = page.get_by_role("complementary", name="What happens")
    for step in ("version 1: pending", "ready", "processing", "paid", "payment_intent.succeeded"):
        await visit.expect(panel.get_by_text(step, exact=True).first).to_be_visible()
    await visit.expect(page.locator("dialog")).to_have_count(0)
    await visit.expect(panel.get_by_text("closed", exact=True)).to_be_visible()
    seconds = time.monotonic() - began
    visit.figures["from the shop to the thanks"] = f"{seconds:.1f} s"
    assert seconds < 60, seconds


@test()
async def a_newcomer_pays_on_the_page(visit: Visit):
    visit.expects("status of 402")
    page = await visit.page()
    await buyer.buy(page, visit.till.url, "Pro", on_a_page=True)
    await page.wait_for_url("**/checkout/cs_*")
    await buyer.pay(page, "4000000000009995", email="redirected@example.com")
    await visit.expect(page.get_by_role("alert")).to_contain_text("insufficient funds")
    await buyer.enter(page)
    await page.locator("#go").click()
    await visit.expect(page.get_by_role("status")).to_have_text("Thank you: Pro is yours.")
    panel = page.get_by_role("complementary", name="What happens")
    # Of before the buyer left, and of meanwhile.
    await visit.expect(panel.get_by_text("POST /v1/checkout/create → 201")).to_be_visible()
    await visit.expect(panel.get_by_text("payment failed", exact=True)).to_be_visible()


@test()
async def the_dialog_goes_to_the_bank_and_the_shop_hears_how_it_went(visit: Visit):
    page = await visit.page()
    await buyer.buy(page, visit.till.url, "Lifetime")
    await buyer.pay(buyer.dialog(page), buyer.ASKS_BANK, email="banked@example.com")
    # The whole window: banks refuse to be framed.
    await page.get_by_role("button", name="Approve").click()
    await visit.expect(page.get_by_role("status")).to_have_text("Thank you: Lifetime is yours.")


@test()
async def a_free_plan_needs_no_card(visit: Visit):
    page = await visit.page()
    await buyer.buy(page, visit.till.url, "Starter")
    frame = buyer.dialog(page)
    await frame.get_by_label("Email").fill("free@example.com")
    await frame.get_by_role("button", name="Confirm").click()
    await visit.expect(page.get_by_role("status")).to_have_text("Thank you: Starter is yours.")


@test()
async def a_dialog_that_is_closed_leaves_the_order_open(visit: Visit):
    """By Escape, although the keyboard is in the frame; what was ordered can still be paid."""
    page = await visit.page()
    await buyer.buy(page, visit.till.url, "Lifetime")
    frame = buyer.dialog(page)
    await frame.get_by_label("Email").press("Escape")
    await visit.expect(page.locator("dialog")).to_have_count(0)
    await visit.expect(page.get_by_role("button", name="Buy Lifetime")).to_be_focused()
    panel = page.get_by_role("complementary", name="What happens")
    await visit.expect(panel.get_by_text("pending", exact=True)).to_be_visible()

"""Pictures of the pages at every width and in both schemes, and that nothing in them is too faint, too small or nameless.

They are in .build/browser/pictures after each run; `--renew` writes those of Tests/Browser/pictures and docs/ anew.
"""

import shutil
from pathlib import Path

import accessibility
import buyer
from harness import Visit, test
from paying import enter

FOLDER = Path(__file__).resolve().parent
WIDTHS = (320, 768, 1440)
SCHEMES = ("light", "dark")
# The README's picture may weigh so much; those beside the tests are for a glance.
HEAVIEST = 200_000


async def picture(visit: Visit, page, name: str, kept: Path | None = None, **options):
    """Takes it, and keeps it where it belongs when pictures are renewed."""
    path = visit.options.output / "pictures" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=path, animations="disabled", caret="hide", **options)
    size = path.stat().st_size
    assert size < HEAVIEST, f"{name} has {size} bytes"
    if visit.options.renew:
        target = kept or FOLDER / "pictures" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)


async def at_every_width(visit: Visit, url: str, name: str, prepare=None):
    for scheme in SCHEMES:
        page = await visit.page(color_scheme=scheme, viewport={"width": WIDTHS[0], "height": 900}, reduced_motion="reduce")
        await page.goto(url)
        if prepare:
            await prepare(page)
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 900})
            await accessibility.check(page, f"{name} at {width} pixels, {scheme}")
            await picture(visit, page, f"{name}-{width}-{scheme}.jpg", type="jpeg", quality=60)


@test()
async def pictures_of_the_payment_page(visit: Visit):
    session = await visit.till.create("monthly", customerEmail=None)
    await at_every_width(visit, session["checkoutUrl"], "checkout")


@test()
async def pictures_of_a_declined_card(visit: Visit):
    session = await visit.till.create()
    await visit.till.confirm(session, "pm_card_chargeDeclinedInsufficientFunds", expected=402)
    await at_every_width(visit, session["checkoutUrl"], "declined")


@test()
async def pictures_of_a_payment(visit: Visit):
    session = await visit.till.create()
    await visit.till.confirm(session)
    await at_every_width(visit, session["checkoutUrl"], "paid")


@test()
async def pictures_of_the_demo_shop(visit: Visit):
    await at_every_width(visit, f"{visit.till.url}/demo", "demo")


@test()
async def the_demo_shop_can_be_used_by_keyboard(visit: Visit):
    page = await visit.page()
    await page.goto(f"{visit.till.url}/demo")
    order = await accessibility.keyboard(page, 6)
    assert order == ["Dashboard", "In a dialog", "Buy Starter", "Buy Pro", "Buy Lifetime", "Copy the card that succeeds"], order


@test()
async def what_happens_can_be_read(visit: Visit):
    """The panel of a purchase, with everything in it."""
    session = await visit.till.create()
    await visit.till.confirm(session, "pm_card_chargeDeclined", expected=402)
    await visit.till.confirm(session)
    for scheme in SCHEMES:
        page = await visit.page(color_scheme=scheme)
        await page.goto(f"{visit.till.url}/demo?session={session['id']}")
        await visit.expect(page.get_by_text("payment_intent.succeeded", exact=True)).to_be_visible()
        await page.locator("summary").first.click()
        await accessibility.check(page, f"the panel, {scheme}")


@test()
async def pictures_for_the_documents(visit: Visit):
    """The README's: the payment page as a buyer has filled it in."""
    docs = FOLDER.parent.parent / "docs"
    page = await visit.page(viewport={"width": 1200, "height": 700}, reduced_motion="reduce")
    session = await visit.till.create("monthly", customerEmail=None)
    await page.goto(session["checkoutUrl"])
    await page.get_by_label("Email").fill("ada@lovelace.example")
    await page.get_by_label("Full name").fill("Ada Lovelace")
    await enter(page)
    await page.evaluate("document.activeElement.blur()")
    await picture(visit, page, "checkout.png", docs / "checkout.png")


@test()
async def the_dialog_can_be_used_by_everybody(visit: Visit):
    page = await visit.page(viewport={"width": 320, "height": 640})
    await buyer.buy(page, visit.till.url, "Lifetime")
    frame = buyer.dialog(page)
    await visit.expect(frame.get_by_label("Email")).to_be_visible()
    await accessibility.check(page.frames[-1], "the frame")
    box = await page.get_by_role("button", name="Close").bounding_box()
    assert box["width"] >= 44 and box["height"] >= 44, box
    # Also at the end of a long form: the way out scrolls along.
    await frame.locator("#go").scroll_into_view_if_needed()
    await visit.expect(page.get_by_role("button", name="Close")).to_be_in_viewport()
    await page.get_by_role("button", name="Close").click()
    await visit.expect(page.locator("dialog")).to_have_count(0)

"""What a newcomer does in the demo shop: buys a plan and types a test card."""

from playwright.async_api import FrameLocator, Page

from paying import enter

APPROVED = "4242424242424242"
ASKS_BANK = "4000002760003184"


async def buy(page: Page, till: str, plan: str, on_a_page: bool = False):
    """Opens the shop and presses the button."""
    await page.goto(f"{till}/demo")
    if on_a_page:
        await page.get_by_label("On a page of its own").check()
    await page.get_by_role("button", name=f"Buy {plan}").click()


async def pay(place: Page | FrameLocator, card: str = APPROVED, email: str = "newcomer@example.com"):
    await place.get_by_label("Email").fill(email)
    await enter(place, card)
    await place.locator("#go").click()


def dialog(page: Page) -> FrameLocator:
    return page.frame_locator("dialog iframe")

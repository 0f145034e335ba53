"""A buyer at the payment page."""

from playwright.async_api import FrameLocator, Page

from harness import Visit

THANKS = "{CHECKOUT_SESSION_ID}"


async def order(visit: Visit, shop: str, price: str = "oneTime", **members) -> dict:
    """A session that leads back to the shop's pages."""
    return await visit.till.create(
        price, successUrl=f"{shop}/thanks?of={THANKS}", cancelUrl=f"{shop}/cart", **members)


async def enter(page: Page | FrameLocator, card: str = "4242424242424242"):
    """Types a card, whatever was in the fields before."""
    for label, text in (("Card number", card), ("Expiry date", "1234"), ("Security code", "123")):
        field = page.get_by_label(label)
        await field.fill("")
        await field.press_sequentially(text)


def button(page: Page | FrameLocator):
    return page.locator("#go")


async def pay(page: Page | FrameLocator, card: str = "4242424242424242"):
    await enter(page, card)
    await button(page).click()


def panel(page: Page | FrameLocator, name: str):
    return page.locator(f'[data-shows="{name}"]:not([hidden])')

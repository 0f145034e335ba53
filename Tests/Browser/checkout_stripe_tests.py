"""The payment page with Stripe's own fields. Stripe's script is the test's here, since no test leaves this machine; what it gets,
and what it gives, is what Stripe documents."""

import json

from harness import Visit, test
from watch_tests import end

SCRIPT = """
window.calls = [];
window.answers = { submit: {}, createPaymentMethod: { paymentMethod: { id: "pm_card_visa" } } };
window.Stripe = (key, options) => {
    calls.push(["Stripe", key, options]);
    return {
        elements: (options) => {
            calls.push(["elements", options]);
            return {
                submit: async () => answers.submit,
                create: (kind) => ({ mount: (place) => {
                    calls.push(["mount", kind, place]);
                    document.querySelector(place).textContent = "Stripe's fields";
                } }),
            };
        },
        createPaymentMethod: async ({ elements, params }) => {
            calls.push(["createPaymentMethod", Boolean(elements), params]);
            return answers.createPaymentMethod;
        },
    };
};
"""


@test(own=True)
async def stripes_fields_take_the_card_where_stripe_is(visit: Visit):
    installation = visit.till.installation
    # With keys for real money it is Stripe's script that is asked, whatever stands behind the API's address.
    process, url = await installation.another(
        "live", STRIPE_SECRET_KEY="sk_live_simulated", STRIPE_PUBLISHABLE_KEY="pk_live_simulated")
    key = json.loads(await installation.command("keys", "create", "--mode", "live", "--json"))["secretKey"]
    product = json.loads(await installation.command(
        "products", "create", "--mode", "live", "--name", "Kayak", "--price", "500isk/month", "--json"))["data"][0]

    async def order(buyer: str) -> dict:
        return await visit.till.call(
            "POST", f"{url}/v1/checkout/create", {"priceId": product["prices"][0]["id"], "customerEmail": buyer},
            key=key)

    session = await order("a@mail.example")
    page = await visit.page(color_scheme="dark")
    asked = []

    async def script(route):
        asked.append(route.request.url)
        await route.fulfill(content_type="text/javascript", body=SCRIPT)

    await page.route("https://js.stripe.com/**", script)
    await page.goto(f"{url}/checkout/{session['id']}")
    await visit.expect(page.get_by_text("Stripe's fields")).to_be_visible()
    assert asked == ["https://js.stripe.com/v3/"], asked
    # There are no test cards where money moves, and no number passes our fields.
    await visit.expect(page.get_by_text("Test cards")).to_have_count(0)
    await visit.expect(page.locator("input")).to_have_count(0)
    calls = await page.evaluate("calls")
    assert calls[0] == ["Stripe", "pk_live_simulated", {"locale": "en", "stripeAccount": None}], calls[0]
    options = calls[1][1]
    # Stripe counts crowns as if they had hundredths.
    assert (options["mode"], options["amount"], options["currency"]) == ("payment", 50_000, "isk"), options
    assert options["paymentMethodCreation"] == "manual" and options["setupFutureUsage"] == "off_session", options
    assert options["appearance"]["theme"] == "night", options

    await page.evaluate("answers.submit = { error: { message: 'Your card number is incomplete.' } }; null")
    await page.locator("#go").click()
    await visit.expect(page.get_by_role("alert")).to_have_text("Your card number is incomplete.")
    await page.evaluate("answers.submit = {}; null")
    await page.locator("#go").click()
    await visit.expect(page.get_by_role("heading", name="Payment received")).to_be_visible()

    visit.expects("net::ERR_FAILED", "net::ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE")
    session = await order("b@mail.example")
    page = await visit.page()
    await page.route("https://js.stripe.com/**", lambda route: route.abort())
    await page.goto(f"{url}/checkout/{session['id']}")
    await visit.expect(page.get_by_role("alert")).to_contain_text("The payment form could not be loaded.")
    await page.close()
    await end(installation, process)

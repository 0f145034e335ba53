"""The service under test: a `till dev` with its simulator, and what a merchant's backend and a provider do to it."""

import json

from playwright.async_api import APIRequestContext, Playwright

from processes import Installation


class Stack:
    """An installation, and requests to it from outside the browser."""

    def __init__(self, binary, playwright: Playwright, is_alone: bool = True):
        self.installation = Installation(str(binary), is_alone=is_alone)
        self._playwright = playwright
        self._requests: APIRequestContext | None = None
        self._moments = 0

    async def __aenter__(self):
        await self.installation.__aenter__()
        self._requests = await self._playwright.request.new_context()
        return self

    async def __aexit__(self, *reason):
        if self._requests:
            await self._requests.dispose()
        await self.installation.__aexit__(*reason)

    @property
    def url(self) -> str:
        return self.installation.dev["url"]

    @property
    def simulator(self) -> str:
        return self.installation.dev["simulatorUrl"]

    @property
    def prices(self) -> dict:
        return self.installation.dev["prices"]

    @property
    def secret_key(self) -> str:
        return self.installation.dev["secretKey"]

    async def call(self, method: str, url: str, body=None, key: str | None = None, expected: int | None = None):
        """The answer's JSON; raises for any other status than `expected`, or for one that is no success."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        data = None if body is None else json.dumps(body)
        answer = await self._requests.fetch(url, method=method, headers=headers, data=data, timeout=30_000)
        text = await answer.text()
        if answer.status != expected if expected else not answer.ok:
            raise AssertionError(f"{method} {url} answers {answer.status}: {text[:600]}")
        return json.loads(text)

    async def api(self, method: str, path: str, body=None, **options):
        """As the demo merchant's backend."""
        return await self.call(method, self.url + path, body, key=self.secret_key, **options)

    async def create(self, price: str = "oneTime", **members) -> dict:
        """A session for one of the demo prices: `free`, `monthly` or `oneTime`. Each for another buyer: a session that nobody
        has touched would be handed out again."""
        self._moments += 1
        body = {"priceId": self.prices[price], "customerEmail": f"buyer-{self._moments}@example.com", **members}
        return await self.api("POST", "/v1/checkout/create", body)

    async def confirm(self, session: dict, payment_method: str = "pm_card_visa", expected: int | None = None) -> dict:
        """Pays from elsewhere than the page."""
        return await self.call(
            "POST", f"{self.url}/v1/checkout/{session['clientSecret']}/confirm", {"paymentMethodId": payment_method},
            expected=expected)

    async def status(self, session: dict) -> dict:
        return await self.call("GET", f"{self.url}/v1/checkout/{session['id']}/status")

    async def advance(self, seconds: int):
        """Moves the time of day of the provider and the service; only of a test's own service."""
        await self.call("POST", f"{self.simulator}/_sim/clock", {"advanceSeconds": seconds})

    async def fault(self, **fault):
        await self.call("POST", f"{self.simulator}/_sim/faults", fault)

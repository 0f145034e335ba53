"""What buyers reach: both processes, the simulator and the tables, and the calls they make."""

import asyncio
import random
from urllib.parse import urlsplit

from processes import SECRET_KEY
from wire import Answer, Client

VISA = "pm_card_visa"


class Surprise(Exception):
    """An answer that no buyer should get."""


def require(answer: Answer, *statuses: int) -> Answer:
    if answer.status not in statuses:
        raise Surprise(f"{answer} instead of {statuses}")
    return answer


class Shop:
    """What buyers need: the processes they reach, the simulator, the tables, and the dice."""

    def __init__(self, installation, database, seed):
        self.installation = installation
        self.dev = installation.dev
        self.clients = [Client(url) for url in installation.urls]
        self.simulator = Client(self.dev["simulatorUrl"])
        self.database = database
        self.random = random.Random(seed)

    def any(self) -> Client:
        return self.random.choice(self.clients)

    async def create(self, at: Client | None = None, **order) -> dict:
        order = order or {"priceId": self.dev["prices"]["oneTime"]}
        answer = await (at or self.any()).call("POST", "/v1/checkout/create", order, key=self.dev["secretKey"])
        return require(answer, 201).json

    async def confirm(self, session: dict, card: str | None, *statuses: int, at: Client | None = None) -> dict:
        body = {"paymentMethodId": card} if card else {}
        path = f"/v1/checkout/{session['clientSecret']}/confirm"
        return require(await (at or self.any()).call("POST", path, body), *(statuses or (200,))).json

    async def answer_bank(self, session: dict, outcome: str) -> str:
        """Passes or fails 3DS; answers where the bank sends the buyer back to, without the host."""
        path = f"/_sim/3ds/{session['paymentIntentId']}"
        answer = require(await self.simulator.call("POST", path, {"outcome": outcome}), 200)
        parts = urlsplit(answer.json["returnUrl"])
        return f"{parts.path}?{parts.query}"

    async def pay_elsewhere(self, session: dict):
        """As the provider's own script in the buyer's browser does: the service has no part in it."""
        path = f"/v1/payment_intents/{session['paymentIntentId']}/confirm"
        form = {"payment_method": VISA, "return_url": session["checkoutUrl"]}
        answer = await self.simulator.call("POST", path, form=form, key=SECRET_KEY)
        require(answer, 200)

    async def faults(self, *faults: dict):
        """These, and no others."""
        require(await self.simulator.call("DELETE", "/_sim/faults"), 200)
        for fault in faults:
            require(await self.simulator.call("POST", "/_sim/faults", fault), 201)

    async def ledger(self) -> tuple[list[dict], list[dict]]:
        ledger = require(await self.simulator.call("GET", "/_sim/ledger"), 200).json
        return ledger["charges"], ledger["refunds"]

    async def webhooks_received(self) -> int:
        """By both processes, each copy on its own."""
        return await self.counted("till_http_requests_total", 'route="/stripe/webhooks"')

    async def counted(self, metric: str, label: str = "") -> int:
        """By both processes together."""
        count = 0
        for client in self.clients:
            page = require(await client.call("GET", "/metrics"), 200).body.decode()
            count += sum(
                int(line.rpartition(" ")[2]) for line in page.splitlines()
                if line.startswith((metric + "{", metric + " ")) and label in line)
        return count

    async def webhooks_are_through(self, seconds: float):
        """Waits until none is waiting or under way."""
        async with asyncio.timeout(seconds):
            while require(await self.simulator.call("GET", "/_sim/webhooks"), 200).json["unfinished"]:
                await asyncio.sleep(0.2)

    def close(self):
        for client in (*self.clients, self.simulator):
            client.close()

"""Till as it is deployed, with a hand on everything around it: a PostgreSQL, the provider, two replicas, and proxies between."""

import asyncio
import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from cluster import Cluster, free_port
from journal import Journal
from processes import PUBLISHABLE_KEY, SECRET_KEY
from proxy import Proxy
from relay import Relay
from shop import Shop
from tables import Database

PATIENCE = 60
SLUG = "faults"
# Nobody asks for it; but it is in the service's configuration, and must not be seen anywhere else.
DATABASE_PASSWORD = "canary-password-of-the-database"
PRICES = {"oneTime": "199.00usd", "monthly": "19.00usd/month", "free": "0.00usd"}


class Replica:
    """One `till serve`, always at the same address, with a proxy of its own before the database."""

    def __init__(self, world: "World", name: str):
        self._world, self.name = world, name
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.proxy = Proxy("127.0.0.1", world.cluster.port)
        self.log = world.folder / f"{name}.log"
        self.process: subprocess.Popen | None = None
        self.starts = 0

    async def start(self, **environment: str):
        """Returns when it is ready to serve."""
        self.starts += 1
        self.process = self._world.spawn(
            self.log, ["serve"], {
                **self._world.environment, "DATABASE_URL": self._world.cluster.url_at(self.proxy.port, DATABASE_PASSWORD),
                "TILL_LISTEN": f"127.0.0.1:{self.port}", **environment,
            })
        await self.ready()

    async def ready(self, seconds: float = PATIENCE):
        client = self._world.client_of(self)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} ended with {self.process.returncode}: {self.log.read_text()[-600:]}")
            try:
                if (await client.call("GET", "/readyz", seconds=5)).status == 200:
                    return
            except Exception:
                # Nobody listens yet, or the connection was of the process before this one.
                client.close()
            await asyncio.sleep(0.03)
        raise RuntimeError(f"{self.name} is not ready: {self.log.read_text()[-600:]}")

    async def killed(self):
        self.process.kill()
        await asyncio.to_thread(self.process.wait)

    async def drained(self, seconds: float = 45) -> int:
        """SIGTERM; how it ended."""
        self.process.terminate()
        return await asyncio.to_thread(self.process.wait, seconds)

    @property
    def isRunning(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def used(self) -> dict[str, int]:
        """What the process holds at this moment."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return {"kB": pages * os.sysconf("SC_PAGE_SIZE") // 1024, "descriptors": len(os.listdir(f"/proc/{self.process.pid}/fd"))}


class World:
    """Everything, started in a folder of its own; leaving the `async with` block ends exactly that. With `disk` the
    database lives there."""

    def __init__(self, binary: str, seed: str, replicas: int = 2, disk: Path | None = None, environment: dict | None = None):
        self._binary = os.path.abspath(binary)
        self._count, self._disk = replicas, disk
        self._extra = environment or {}
        self._running: list[subprocess.Popen] = []
        self.random = random.Random(f"{seed} world")
        self.folder = Path(tempfile.mkdtemp(prefix="till-faults-"))
        self.cluster = Cluster(disk)
        self.replicas: list[Replica] = []

    async def __aenter__(self):
        try:
            await self._start()
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(self, *_):
        await self._stop()

    async def _start(self):
        await self.cluster.make()
        self.webhooks = Journal(self.folder / "webhooks.jsonl")
        self.relay = Relay(self.webhooks, self.random)
        self.webhookSecret = "whsec_" + secrets.token_urlsafe(24)
        simulator = await self._simulator(await self.relay.start())
        self.provider = Proxy("127.0.0.1", simulator)
        await self.provider.start()
        self.environment = {
            "DATABASE_URL": self.cluster.url,
            "TILL_SECRET": secrets.token_hex(32),
            "TILL_PUBLIC_URL": "http://shop.invalid",
            "TILL_DATABASE_POOL_SIZE": "3",
            # Half the machine may be starting at once.
            "TILL_DATABASE_WAIT_SECONDS": "60",
            "TILL_LOOPS": "2",
            "STRIPE_SECRET_KEY": SECRET_KEY,
            "STRIPE_PUBLISHABLE_KEY": PUBLISHABLE_KEY,
            "STRIPE_WEBHOOK_SECRETS": self.webhookSecret,
            "STRIPE_API_BASE": f"http://127.0.0.1:{self.provider.port}",
            **self._extra,
        }
        await self.command("migrate")
        self.dev = {
            **await self.merchant(SLUG), "simulatorUrl": f"http://127.0.0.1:{simulator}", "databaseUrl": self.cluster.url,
        }
        for number in range(1, self._count + 1):
            replica = Replica(self, f"replica-{number}")
            await replica.proxy.start()
            self.replicas.append(replica)
        self.urls = [replica.url for replica in self.replicas]
        self.database = Database(self.cluster.url)
        # Of the supervisor itself: scenarios have shops of their own, with their own dice.
        self._shop = Shop(self, self.database, "supervisor")
        self.relay.clients = self._shop.clients
        await asyncio.gather(*(replica.start() for replica in self.replicas))

    async def _simulator(self, webhook_url: str) -> int:
        port = free_port()
        log = self.folder / "simulator.log"
        process = self.spawn(log, [
            "simulate", "--listen", f"127.0.0.1:{port}", "--webhook-url", webhook_url,
            "--webhook-secret", self.webhookSecret, "--seed", str(self.random.getrandbits(32))], {})
        deadline = time.monotonic() + PATIENCE
        while b"serves at" not in log.read_bytes():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the simulator does not start:\n{log.read_text()}")
            await asyncio.sleep(0.03)
        return port

    async def merchant(self, slug: str, mode: str = "test") -> dict:
        """An organization with a key of this mode and something to sell."""
        if mode == "test":
            await self.command("org", "create", slug, "--name", slug.title())
        key = json.loads(await self.command("keys", "create", "--org", slug, "--mode", mode, "--json"))["secretKey"]
        prices = {}
        for name, price in PRICES.items():
            made = json.loads(await self.command(
                "products", "create", "--org", slug, "--mode", mode, "--name", name, "--price", price,
                "--feature", f"{name.lower()}=What {name} gives", "--json"))
            prices[name] = made["data"][0]["prices"][0]["id"]
        return {"secretKey": key, "prices": prices}

    async def command(self, *arguments: str) -> bytes:
        """What a command of the service's prints."""
        process = await asyncio.create_subprocess_exec(
            self._binary, *arguments, env=self._inherited(self.environment), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        output, errors = await process.communicate()
        if process.returncode:
            raise RuntimeError(f"till {' '.join(arguments[:2])} ends with {process.returncode}: {errors.decode()}")
        return output

    @staticmethod
    def _inherited(environment: dict) -> dict:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("TILL_", "STRIPE_", "DATABASE_", "PG"))}
        return {**kept, **environment}

    def spawn(self, log: Path, arguments: list[str], environment: dict) -> subprocess.Popen:
        prefix = ["setpriv", "--pdeathsig=KILL", "--"] if shutil.which("setpriv") else []
        with open(log, "ab") as file:
            process = subprocess.Popen(
                prefix + [self._binary, *arguments], stdin=subprocess.DEVNULL, stdout=file, stderr=file,
                start_new_session=True,
                env=self._inherited({
                    "TILL_LOG_FORMAT": "json", "TILL_LOG_LEVEL": "info", "TILL_UNLIMITED_RATES": "1",
                    "TILL_STREAM_DRAIN_SECONDS": "1", **environment,
                }))
        self._running = [each for each in self._running if each.poll() is None] + [process]
        return process

    def client_of(self, replica: Replica):
        return self._shop.clients[self.replicas.index(replica)]

    async def mend(self):
        """The end of all faults: everything runs, every connection works."""
        for proxy in (self.provider, *(replica.proxy for replica in self.replicas)):
            proxy.mend()
        await self._shop.faults()
        for replica in self.replicas:
            if not replica.isRunning:
                await replica.start()
            replica.process.send_signal(signal.SIGCONT)
        await asyncio.gather(*(replica.ready() for replica in self.replicas))

    def logs(self) -> list[Path]:
        return sorted(self.folder.glob("*.log"))

    async def _stop(self):
        for process in reversed(self._running):
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
                await asyncio.to_thread(process.wait)
        await self.cluster.remove()
        shutil.rmtree(self.folder, ignore_errors=True)

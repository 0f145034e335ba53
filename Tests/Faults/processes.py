"""Till as it is run: a `till dev` with its simulator, and a `till serve` beside it on the same database."""

import asyncio
import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

# The simulator takes any key of Stripe's form; the two processes have to use the same, or they would be two accounts.
SECRET_KEY = "sk_test_simulator"
PUBLISHABLE_KEY = "pk_test_simulator"


class Installation:
    """Both processes, started in a folder of their own; leaving the `async with` block stops exactly those. `is_alone`:
    without the `till serve`, whose clock cannot be moved."""

    def __init__(self, binary: str, is_alone: bool = False):
        self._binary = os.path.abspath(binary)
        self._is_alone = is_alone
        self._running: list[subprocess.Popen] = []

    async def __aenter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="till-scenarios-"))
        # PostgreSQL runs as another user when we are root, and has to reach its folder below.
        self.folder.chmod(0o711)
        try:
            await self._start()
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(self, *_):
        await self._stop()

    async def _start(self):
        state = self.folder / "state"
        dev = self._spawn("dev", ["dev", "--state", str(state), "--listen", "127.0.0.1:0"], {})
        await self._until(dev, "dev", lambda: (state / "dev.json").exists())
        self.dev = json.loads((state / "dev.json").read_text())
        self._service = {
            "DATABASE_URL": self.dev["databaseUrl"],
            "TILL_SECRET": (state / "secret").read_text().strip(),
            "TILL_LISTEN": "127.0.0.1:0",
            # As behind a balancer: whichever process makes a body, the addresses in it are the same.
            "TILL_PUBLIC_URL": self.dev["url"],
            "STRIPE_SECRET_KEY": SECRET_KEY,
            "STRIPE_PUBLISHABLE_KEY": PUBLISHABLE_KEY,
            "STRIPE_WEBHOOK_SECRETS": self.dev["webhookSecret"],
            "STRIPE_API_BASE": self.dev["simulatorUrl"],
        }
        self.urls = [self.dev["url"]]
        if self._is_alone:
            return
        serve = self._spawn("serve", ["serve"], self._service)
        await self._until(serve, "serve", lambda: self._address("serve"))
        self.urls.append(self._address("serve"))

    async def another(self, name: str, listen: str = "127.0.0.1:0", **settings: str) -> tuple[subprocess.Popen, str]:
        """One more process on the same database, and its address. Whoever starts it ends it."""
        process = self._spawn(
            name, ["serve"], {**self._service, "TILL_LOOPS": "1", "TILL_LISTEN": listen, **settings})
        await self._until(process, name, lambda: self._address(name))
        return process, self._address(name)

    async def command(self, *arguments: str) -> bytes:
        """What a command of the service's prints, in the service's environment."""
        process = await asyncio.create_subprocess_exec(
            self._binary, *arguments, env={**os.environ, **self._service}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        output, errors = await process.communicate()
        if process.returncode:
            raise RuntimeError(f"till {arguments[0]} ends with {process.returncode}: {errors.decode()}")
        return output

    def ended(self, process: subprocess.Popen):
        """It was meant to end."""
        self._running.remove(process)

    def _spawn(self, name: str, arguments: list[str], environment: dict) -> subprocess.Popen:
        prefix = ["setpriv", "--pdeathsig=TERM", "--"] if shutil.which("setpriv") else []
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(("TILL_", "STRIPE_", "DATABASE_"))}
        with open(self._log(name), "wb") as log:
            process = subprocess.Popen(
                prefix + [self._binary, *arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
                env={
                    **inherited, "TILL_LOG_FORMAT": "json", "TILL_LOG_LEVEL": "notice", "TILL_UNLIMITED_RATES": "1",
                    "TILL_STREAM_DRAIN_SECONDS": "1", **environment,
                })
        self._running.append(process)
        return process

    async def _until(self, process: subprocess.Popen, name: str, is_true, seconds: float = 60):
        deadline = time.monotonic() + seconds
        while not is_true():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"till {name} does not start:\n{self._log(name).read_text()[-3000:]}")
            await asyncio.sleep(0.05)

    async def _stop(self):
        for process in reversed(self._running):
            if process.poll() is None:
                process.terminate()
            try:
                await asyncio.to_thread(process.wait, 45)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def _lines(self, name: str):
        for line in self._log(name).read_text(errors="replace").splitlines():
            try:
                yield json.loads(line)
            except ValueError:
                # What is said on standard output is for people.
                continue

    def _address(self, name: str) -> str | None:
        return next((line["url"] for line in self._lines(name) if line.get("url")), None)

    def complaints(self) -> list[str]:
        """What either process has logged as an error, or that it has ended."""
        found = [
            f"{name} logged: {json.dumps(line)}"
            for name in ("dev", "serve")[:len(self.urls)] for line in self._lines(name) if line.get("level") == "error"
        ]
        return found + [f"a process ended with {each.returncode}" for each in self._running if each.poll() is not None]

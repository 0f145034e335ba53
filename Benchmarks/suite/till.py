"""`till serve` as an operator would run it, on a cluster of the benchmarks' own."""

import os
import signal

import stock
from processes import free_port, run
from servers import children

PROGRAM = ".build/release/till"
WEBHOOK_SECRET = "whsec_" + "benchmark" * 4

# Nothing that is measured calls the provider: its address is one at which nobody listens.
ENVIRONMENT = {
    "TILL_SECRET": stock.TILL_SECRET,
    "TILL_LOG_LEVEL": "warning",
    # One client plays all of them.
    "TILL_UNLIMITED_RATES": "1",
    "STRIPE_SECRET_KEY": "sk_test_benchmark",
    "STRIPE_WEBHOOK_SECRETS": WEBHOOK_SECRET,
    "STRIPE_API_BASE": "http://127.0.0.1:9",
}


class Till:
    """One process, ready to be asked."""

    def __init__(self, processes, cluster, loops=None):
        self._processes = processes
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._environment = {
            **ENVIRONMENT, "DATABASE_URL": cluster.url, "TILL_LISTEN": f"127.0.0.1:{port}",
            "TILL_PUBLIC_URL": self.url, **({"TILL_LOOPS": str(loops)} if loops else {})}
        self.start()

    def start(self):
        """Also after it was stopped, at the same address."""
        self.process = self._processes.start([PROGRAM, "serve"], "till", environment=self._environment)
        self._processes.wait_until_ready(self.process, f"{self.url}/readyz")

    @property
    def pids(self):
        return children(self.process.pid)

    def stop(self):
        self._processes.stop(self.process)

    def kill(self):
        self._processes.stop(self.process, signal.SIGKILL)


def migrate(cluster):
    run([PROGRAM, "migrate"], env={**os.environ, "DATABASE_URL": cluster.url})


def command(loops=None):
    variables = [
        "DATABASE_URL=…", "TILL_SECRET=…", "STRIPE_WEBHOOK_SECRETS=…", "TILL_LOG_LEVEL=warning", "TILL_UNLIMITED_RATES=1"]
    return " ".join(variables + ([f"TILL_LOOPS={loops}"] if loops else []) + [PROGRAM, "serve"])

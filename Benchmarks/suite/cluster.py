"""A private PostgreSQL with production-like settings and a table of items, on a unix socket and loopback."""

import glob
import os
import pwd
import shutil
import signal
import time
import uuid

from processes import free_port, run

ITEMS = 100_000

# The settings of docs/operations.md: nothing that could lose a committed row is switched off.
SETTINGS = {
    "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "shared_buffers": "256MB",
    "wal_compression": "lz4", "max_wal_size": "2GB", "jit": "off", "max_connections": "100",
}

# Keys that pgbench, which knows no random UUIDs, can make of a random number with little work for the server (md5() costs
# more). Rows lie in random order, as those with random keys do.
SCHEMA = f"""
CREATE TABLE items (id uuid PRIMARY KEY, body jsonb NOT NULL);
INSERT INTO items SELECT lpad(n::text, 32, '0')::uuid, jsonb_build_object(
    'object', 'item', 'number', n, 'status', 'pending', 'amount', n * 7 % 100000, 'currency', 'usd',
    'createdAt', '2026-01-01T00:00:00.000Z') FROM generate_series(1, {ITEMS}) n ORDER BY random();
"""


class Cluster:
    """Started once for a section; `url` for libpq, `parameters` for asyncpg."""

    def __init__(self, processes, settings=()):
        self.bin = binaries()
        self.user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        self.port = free_port()
        self.folder = os.path.join(processes.scratch, f"postgres-{self.port}")
        os.mkdir(self.folder)
        if os.getuid() == 0:
            shutil.chown(self.folder, self.user)
        data = os.path.join(self.folder, "data")
        self._as_owner([f"{self.bin}/initdb", "-D", data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C"])
        command = [f"{self.bin}/postgres", "-D", data, "-k", self.folder, "-p", str(self.port), "-h", "127.0.0.1"]
        for name, value in {**SETTINGS, **dict(settings)}.items():
            command += ["-c", f"{name}={value}"]
        self.process = processes.start(command, "postgres", user=self.user)
        self._processes = processes
        self._wait()

    @property
    def url(self):
        return f"postgresql://bench@/postgres?host={self.folder}&port={self.port}"

    @property
    def parameters(self):
        return {"host": self.folder, "port": self.port, "user": "bench", "database": "postgres"}

    def create_items(self):
        self.sql(SCHEMA)
        self.sql("VACUUM (ANALYZE, FREEZE) items")

    def sql(self, text):
        return run([*self._psql(), "-c", text])

    def script(self, path, variables=()):
        settings = [argument for name, value in dict(variables).items() for argument in ("-v", f"{name}={value}")]
        return run([*self._psql(), *settings, "-f", path])

    def settle(self):
        """Statistics and hint bits for what was just put in, and no checkpoint of its own making later."""
        self.sql("VACUUM (ANALYZE)")
        self.sql("CHECKPOINT")

    def _psql(self):
        return [f"{self.bin}/psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-d", self.url]

    def stop(self):
        # SIGINT is PostgreSQL's fast shutdown.
        self._processes.stop(self.process, signal.SIGINT)

    def _wait(self):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                self._processes.fail(self.process, "did not start")
            if os.path.exists(os.path.join(self.folder, f".s.PGSQL.{self.port}")):
                try:
                    self.sql("SELECT 1")
                    return
                except SystemExit:
                    pass
            time.sleep(0.1)
        self._processes.fail(self.process, "did not accept connections")

    def _as_owner(self, command):
        prefix = []
        if os.getuid() == 0:
            prefix = ["setpriv", f"--reuid={self.user}", f"--regid={self.user}", "--init-groups", "--"]
        run(prefix + command, cwd="/")


def item_key(number):
    return str(uuid.UUID(str(number).zfill(32)))


def binaries():
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
    if found:
        return found[-1]
    initdb = shutil.which("initdb")
    if not initdb:
        raise SystemExit("no PostgreSQL server found")
    return os.path.dirname(initdb)

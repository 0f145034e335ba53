"""A PostgreSQL of our own, which can be killed, stopped, left without a disk, and started again."""

import asyncio
import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

# Whoever waits for a start or an end that never comes is told after so long.
PATIENCE = 60
SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = '{folder}'
fsync = on
synchronous_commit = on
full_page_writes = on
shared_buffers = 64MB
max_connections = 100
jit = off
log_min_messages = warning
"""


def free_port() -> int:
    """One that nobody has at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """One data directory, and the server on it."""

    def __init__(self, parent: Path | None = None):
        self.folder = Path(tempfile.mkdtemp(prefix="till-faults-pg-", dir=parent))
        self.port = free_port()
        self.data = self.folder / "data"
        self._process: subprocess.Popen | None = None
        self._prefix: list[str] = []
        binaries = sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)
        self._bin = binaries[0] if binaries else os.path.dirname(shutil.which("initdb") or "")
        if not self._bin:
            raise RuntimeError("no PostgreSQL server is installed")

    @property
    def url(self) -> str:
        return self.url_at(self.port)

    def url_at(self, port: int, password: str = "") -> str:
        """The same database by way of another port: a proxy's."""
        # Without asking for encryption first: whoever reads along needs to know where messages begin.
        return f"postgresql://till{password and ':'}{password}@127.0.0.1:{port}/postgres?sslmode=disable&gssencmode=disable"

    async def make(self):
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root.
            owner = pwd.getpwnam("postgres" if _has_user("postgres") else "nobody")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self._prefix = [
                "setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups", "--"]
        await self._run("initdb", "-D", str(self.data), "-U", "till", "-A", "trust", "-E", "UTF8", "--locale=C")
        with open(self.data / "postgresql.conf", "a") as file:
            file.write(SETTINGS.format(folder=self.folder) + f"port = {self.port}\n")
        await self.start()

    async def start(self):
        """A server that was killed may still hold what the next one needs, for a moment."""
        async with asyncio.timeout(PATIENCE):
            while True:
                with open(self.folder / "log", "ab") as log:
                    self._process = subprocess.Popen(
                        self._prefix + [f"{self._bin}/postgres", "-D", str(self.data)], stdin=subprocess.DEVNULL,
                        stdout=log, stderr=log, start_new_session=True, cwd=self.folder)
                while self._process.poll() is None:
                    if await self._is_ready():
                        return
                    await asyncio.sleep(0.05)
                await asyncio.sleep(0.1)

    async def _is_ready(self) -> bool:
        process = await asyncio.create_subprocess_exec(
            f"{self._bin}/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port), stdin=subprocess.DEVNULL)
        return await process.wait() == 0

    async def killed(self):
        """SIGKILL for the server and all its processes: nobody writes or says anything any more."""
        children = _children(self._process.pid)
        for pid in (self._process.pid, *children):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                # It ended by itself when the first was gone.
                continue
        await asyncio.to_thread(self._process.wait)

    async def stopped(self, number: int = signal.SIGQUIT):
        """SIGQUIT is the immediate stop, without a checkpoint; SIGINT the fast one."""
        self._process.send_signal(number)
        await asyncio.to_thread(self._process.wait, PATIENCE)

    async def back(self):
        """Serving again, whether or not it has ended meanwhile."""
        if self._process.poll() is None and await self._is_ready():
            return
        if self._process.poll() is None:
            await self.stopped()
        await self.start()

    async def remove(self):
        if self._process and self._process.poll() is None:
            await self.stopped(signal.SIGINT)
        shutil.rmtree(self.folder, ignore_errors=True)

    async def _run(self, program: str, *arguments: str):
        process = await asyncio.create_subprocess_exec(
            *self._prefix, f"{self._bin}/{program}", *arguments, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=self.folder)
        output, _ = await process.communicate()
        if process.returncode:
            raise RuntimeError(f"{program}: {output.decode()}")


def _has_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _children(pid: int) -> list[int]:
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(each) for each in file.read().split()]

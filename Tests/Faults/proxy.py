"""A proxy for bytes, between any client and any server: it can be slow, deaf or gone, and cut a connection at any byte."""

import asyncio

import commits

CHUNK = 65536


class Link:
    """One connection through the proxy, both ways."""

    def __init__(self, proxy: "Proxy", client: tuple, server: tuple):
        self._proxy = proxy
        self._ends = {"up": (client[0], server[1]), "down": (server[0], client[1])}
        self.passed = {"up": 0, "down": 0}
        # For each way: whether something in these bytes is to be the last, and how many of them still go.
        self.watch = proxy.watch(self) if proxy.watch else None

    def cut(self):
        """A reset in both directions, as if the network had lost both ends."""
        for _, writer in self._ends.values():
            writer.transport.abort()

    async def run(self):
        tasks = [asyncio.create_task(self._carry(way)) for way in self._ends]
        try:
            await asyncio.gather(*tasks)
        except (OSError, asyncio.IncompleteReadError):
            # One end is gone: so is the other.
            pass
        finally:
            for task in tasks:
                task.cancel()
            self.cut()

    async def _carry(self, way: str):
        reader, writer = self._ends[way]
        while data := await reader.read(CHUNK):
            await self._proxy.open.wait()
            if self._proxy.delay:
                await asyncio.sleep(self._proxy.delay)
            kept = len(data) if self.watch is None else self.watch.kept(way, data)
            budget = self._proxy.budget(self, way)
            if budget is not None:
                kept = min(kept, max(0, budget - self.passed[way]))
            self.passed[way] += kept
            writer.write(data[:kept])
            if kept < len(data):
                self._proxy.cuts += 1
                await _flushed(writer)
                return self.cut()
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()


async def _flushed(writer: asyncio.StreamWriter):
    """What may still go has to be out before the cut, or nobody has seen it."""
    writer.transport.set_write_buffer_limits(0)
    try:
        await writer.drain()
    except OSError:
        return


class Proxy:
    """Listens on a port of its own, for one server. `delay` and `open` count from the next bytes on; whoever is half-open
    hears nothing and is not told. `budgets` gives each new connection a number of bytes of its own, after which it is cut."""

    def __init__(self, host: str, port: int):
        self._host, self._port = host, port
        self.delay = 0.0
        self.open = asyncio.Event()
        self.open.set()
        self.refuses = False
        # Called for each new connection; answers the way and after how many bytes it is cut, or nothing.
        self.budgets = None
        self.watch = None
        self.cuts = 0
        self.links: dict[Link, tuple[str, int] | None] = {}

    async def start(self) -> int:
        self._server = await asyncio.start_server(self._accepted, "127.0.0.1", 0, backlog=1024)
        self.port = self._server.sockets[0].getsockname()[1]
        return self.port

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        if self.refuses:
            return writer.transport.abort()
        try:
            server = await asyncio.open_connection(self._host, self._port)
        except OSError:
            return writer.transport.abort()
        link = Link(self, (reader, writer), server)
        self.links[link] = self.budgets() if self.budgets else None
        try:
            await link.run()
        finally:
            del self.links[link]

    def budget(self, link: Link, way: str) -> int | None:
        chosen = self.links.get(link)
        return chosen[1] if chosen and chosen[0] == way else None

    def cut_commits(self, dice, share: float, side: str):
        """From the next connection on, this share of COMMITs is cut off: before the server has seen it, or after it has
        answered and before anybody has heard."""
        self.watch = lambda _: commits.Watch(dice, share, side)

    def reset(self):
        """Cuts every connection there is."""
        for link in list(self.links):
            self.cuts += 1
            link.cut()

    def mend(self):
        """As if nothing had ever been wrong."""
        self.delay, self.refuses, self.budgets, self.watch = 0.0, False, None, None
        for link in self.links:
            link.watch = None
            self.links[link] = None
        self.open.set()

    async def stop(self):
        self.mend()
        self._server.close()
        for link in list(self.links):
            link.cut()

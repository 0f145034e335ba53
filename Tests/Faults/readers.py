"""Readers of event streams, byte by byte: they can be cut anywhere, and take down what they have read."""

import asyncio
import json

from checks import TERMINAL
from wire import Client, WireError, head_of, request_bytes


class Chunks:
    """Undoes the chunked transfer coding, whatever pieces it comes in."""

    def __init__(self):
        self._buffer = b""
        self.isEnded = False

    def feed(self, data: bytes) -> bytes:
        self._buffer += data
        content = b""
        while not self.isEnded:
            line, separator, rest = self._buffer.partition(b"\r\n")
            if not separator:
                break
            size = int(line, 16)
            if len(rest) < size + 2:
                break
            if rest[size:size + 2] != b"\r\n":
                raise WireError("a chunk does not end where it says")
            content += rest[:size]
            self._buffer = rest[size + 2:]
            self.isEnded = size == 0
        return content


class Events:
    """Reads server-sent events as the HTML standard has it; one that is not finished does not count."""

    def __init__(self):
        self._rest = b""
        self._id, self._data = None, []

    def feed(self, content: bytes) -> list[tuple[int, str]]:
        found = []
        *lines, self._rest = (self._rest + content).split(b"\n")
        for line in lines:
            field, _, value = line.partition(b":")
            value = value.removeprefix(b" ")
            if not line:
                if self._data:
                    found.append((int(self._id), b"\n".join(self._data).decode()))
                self._data = []
            elif field == b"id":
                self._id = value
            elif field == b"data":
                self._data.append(value)
            elif field not in (b"", b"retry"):
                raise WireError(f"an unexpected line: {line!r}")
        return found


class Connection(asyncio.Protocol):
    """One connection of a reader; after `budget` bytes it is cut, wherever that is."""

    def __init__(self, reader: "Reader", request: bytes, budget: int | None):
        self._reader, self._request, self._budget = reader, request, budget
        self._head, self._chunks, self._events = b"", None, Events()
        self.status = None
        self.isCut = False

    def connection_made(self, transport):
        self.transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes):
        if self.isCut:
            return
        if self._budget is not None:
            data = data[:self._budget]
            self._budget -= len(data)
        try:
            self._take(data)
        except Exception as error:
            self._reader.problems.append(repr(error))
            self.cut()
        if self._budget == 0:
            self.cut()

    def _take(self, data: bytes):
        if self._chunks is None:
            self._head += data
            head, separator, data = self._head.partition(b"\r\n\r\n")
            if not separator:
                return
            self.status, headers = head_of(head)
            if self.status != 200:
                return self.transport.close()
            if headers.get("content-type") != "text/event-stream":
                raise WireError(f"no stream: {headers}")
            self._chunks = Chunks()
        for event in self._events.feed(self._chunks.feed(data)):
            self._reader.take(event)
        if self._chunks.isEnded:
            self.transport.close()

    def cut(self):
        """Without a word, as a train into a tunnel."""
        self.isCut = True
        self.transport.abort()

    def connection_lost(self, _):
        isWhole = self._chunks is not None and self._chunks.isEnded
        self._reader.lost(self.status, isWhole, self.isCut)


class Reader:
    """Somebody who wants to know how one session ends, however often the connection is cut."""

    def __init__(self, session: str, *clients: Client):
        self.session, self._clients = session, clients
        self.journal: list[tuple[int, str]] = []
        self.problems: list[str] = []
        self.cuts = 0
        self._hasFirst = asyncio.Event()
        self._isLost = asyncio.Event()
        self._last = (None, False, False)
        self._connection: Connection | None = None

    async def open(self, client: Client | None = None, budget: int | None = None):
        """With the last event's id, once there is one."""
        client = client or self._clients[0]
        headers = {"Accept": "text/event-stream"}
        if self.journal:
            headers["Last-Event-ID"] = str(self.journal[-1][0])
        request = request_bytes("GET", client.netloc, f"/v1/checkout/{self.session}/stream", headers, b"")
        self._isLost.clear()
        _, self._connection = await asyncio.get_running_loop().create_connection(
            lambda: Connection(self, request, budget), client.host, client.port)

    async def opened(self):
        """Open, and at the first event."""
        await self.open()
        async with asyncio.timeout(20):
            await self._hasFirst.wait()

    @property
    def hasSeenEnd(self) -> bool:
        return bool(self.journal) and json.loads(self.journal[-1][1])["status"] in TERMINAL

    async def ended(self) -> tuple[int | None, bool, bool]:
        """When the connection is gone: its status, whether the stream was whole, whether it was cut here."""
        await self._isLost.wait()
        return self._last

    def cut(self):
        if self._connection and not self._isLost.is_set():
            self._connection.cut()

    def take(self, event: tuple[int, str]):
        self.journal.append(event)
        self._hasFirst.set()

    def lost(self, status: int | None, isWhole: bool, isCut: bool):
        self._last = (status, isWhole, isCut)
        self.cuts += isCut
        self._isLost.set()

"""HTTP/1.1 over bare sockets, so that nothing of it is shared with the service or hidden by a client library."""

import asyncio
import json
import select
import time
from urllib.parse import urlencode, urlsplit


# A connection that was idle for longer may be closed by the server as it is used again.
IDLE_SECONDS = 20


class WireError(Exception):
    """The server's bytes are not HTTP, or stop in the middle."""


class Answer:
    """One answer, read to its end."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"{self.status} {self.body[:400]!r}"


def head_of(block: bytes) -> tuple[int, dict[str, str]]:
    """Status and headers, their names in lower case."""
    lines = block.decode("latin-1").split("\r\n")
    protocol, status = lines[0].split(" ")[:2]
    if protocol != "HTTP/1.1":
        raise WireError(f"not HTTP/1.1: {lines[0]!r}")
    headers = {}
    for line in lines[1:]:
        if line:
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
    return int(status), headers


def head_of_request(block: bytes) -> tuple[str, dict[str, str]]:
    """The path of a request and its headers, their names in lower case."""
    first, *lines = block.decode("latin-1").split("\r\n")
    fields = (line.partition(":") for line in lines)
    return first.split(" ")[1], {name.lower(): value.strip() for name, _, value in fields}


def request_bytes(method: str, host: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body or method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def _hasNews(writer: asyncio.StreamWriter) -> bool:
    """Of a connection on which nothing is expected: a server that has closed it has said so, perhaps before our loop was told,
    and whoever does not look sends into the void."""
    news = select.poll()
    news.register(writer.get_extra_info("socket").fileno(), select.POLLIN)
    return bool(news.poll(0))


class Client:
    """One server, over as many connections at once as there are callers; idle ones are used again."""

    def __init__(self, url: str, limit: int = 64):
        parts = urlsplit(url)
        self.url, self.host, self.port, self.netloc = url, parts.hostname, parts.port, parts.netloc
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter, float]] = []
        self._slots = asyncio.Semaphore(limit)

    async def call(
        self, method: str, path: str, body=None, *, key: str | None = None, form: dict | None = None,
        content: bytes = b"", headers: dict[str, str] | None = None, seconds: float = 60,
    ) -> Answer:
        """`body` is sent as JSON, `form` as a form, `content` as it is; `path` may be a whole URL of this server."""
        path = path.removeprefix(self.url)
        headers = dict(headers or {})
        if key:
            headers["Authorization"] = f"Bearer {key}"
        if body is not None:
            content = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        if form is not None:
            content = urlencode(form).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        async with self._slots:
            async with asyncio.timeout(seconds):
                return await self._exchange(request_bytes(method, self.netloc, path, headers, content))

    async def _exchange(self, request: bytes) -> Answer:
        reader, writer = self._reused() or await asyncio.open_connection(self.host, self.port)
        isReusable = False
        try:
            writer.write(request)
            await writer.drain()
            status, headers = head_of((await reader.readuntil(b"\r\n\r\n"))[:-4])
            body = await self._body(reader, status, headers)
            isReusable = headers.get("connection", "").lower() != "close"
            return Answer(status, headers, body)
        except asyncio.IncompleteReadError as error:
            raise WireError(f"the answer stops after {error.partial[:200]!r}") from error
        finally:
            if isReusable:
                self._idle.append((reader, writer, time.monotonic()))
            else:
                writer.close()

    def _reused(self):
        while self._idle:
            reader, writer, since = self._idle.pop()
            if time.monotonic() - since < IDLE_SECONDS and not writer.is_closing() and not _hasNews(writer):
                return reader, writer
            writer.close()
        return None

    @staticmethod
    async def _body(reader: asyncio.StreamReader, status: int, headers: dict[str, str]) -> bytes:
        if status in (204, 304):
            return b""
        if "content-length" in headers:
            return await reader.readexactly(int(headers["content-length"]))
        if headers.get("transfer-encoding") != "chunked":
            raise WireError(f"no length: {headers}")
        body = b""
        while size := int(await reader.readline(), 16):
            body += await reader.readexactly(size)
            await reader.readexactly(2)
        await reader.readline()
        return body

    def close(self):
        for _, writer, _ in self._idle:
            writer.close()
        self._idle = []

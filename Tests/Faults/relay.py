"""Stands between the provider and the service, hands each webhook on, and keeps which of them were acknowledged."""

import asyncio
import json

from journal import Journal
from wire import Client, WireError, head_of_request

# What goes wrong with a connection whose other end dies.
LOST = (OSError, WireError, asyncio.IncompleteReadError, TimeoutError, asyncio.LimitOverrunError)


async def read_request(reader: asyncio.StreamReader) -> tuple[str, dict[str, str], bytes]:
    """A request's path, its headers and its body."""
    path, headers = head_of_request((await reader.readuntil(b"\r\n\r\n"))[:-4])
    return path, headers, await reader.readexactly(int(headers.get("content-length", "0")))


class Receiver:
    """A small HTTP server, as merchants have one for the service's webhooks: it hands each request to `answer`."""

    def __init__(self, answer):
        self._answer = answer

    async def start(self) -> str:
        self._server = await asyncio.start_server(self._accepted, "127.0.0.1", 0, backlog=1024)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        try:
            while True:
                status, body = await self._answer(*await read_request(reader))
                head = f"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(head.encode() + body)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            # The other side has had enough.
            return
        finally:
            writer.close()

    async def stop(self):
        self._server.close()


class Relay:
    """Hands the provider's webhooks to one service or the other. What is acknowledged is written down first."""

    def __init__(self, journal: Journal, dice):
        self._journal, self._dice = journal, dice
        self.clients: list[Client] = []
        self._receiver = Receiver(self._hand_on)

    async def start(self) -> str:
        return await self._receiver.start() + "/stripe/webhooks"

    async def _hand_on(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        event = json.loads(body)["id"]
        try:
            answer = await self._dice.choice(self.clients).call(
                "POST", path, content=body, seconds=30,
                headers={name: headers[name] for name in ("content-type", "stripe-signature") if name in headers})
        except LOST:
            return 502, b"{}"
        await self._journal.write(webhook=event, status=answer.status)
        return answer.status, answer.body

    async def stop(self):
        await self._receiver.stop()

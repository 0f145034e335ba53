"""A merchant's own web site: pages of a test's on an origin that is not Till's."""

import asyncio


class Site:
    """Serves the pages given, by path; anything else is an empty page."""

    def __init__(self, pages: dict[str, str]):
        self._pages = pages
        self._server: asyncio.Server | None = None
        self.requests: list[str] = []

    async def __aenter__(self):
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        # By name, so that it is another site than Till's, which is met by address.
        self.url = f"http://localhost:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_):
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            target = head.split(b" ")[1].decode()
            self.requests.append(target)
            body = self._pages.get(target.split("?")[0], PAGE).encode()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n"
                         b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


# The icon is named so that no browser asks for one.
PAGE = '<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,"><body></body></html>'


def page(body: str) -> str:
    return PAGE.replace("<body>", f"<body>{body}")

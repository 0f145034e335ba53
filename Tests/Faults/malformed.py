"""Requests that are no HTTP, or that two parties could read in two ways: over a bare socket, and through nginx."""

import asyncio
import shutil
import subprocess
import tempfile
from pathlib import Path

from cluster import free_port
from shop import Shop
from world import World

PATH = "/v1/checkout/cs_00000000000000000000000000/status"
LONG = "a" * 9000
# What a second request that was smuggled inside the first would ask for.
SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"


def post(*lines: str, body: str = "") -> str:
    return "\r\n".join(["POST /v1/checkout/create HTTP/1.1", *lines, "", ""]) + body


def get(*lines: str, target: str = PATH, version: str = "HTTP/1.1") -> str:
    return "\r\n".join([f"GET {target} {version}", *lines, "", ""])


HOST = "Host: till.example"
# Each shape, and the statuses that are right for it over a bare socket; the connection has to end after all of them.
SHAPES = {
    "two lengths": (post(HOST, "Content-Length: 2", "Content-Length: 3", body="{}" + SMUGGLED), (400,)),
    "two equal lengths": (post(HOST, "Content-Length: 2", "Content-Length: 2", body="{}"), (400,)),
    "a list of lengths": (post(HOST, "Content-Length: 2, 2", body="{}"), (400,)),
    "length and chunked": (post(HOST, "Content-Length: 4", "Transfer-Encoding: chunked", body="0\r\n\r\n" + SMUGGLED), (400,)),
    "chunked and length": (post(HOST, "Transfer-Encoding: chunked", "Content-Length: 4", body="0\r\n\r\n" + SMUGGLED), (400,)),
    "an unknown coding": (post(HOST, "Transfer-Encoding: xchunked", body="0\r\n\r\n"), (400, 501)),
    "chunked twice": (post(HOST, "Transfer-Encoding: chunked, chunked", body="0\r\n\r\n"), (400, 501)),
    "chunked is not last": (post(HOST, "Transfer-Encoding: chunked, identity", body="0\r\n\r\n"), (400, 501)),
    "a space before the colon": (post(HOST, "Content-Length : 2", body="{}"), (400,)),
    "a tab before the colon": (post(HOST, "Transfer-Encoding\t: chunked", body="0\r\n\r\n"), (400,)),
    "a vertical tab in a coding": (post(HOST, "Transfer-Encoding: \x0bchunked", body="0\r\n\r\n"), (400, 501)),
    "a negative length": (post(HOST, "Content-Length: -1"), (400,)),
    "a signed length": (post(HOST, "Content-Length: +2", body="{}"), (400,)),
    "a hexadecimal length": (post(HOST, "Content-Length: 0x2", body="{}"), (400,)),
    "a length beyond 64 bits": (post(HOST, "Content-Length: 18446744073709551618", body="{}"), (400, 413)),
    "a length of nothing": (post(HOST, "Content-Length:", body="{}"), (400,)),
    "a folded line": (get(HOST, "X-A: b", " Content-Length: 5"), (400,)),
    "bare line feeds": (f"GET {PATH} HTTP/1.1\n{HOST}\n\n", (400,)),
    "a bare carriage return": (get(HOST, "X-A: b\rContent-Length: 5"), (400,)),
    "a NUL in a value": (get(HOST, "X-A: b\0c"), (400,)),
    "a NUL in a name": (get(HOST, "X\0A: b"), (400,)),
    "no colon": (get(HOST, "X-A"), (400,)),
    "an empty name": (get(HOST, ": b"), (400,)),
    "two hosts": (get(HOST, "Host: other.example"), (400,)),
    "no host": (get("X-A: b"), (400,)),
    "a host with a path": (get("Host: till.example/path"), (400,)),
    "a host with a space": (get("Host: till example"), (400,)),
    "no version": (f"GET {PATH}\r\n\r\n", (400, 505)),
    "HTTP/2 in words": (get(HOST, version="HTTP/2.0"), (400, 505)),
    "HTTP/1.10": (get(HOST, version="HTTP/1.10"), (400, 505)),
    "lower-case http": (get(HOST, version="http/1.1"), (400, 505)),
    "two spaces": (f"GET  {PATH} HTTP/1.1\r\n{HOST}\r\n\r\n", (400,)),
    "a line before the first": (f" GET {PATH} HTTP/1.1\r\n{HOST}\r\n\r\n", (400,)),
    "a fragment": (get(HOST, target=PATH + "#a"), (400,)),
    "a broken escape": (get(HOST, target="/v1/%zz"), (400, 404)),
    "a control character in the path": (get(HOST, target="/v1/\x7f"), (400,)),
    "an empty target": (f"GET  HTTP/1.1\r\n{HOST}\r\n\r\n", (400,)),
    "a chunk size beyond 64 bits": (post(HOST, "Transfer-Encoding: chunked", body="10000000000000000\r\n"), (400, 413)),
    "a chunk size that is none": (post(HOST, "Transfer-Encoding: chunked", body="zz\r\n"), (400,)),
    "a chunk size with a space": (post(HOST, "Transfer-Encoding: chunked", body="2 \r\n{}\r\n0\r\n\r\n"), (400,)),
    "a chunk that is too long": (post(HOST, "Transfer-Encoding: chunked", body="2\r\n{}x\r\n0\r\n\r\n"), (400,)),
    "a chunk with a bare line feed": (post(HOST, "Transfer-Encoding: chunked", body="2\n{}\r\n0\r\n\r\n"), (400,)),
    "a trailer that is a length": (post(HOST, "Transfer-Encoding: chunked", body="0\r\nContent-Length : 9\r\n\r\n"), (400,)),
    "an unknown expectation": (post(HOST, "Expect: 200-ok", "Content-Length: 2", body="{}"), (417,)),
    "a long target": (get(HOST, target="/" + LONG), (414,)),
    "a long head": (get(HOST, *(f"X-{number}: {'b' * 900}" for number in range(20))), (431,)),
    "a TLS hello": ("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", (400,)),
    "the HTTP/2 preface": ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (400, 505)),
}


async def exchanged(port: int, request: str, seconds: float = 8) -> tuple[list[int], bool, bytes]:
    """The statuses that come back, whether the connection was ended by the server, and all the bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    content = b""
    isEnded = False
    try:
        writer.write(request.encode("latin-1"))
        async with asyncio.timeout(seconds):
            while data := await reader.read(65536):
                content += data
            isEnded = True
    except ConnectionError:
        isEnded = True
    except TimeoutError:
        # It stays open.
        isEnded = False
    finally:
        writer.transport.abort()
    statuses = [int(line.split(b" ")[1]) for line in content.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]
    return statuses, isEnded, content


async def malformed_requests(world: World, shop: Shop, options) -> dict:
    """One answer, the right one, and the end of the connection; what comes behind is never read as a request."""
    port = world.replicas[0].port
    wrong = []
    for name, (request, statuses) in SHAPES.items():
        got, isEnded, content = await exchanged(port, request)
        if len(got) != 1 or got[0] not in statuses or not isEnded:
            wrong.append(f"{name}: {got} instead of {statuses}, ended: {isEnded}: {content[:200]}")
        if b"smuggled" in content:
            wrong.append(f"{name}: a smuggled request was answered: {content[:300]}")
    figures = {"shapes": len(SHAPES)}
    if shutil.which("nginx"):
        problems, passed = await through_nginx(port)
        wrong += problems
        figures |= {"through nginx": len(SHAPES), "let through by it": passed}
    else:
        figures["through nginx, which is not installed"] = 0
    return {**figures, "wrong": wrong}


class Nginx:
    """An nginx that passes everything on over kept connections, for the `async with` block."""

    def __init__(self, upstream: int):
        self.port = free_port()
        self._upstream = upstream

    async def __aenter__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="till-faults-nginx-")
        folder = Path(self._folder.name)
        folder.chmod(0o755)
        (folder / "nginx.conf").write_text(f"""
            worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/error.log;
            events {{ worker_connections 256; }}
            http {{
                access_log off; client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
                uwsgi_temp_path {folder}; scgi_temp_path {folder};
                upstream till {{ server 127.0.0.1:{self._upstream}; keepalive 1; }}
                server {{
                    listen 127.0.0.1:{self.port};
                    location / {{
                        proxy_pass http://till; proxy_http_version 1.1; proxy_set_header Connection "";
                        proxy_request_buffering off; proxy_set_header Host $host;
                    }}
                }}
            }}""")
        self._process = subprocess.Popen(
            [shutil.which("nginx"), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")], start_new_session=True,
            stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        async with asyncio.timeout(10):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                    writer.close()
                    return self
                except OSError:
                    await asyncio.sleep(0.05)

    async def __aexit__(self, *_):
        self._process.terminate()
        await asyncio.to_thread(self._process.wait, 10)
        self._folder.cleanup()


async def through_nginx(port: int) -> tuple[list[str], int]:
    """After each shape somebody else asks over the same kept connection, and has to get their own answer."""
    wrong, passed = [], 0
    async with Nginx(port) as nginx:
        for number, (name, (request, _)) in enumerate(SHAPES.items()):
            got, _, content = await exchanged(nginx.port, request, seconds=2)
            passed += b"X-Request-Id" in content or b"x-request-id" in content
            if b"smuggled" in content or any(500 <= status != 501 and status != 505 for status in got):
                wrong.append(f"{name} through nginx: {content[:300]}")
            probe = f"probe-{number}"
            request = get("Host: till.example", f"X-Request-Id: {probe}", "Connection: close", target="/livez")
            got, _, content = await exchanged(nginx.port, request)
            if got != [200] or probe.encode() not in content:
                wrong.append(f"after {name} through nginx the next one got {content[:300]}")
    return wrong, passed

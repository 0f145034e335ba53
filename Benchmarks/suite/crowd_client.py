"""Browsers' side of thousands of streams: `crowd_client.py PORT FILE` opens one for each path of FILE and keeps it open.

As EventSource does, it comes back after the server's own `retry` when a connection ends or is refused. Each line it prints
is the state of things as JSON; the last one, after SIGTERM, has when each second version arrived.
"""

import asyncio
import json
import re
import signal
import sys
import time

# Connections being opened at once: what the crowd of a real incident does not do for us, the server's backlog must bear.
OPENING = 1000
RETRY = re.compile(rb"retry: ?(\d+)")
SECOND_VERSION = re.compile(rb"(?:^|\n)id: ?2\n")


class Stream(asyncio.Protocol):
    """One reader; it lives through all of its connections."""

    def __init__(self, crowd, path):
        self.crowd, self.path = crowd, path
        self.retry = 2.0
        self.is_open = False
        self.head = b""

    def connection_made(self, transport):
        self.head = b""
        self.crowd.asking += 1
        transport.write(f"GET {self.path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n".encode())

    def data_received(self, data):
        if not self.is_open:
            self.head += data
            if b"\r\n\r\n" not in self.head or b"\nid:" not in self.head:
                return
            self.crowd.refused += not self.head.startswith(b"HTTP/1.1 200")
            if found := RETRY.search(self.head):
                self.retry = int(found[1]) / 1000
            self.is_open = True
            self.crowd.open += 1
            self.crowd.asking -= 1
        if SECOND_VERSION.search(data):
            self.crowd.arrivals[self.path] = time.time_ns() // 1000

    def connection_lost(self, _):
        if self.is_open:
            self.crowd.open -= 1
        else:
            self.crowd.asking -= 1
        self.is_open = False
        if not self.crowd.is_over:
            self.crowd.loop.call_later(self.retry, self.crowd.want, self)


class Crowd:
    def __init__(self, port, paths):
        self.loop = asyncio.get_running_loop()
        self.port, self.paths = port, paths
        self.open = self.asking = self.refused = self.failed = 0
        self.arrivals = {}
        self.is_over = False
        self.wanted = asyncio.Queue()

    def want(self, stream):
        self.wanted.put_nowait(stream)

    async def connect(self):
        while True:
            stream = await self.wanted.get()
            try:
                await self.loop.create_connection(lambda: stream, "127.0.0.1", self.port)
            except OSError:
                self.failed += 1
                self.loop.call_later(stream.retry, self.want, stream)

    def report(self, **more):
        print(json.dumps({
            "time": time.time(), "open": self.open, "asking": self.asking, "seen": len(self.arrivals), "refused": self.refused,
            "failed": self.failed, **more}), flush=True)


async def main(port, file):
    with open(file) as lines:
        crowd = Crowd(port, lines.read().split())
    over = asyncio.Event()
    crowd.loop.add_signal_handler(signal.SIGTERM, over.set)
    for path in crowd.paths:
        crowd.want(Stream(crowd, path))
    workers = [asyncio.create_task(crowd.connect()) for _ in range(OPENING)]
    while not over.is_set():
        crowd.report()
        try:
            await asyncio.wait_for(over.wait(), 0.1)
        except TimeoutError:
            pass
    crowd.is_over = True
    crowd.report(arrivals=crowd.arrivals)
    for worker in workers:
        worker.cancel()


asyncio.run(main(int(sys.argv[1]), sys.argv[2]))

"""What clients have asked and been answered: appended to a file, and on disk before anybody acts on it."""

import asyncio
import json
import os
import time
from pathlib import Path


class Journal:
    """One file, one JSON object a line. Lines that come together share one fsync; nobody goes on before it."""

    def __init__(self, path: Path):
        self.path = path
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self._waiting: list[tuple[bytes, asyncio.Future]] = []
        self._writer: asyncio.Task | None = None

    async def write(self, **line):
        """Returns when the line is on disk."""
        future = asyncio.get_running_loop().create_future()
        line["at"] = time.monotonic()
        self._waiting.append((json.dumps(line).encode() + b"\n", future))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._drain())
        await future

    async def _drain(self):
        while self._waiting:
            batch, self._waiting = self._waiting, []
            await asyncio.to_thread(self._append, b"".join(line for line, _ in batch))
            for _, future in batch:
                if not future.done():
                    future.set_result(None)

    def _append(self, lines: bytes):
        while lines:
            lines = lines[os.write(self._file, lines):]
        os.fdatasync(self._file)

    def close(self):
        os.close(self._file)


def read(path: Path) -> list[dict]:
    """All of it, in the order in which it was written."""
    with open(path, "rb") as file:
        return [json.loads(line) for line in file]

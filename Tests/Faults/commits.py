"""Finds COMMITs in PostgreSQL's protocol as it passes by, so that a connection can be cut exactly there."""

PARSE, COMPLETE = b"P", b"C"


class Messages:
    """Splits one direction into messages: where each begins and ends in all that has passed, and what it is."""

    def __init__(self, hasStartup: bool):
        self._buffer, self._passed, self._hasStartup = b"", 0, hasStartup

    def feed(self, data: bytes):
        """Yields the start of each message that is whole now, its end, its type and its content."""
        self._buffer += data
        while True:
            # The first message of a client has no type.
            head = 0 if self._hasStartup else 1
            if len(self._buffer) < head + 4:
                return
            length = head + int.from_bytes(self._buffer[head:head + 4], "big")
            if len(self._buffer) < length:
                return
            message, self._buffer = self._buffer[:length], self._buffer[length:]
            start, self._passed = self._passed, self._passed + length
            self._hasStartup = False
            yield start, self._passed, message[:head], message[head + 4:]


class Watch:
    """One connection's COMMITs: `side` says whether those that the dice choose never arrive, or are never answered."""

    def __init__(self, dice, share: float, side: str):
        self._dice, self._share, self._side = dice, share, side
        self._messages = {"up": Messages(hasStartup=True), "down": Messages(hasStartup=False)}
        self._passed = {"up": 0, "down": 0}

    def kept(self, way: str, data: bytes) -> int:
        """How many of these bytes may go on: all of them, unless the connection is to be cut."""
        before = self._passed[way]
        self._passed[way] += len(data)
        for start, _, kind, content in self._messages[way].feed(data):
            isCommit = (
                way == "up" and kind == PARSE and content.startswith(b"\0COMMIT\0") if self._side == "before"
                else way == "down" and kind == COMPLETE and content.startswith(b"COMMIT\0"))
            if isCommit and self._dice.random() < self._share:
                return max(0, start - before)
        return len(data)

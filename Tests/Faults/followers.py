"""Readers of event streams who come back whenever they are cut off, until they have seen the end."""

import asyncio
import random

from readers import Reader
from wire import Client


class Follower(Reader):
    """Somebody who wants to know how one session ends, whatever happens to replicas and connections meanwhile."""

    def __init__(self, session: str, clients: list[Client], dice: random.Random):
        super().__init__(session, *clients)
        self._dice = dice
        self.reconnects = 0
        self.statuses: set[int | None] = set()

    def start(self):
        self.done = asyncio.create_task(self._follow())

    async def _follow(self):
        while not self.hasSeenEnd:
            try:
                await self.open(self._dice.choice(self._clients))
            except OSError:
                # Nobody listens there at the moment.
                await asyncio.sleep(self._dice.uniform(0.05, 0.3))
                continue
            status, _, _ = await self.ended()
            self.statuses.add(status)
            self.reconnects += 1
            if status == 204 or self.hasSeenEnd:
                return
            if status == 404:
                self.problems.append("a stream of a session that was created is not found")
                return
            await asyncio.sleep(self._dice.uniform(0.02, 0.3))

    def stop(self):
        self.done.cancel()
        self.cut()

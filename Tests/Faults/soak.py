"""Hours in minutes: buyers without end, and what a replica holds meanwhile."""

import asyncio
import statistics
import time

from crashes import crowd
from shop import Shop
from world import World

# Above this something is kept for each buyer; a debug build's allocator alone moves by a few megabytes.
MOST_KB, MOST_DESCRIPTORS = 24_000, 30


async def soak(world: World, shop: Shop, options) -> dict:
    """No faults. After the first third neither memory nor descriptors grow any more."""
    samples: list[tuple[float, list[dict[str, int]]]] = []

    async def trouble(_) -> dict:
        began = time.monotonic()
        while time.monotonic() < began + options.soak:
            samples.append((time.monotonic() - began, [replica.used() for replica in world.replicas]))
            await asyncio.sleep(0.5)
        return {"s": options.soak}

    figures = await crowd(world, shop, "soak", options.buyers, trouble)
    for number, replica in enumerate(world.replicas):
        for unit, most in (("kB", MOST_KB), ("descriptors", MOST_DESCRIPTORS)):
            seen = [(at, used[number][unit]) for at, used in samples]
            third = len(seen) // 3
            grown = statistics.median(value for _, value in seen[2 * third:]) - statistics.median(
                value for _, value in seen[third:2 * third])
            figures[f"{unit} more in {replica.name}"] = round(grown)
            if grown > most:
                figures["wrong"].append(f"L3: {replica.name} has grown by {grown:.0f} {unit}")
    return figures

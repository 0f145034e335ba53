"""Replicas that stand still, and replicas that are replaced, while buyers buy."""

import asyncio
import signal
import time

import journal
from crashes import crowd
from shop import Shop
from world import World


# In each drain. Who sends on a kept connection as it is closed, or connects between the listener's last look into its queue
# and its closing, is lost: it is for them that TILL_DRAIN_DELAY_SECONDS lets balancers turn to others first, and nobody here does.
LOST_IN_A_DRAIN = 1 / 10


async def replica_stopped(world: World, shop: Shop, options) -> dict:
    """SIGSTOP for a replica in the middle of whatever it does, row locks and all; the other one goes on."""

    async def trouble(_) -> dict:
        longest = 0.0
        for _ in range(options.stops):
            await asyncio.sleep(shop.random.uniform(0.1, 0.6))
            victim = shop.random.choice(world.replicas)
            victim.process.send_signal(signal.SIGSTOP)
            seconds = shop.random.choice([0.2, 1, 4])
            longest = max(longest, seconds)
            await asyncio.sleep(seconds)
            victim.process.send_signal(signal.SIGCONT)
        return {"stops": options.stops, "s the longest": longest}

    return await crowd(world, shop, "replica_stopped", options.buyers, trouble)


async def rolling_restart(world: World, shop: Shop, options) -> dict:
    """SIGTERM for one replica after another, under load: each ends with 0, and no request that was taken is left unanswered."""
    path = world.folder / "rolling_restart.jsonl"

    async def trouble(_) -> dict:
        slowest, codes = 0.0, []
        for number in range(options.restarts):
            replica = world.replicas[number % len(world.replicas)]
            await asyncio.sleep(shop.random.uniform(0.2, 0.8))
            began = time.monotonic()
            codes.append(await replica.drained())
            slowest = max(slowest, time.monotonic() - began)
            await replica.start()
        return {"restarts": options.restarts, "s slowest drain": round(slowest, 1), "codes": codes}

    figures = await crowd(world, shop, "rolling_restart", options.buyers, trouble)
    figures["wrong"] += [f"a drain ended with {code}" for code in figures.pop("codes") if code != 0]
    # A connection that is refused has taken no request: a balancer would have gone to the other one.
    refused = ("ConnectionRefusedError", "Connect call failed")
    lost = [line["why"] for line in journal.read(path) if "lost" in line and not any(each in line["why"] for each in refused)]
    if len(lost) > options.restarts * LOST_IN_A_DRAIN:
        figures["wrong"] += [f"a request was lost in a drain: {why}" for why in lost]
    return {"requests lost": len(lost), **figures}


"""Connections that end where it hurts: inside COMMIT, and after any byte, to the database and to the provider."""

import asyncio
import random

import journal
from crashes import crowd
from shop import Shop
from world import World

# After so many bytes at most a connection through the proxy is cut.
LARGEST_BUDGET = 40_000
# Where nothing but a connection is lost. What is forgotten comes due again after 25 seconds.
LONGEST_ANSWER = 20


async def commits_cut(world: World, shop: Shop, options) -> dict:
    """Between a replica and its database: cut before the server has seen COMMIT, or after it has answered."""

    async def trouble(_) -> dict:
        before = cuts(world)
        sides = 0
        while cuts(world) - before < options.cuts:
            for replica in world.replicas:
                side = "before" if sides % 2 else "after"
                sides += 1
                replica.proxy.cut_commits(random.Random(shop.random.getrandbits(64)), 0.3, side)
                # A connection that is there already keeps its watch until it is cut.
                replica.proxy.reset()
            await asyncio.sleep(shop.random.uniform(1, 2))
        return {"cuts": cuts(world) - before}

    figures = await crowd(world, shop, "commits_cut", options.buyers, trouble)
    # Whoever does not know whether it was committed finds out at once, and does what follows from it.
    lines = journal.read(world.folder / "commits_cut.jsonl")
    asked = {line["ask"]: line["at"] for line in lines if "ask" in line}
    answers = [line for line in lines if "answer" in line]
    slowest = max((line["at"] - asked[line["answer"]] for line in answers), default=0)
    late = sum(line["status"] == 504 for line in answers)
    if late or slowest > LONGEST_ANSWER:
        figures["wrong"].append(f"{late} were told that nobody knows yet, and the slowest answer took {slowest:.1f} s")
    return {"s slowest answer": round(slowest, 1), **figures}


async def connections_cut(world: World, shop: Shop, options) -> dict:
    """To the database and to the provider: reset, slow, deaf for a while, refused, and cut after any number of bytes."""

    async def trouble(_) -> dict:
        before = cuts(world)
        proxies = [world.provider, *(replica.proxy for replica in world.replicas)]
        dice = random.Random(shop.random.getrandbits(64))
        for proxy in proxies:
            proxy.budgets = lambda: (dice.choice(["up", "down"]), dice.randint(1, LARGEST_BUDGET))
            proxy.reset()
        while cuts(world) - before < options.cuts:
            proxy = shop.random.choice(proxies)
            match shop.random.randint(0, 3):
                case 0:
                    proxy.reset()
                case 1:
                    proxy.delay = shop.random.uniform(0, 0.2)
                case 2:
                    proxy.open.clear()
                case 3:
                    proxy.refuses = True
            await asyncio.sleep(shop.random.uniform(0.2, 1))
            proxy.delay, proxy.refuses = 0.0, False
            proxy.open.set()
        return {"cuts": cuts(world) - before}

    return await crowd(world, shop, "connections_cut", options.buyers, trouble)


def cuts(world: World) -> int:
    return sum(proxy.cuts for proxy in (world.provider, *(replica.proxy for replica in world.replicas)))

"""Processes that die while buyers buy: ours and the database's."""

import asyncio
import time

import evidence
from journal import Journal
from shop import Shop
from workload import PATIENCE, Workload
from world import World


async def crowd(world: World, shop: Shop, name: str, size: int, trouble, kinds=None) -> dict:
    """Buyers without end while `trouble` lasts; then everything is mended, they finish, and it is judged."""
    since = await evidence.beginning(world)
    held = {replica.name: replica.used()["descriptors"] for replica in world.replicas}
    path = world.folder / f"{name}.jsonl"
    journal = Journal(path)
    workload = Workload(shop, journal, size, kinds)
    isOver = asyncio.Event()
    running = asyncio.create_task(workload.run(isOver))
    try:
        figures = await trouble(workload)
    finally:
        isOver.set()
        await world.mend()
    began = time.monotonic()
    async with asyncio.timeout(PATIENCE + 30):
        await running
    settled = await evidence.until_settled(world, since)
    waiting = await workload.followed(evidence.PATIENCE)
    journal.close()
    wrong, counts = await evidence.verdict(world, shop, since, path)
    wrong = workload.problems + [f"L1: {each}" for each in waiting] + wrong + await evidence.still_taken(world, held)
    return {
        **figures, "buyers": workload.buyers, **counts, "s until settled": round(time.monotonic() - began, 1),
        "reconnects": sum(follower.reconnects for follower in workload.followers), "wrong": wrong,
    }


async def service_killed(world: World, shop: Shop, options) -> dict:
    """SIGKILL for either replica at any moment, now and then for both; each is started again at once."""

    async def trouble(_) -> dict:
        kills, starts = 0, []
        while kills < options.kills:
            await asyncio.sleep(shop.random.uniform(0, 0.5))
            victims = world.replicas if shop.random.random() < 0.1 else [shop.random.choice(world.replicas)]
            for victim in victims:
                await victim.killed()
                kills += 1
            began = time.monotonic()
            await asyncio.gather(*(victim.start() for victim in victims))
            starts.append(time.monotonic() - began)
        return {"kills": kills, "s to be back": round(sorted(starts)[len(starts) // 2], 2)}

    return await crowd(world, shop, "service_killed", options.buyers, trouble)


async def database_killed(world: World, shop: Shop, options) -> dict:
    """SIGKILL for PostgreSQL with all its processes, or an immediate stop; what is promised meanwhile is looked at each time."""

    async def trouble(_) -> dict:
        stops, wrong, slowest = 0, [], 0.0
        pids = [replica.process.pid for replica in world.replicas]
        while stops < options.database_kills:
            await asyncio.sleep(shop.random.uniform(0.1, 1))
            isKill = stops % 2 == 0
            await (world.cluster.killed() if isKill else world.cluster.stopped())
            stops += 1
            problems, seconds = await meanwhile(world, shop)
            wrong += problems
            slowest = max(slowest, seconds)
            await world.cluster.start()
            await asyncio.gather(*(replica.ready() for replica in world.replicas))
        if pids != [replica.process.pid for replica in world.replicas] or not all(each.isRunning for each in world.replicas):
            wrong.append("a replica ended because its database did")
        return {"stops": stops, "s slowest 503": round(slowest, 2), "wrong meanwhile": wrong}

    figures = await crowd(world, shop, "database_killed", options.buyers, trouble)
    figures["wrong"] += figures.pop("wrong meanwhile", [])
    return figures


async def meanwhile(world: World, shop: Shop) -> tuple[list[str], float]:
    """Without a database: 503 with Retry-After within two seconds, no webhook acknowledged, and alive."""
    wrong, slowest = [], 0.0
    for client in shop.clients:
        began = time.monotonic()
        order = {"priceId": shop.dev["prices"]["oneTime"], "customerEmail": f"{shop.random.getrandbits(40):x}@example.com"}
        try:
            answer = await client.call("POST", "/v1/checkout/create", order, key=shop.dev["secretKey"], seconds=20)
        except TimeoutError:
            wrong.append("without a database nobody is answered for 20 s")
            continue
        seconds = time.monotonic() - began
        slowest = max(slowest, seconds)
        if answer.status != 503 or "retry-after" not in answer.headers:
            wrong.append(f"without a database: {answer} {answer.headers}")
        # The promise is two seconds; a second more is for two cores that others use as well.
        if seconds > 3:
            wrong.append(f"without a database the answer took {seconds:.1f} s")
        alive = await client.call("GET", "/livez", seconds=5)
        if alive.status != 200:
            wrong.append(f"without a database /livez says {alive}")
    return wrong, slowest

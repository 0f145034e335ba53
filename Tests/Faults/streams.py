"""Thousands of readers whose connections are cut anywhere, and who come back with the last id they have."""

import asyncio
import random
from collections import Counter

from buyers import CHALLENGED, DECLINED
from checks import check_journal
from payments import tables
from readers import Reader
from shop import VISA, Shop, require

READERS_OF_A_SESSION = 20
# Most events are about a kilobyte: a budget below this cuts within the first few, often in the middle of one.
LARGEST_BUDGET = 5000
MOST_CUTS = 4
PATIENCE = 120
# Between two changes of a session, at most: many readers need longer for their cuts.
LONGEST_PAUSE = 5


async def cut_streams(shop: Shop, options) -> dict:
    sessions = [await shop.create() for _ in range(max(1, options.streams // READERS_OF_A_SESSION))]
    readers = [
        Reader(sessions[number % len(sessions)]["id"], *shop.clients) for number in range(options.streams)]
    pause = min(LONGEST_PAUSE, options.streams / 500)
    gate, changing = asyncio.Semaphore(100), asyncio.Semaphore(32)
    open_now = Counter()
    tasks = [
        asyncio.create_task(follow(shop, reader, random.Random(shop.random.getrandbits(64)), gate, open_now, pause))
        for reader in readers]
    # Everybody is there before the first change, but for those who are between two connections.
    while open_now["ever"] < len(readers):
        await asyncio.sleep(0.05)
    most = open_now["now"]
    results = await asyncio.gather(*(change(shop, session, changing, pause) for session in sessions), return_exceptions=True)
    wrong = [repr(result) for result in results if isinstance(result, BaseException)]
    try:
        async with asyncio.timeout(PATIENCE):
            results = await asyncio.gather(*tasks, return_exceptions=True)
        wrong += [repr(result) for result in results if isinstance(result, BaseException)]
    except TimeoutError:
        wrong.append(f"after {PATIENCE} s some readers still wait for the end")
    _, events = await tables(shop, [session["id"] for session in sessions])
    for reader in readers:
        wrong += check_journal(reader.session, reader.journal, events.get(reader.session, []))
        wrong += [f"{reader.session}: {problem}" for problem in reader.problems]
    return {
        "readers": len(readers), "sessions": len(sessions), "open at once": most,
        "cuts": sum(reader.cuts for reader in readers), "events read": sum(len(reader.journal) for reader in readers),
        "wrong": wrong,
    }


async def follow(shop: Shop, reader: Reader, dice: random.Random, gate: asyncio.Semaphore, open_now: Counter, pause: float):
    """Until the end of the session, and once more to be told that there is nothing more."""
    cuts_left = dice.randint(0, MOST_CUTS)
    isFirst = True
    while True:
        budget = dice.randint(1, LARGEST_BUDGET) if cuts_left and dice.random() < 0.7 else None
        hadEnd = reader.hasSeenEnd
        async with gate:
            await reader.open(dice.choice(shop.clients), budget)
        open_now["now"] += 1
        open_now["ever"] += isFirst
        isFirst = False
        timer = None
        if cuts_left and budget is None:
            timer = asyncio.get_running_loop().call_later(dice.uniform(0, 3 * pause), reader.cut)
        status, isWhole, isCut = await reader.ended()
        open_now["now"] -= 1
        if timer:
            timer.cancel()
        if hadEnd and not isCut and status != 204:
            reader.problems.append(f"the end was seen, and the next answer is {status}")
            return
        if isCut:
            cuts_left -= 1
        elif status == 204:
            return
        elif status != 200 or not isWhole:
            reader.problems.append(f"a stream ended with {status}, whole: {isWhole}, after {len(reader.journal)} events")
            return


async def change(shop: Shop, session: dict, gate: asyncio.Semaphore, pause: float):
    """Some declines, and one of several ends; with pauses, so that all of it takes about as long as the cuts."""
    dice = random.Random(shop.random.getrandbits(64))
    for _ in range(dice.randint(1, 3)):
        await asyncio.sleep(dice.uniform(0, pause))
        async with gate:
            await shop.confirm(session, dice.choice(DECLINED), 402)
    await asyncio.sleep(dice.uniform(0, pause))
    async with gate:
        match dice.randint(0, 3):
            case 0:
                path = f"/v1/checkout/{session['id']}/cancel"
                require(await shop.any().call("POST", path, {}, key=shop.dev["secretKey"]), 200)
            case 1:
                await shop.confirm(session, CHALLENGED)
                require(await shop.any().call("GET", await shop.answer_bank(session, "approve")), 200, 303)
            case _:
                await shop.confirm(session, VISA)

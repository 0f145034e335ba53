"""A process that dies at one system call after another, from a confirm to the subscription it makes."""

import asyncio
import os
import shutil
import signal
import tempfile

from shop import VISA, Shop, Surprise
from subscribers import check_subscribed, subscribed, until_provided
from tables import uuid_of
from wire import Client, WireError

# What goes wrong with a connection whose other end dies.
CUT = (OSError, WireError, asyncio.IncompleteReadError)
# So many calls are allowed to come between a confirm and its subscription; there are about a hundred.
MOST = 1000


async def killed_at_each_call(shop: Shop, options) -> dict:
    """Each round starts a process that dies one call later than the one before, until a whole purchase fits before the death.
    No webhook arrives. Every second buyer tries again at once, elsewhere. In the end nobody has paid for nothing, or twice."""
    if not await may_trace():
        return {"kills, for strace may not trace here": 0, "wrong": []}
    await shop.faults({"kind": "lose_webhooks"})
    sessions, answered, again, kills = [], set(), {}, 0
    # Whoever tries again too early is told with 504 to come back, which is logged as an error: not by those who may log none.
    survivor, url = await shop.installation.another("survivor")
    client = Client(url)
    try:
        for call in range(shop.random.randint(1, options.stride), MOST, options.stride):
            session = await shop.create(priceId=shop.dev["prices"]["monthly"], customerEmail=f"kill-{call}-{options.seed}@example.com")
            sessions.append(session["id"])
            isDead, isAnswered = await die_at(call, shop, session)
            kills += isDead
            if isAnswered:
                answered.add(session["id"])
            elif len(sessions) % 2:
                again[session["id"]] = asyncio.create_task(tried_again(client, session))
            if not isDead:
                break
        else:
            raise Surprise(f"no purchase fits into {MOST} calls")
        answered |= {id for id, paid in zip(again, await asyncio.gather(*again.values())) if paid}
        await until_provided(shop, sessions)
    finally:
        await shop.faults()
        client.close()
        survivor.terminate()
        await asyncio.to_thread(survivor.wait)
        shop.installation.ended(survivor)
    it = await subscribed(shop, sessions)
    paid = {id for id in sessions if it.sessions[uuid_of(id)]["status"] == "completed"}
    charged = {each["metadata"]["till_session"] for each in it.charges}
    wrong = check_subscribed(it, paid)
    wrong += [f"{id} was answered as paid and is {it.sessions[uuid_of(id)]['status']}" for id in answered - paid]
    wrong += [f"{id} was charged and is {it.sessions[uuid_of(id)]['status']}" for id in charged - paid]
    wrong += [f"{id} is completed and was not charged" for id in paid - charged]
    return {"kills": kills, "sessions": len(sessions), "paid": len(paid), "subscriptions": len(it.rows), "wrong": wrong}


async def die_at(
        call: int, shop: Shop, session: dict, card: str | None = VISA, made: str | None = None) -> tuple[bool, bool]:
    """Confirms at a process that dies as one of its threads enters its `call`th system call; whether it died before `made`
    counted one (the subscription, unless it says otherwise), and whether the buyer was told that they have paid."""
    made = made or f"""
        SELECT count(*) FROM subscriptions
        WHERE provider_subscription_id IS NOT NULL AND session_id = '{uuid_of(session["id"])}'"""
    name = f"victim-{call}"
    process, url = await shop.installation.another(name)
    client = Client(url)
    tracer = None
    try:
        tracer = await attached(process.pid, call)
        try:
            path = f"/v1/checkout/{session['clientSecret']}/confirm"
            answer = await client.call("POST", path, {"paymentMethodId": card} if card else {}, seconds=30)
            isAnswered = answer.status == 200 and answer.json["success"]
        except CUT:
            isAnswered = False
        isMade = False
        while process.poll() is None and not isMade:
            isMade = bool(await shop.database.number(made))
        # Death may have come just now, and then it has to be survived like any other.
        return process.poll() is not None, isAnswered
    finally:
        client.close()
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        await asyncio.to_thread(process.wait)
        if tracer:
            await tracer.wait()
        shop.installation.ended(process)


async def tried_again(client: Client, session: dict) -> bool:
    """Whether the buyer is told that they have paid."""
    path = f"/v1/checkout/{session['clientSecret']}/confirm"
    answer = await client.call("POST", path, {"paymentMethodId": VISA})
    if answer.status == 200:
        return answer.json["success"]
    if answer.status == 409:
        return answer.json["error"]["details"]["session"]["status"] == "completed"
    if answer.status == 504:
        return False
    raise Surprise(f"{answer} to who tries again")


async def attached(pid: int, call: int) -> asyncio.subprocess.Process:
    """strace on every thread of that process, once it has all of them."""
    tracer = await asyncio.create_subprocess_exec(
        "strace", "-f", "-p", str(pid), "-e", f"inject=all:signal=SIGKILL:when={call}", "-o", os.devnull,
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        start_new_session=True)
    while line := await tracer.stderr.readline():
        if b" attached" in line:
            return tracer
        if b"Operation not permitted" in line:
            break
    raise RuntimeError(f"strace does not trace {pid}: {line!r}")


async def may_trace() -> bool:
    """Containers often forbid it."""
    if not shutil.which("strace"):
        return False
    with tempfile.TemporaryFile() as errors:
        probe = await asyncio.create_subprocess_exec("strace", "-o", os.devnull, "true", stderr=errors)
        return await probe.wait() == 0

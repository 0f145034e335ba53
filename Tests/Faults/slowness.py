"""Clients that take their time, and clients that send too much."""

import asyncio
import json
import time

from shop import Shop
from world import World

# What the service promises (docs/architecture.md): the head has 10 seconds, the body 30 and a minimum rate.
HEAD_SECONDS, BODY_SECONDS = 10, 30
# For two cores that others use as well.
GRACE = 6
# A request of somebody else meanwhile.
NEIGHBOUR_SECONDS = 2
KEY_BYTES, BODY_BYTES, TARGET_BYTES, HEAD_BYTES = 255, 64 * 1024, 8 * 1024, 16 * 1024


async def dripped(port: int, first: bytes, interval: float, most: float) -> float:
    """Sends some bytes, then one after another; after how many seconds the server ended it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.monotonic()
    writer.write(first)
    ended = asyncio.create_task(reader.read())
    try:
        while not ended.done() and time.monotonic() < began + most:
            writer.write(b"a")
            await asyncio.wait([ended], timeout=interval)
    except ConnectionError:
        pass
    finally:
        ended.cancel()
        writer.transport.abort()
    return time.monotonic() - began


async def slow_clients(world: World, shop: Shop, options) -> dict:
    """Hundreds who drip a head or a body: all are ended in time, and others do not notice."""
    port, count = world.replicas[0].port, options.slow
    head = b"GET /livez HTTP/1.1\r\nHost: till.example\r\nX-Slow: "
    body = b"POST /v1/checkout/create HTTP/1.1\r\nHost: till.example\r\nContent-Length: 60000\r\n\r\n"
    heads = [asyncio.create_task(dripped(port, head, 0.9, HEAD_SECONDS + GRACE + 1)) for _ in range(count)]
    bodies = [asyncio.create_task(dripped(port, body, 0.9, BODY_SECONDS + GRACE + 1)) for _ in range(count // 2)]
    slowest, wrong = 0.0, []
    while not all(task.done() for task in heads):
        began = time.monotonic()
        answer = await shop.clients[0].call("GET", "/readyz")
        slowest = max(slowest, time.monotonic() - began)
        if answer.status != 200:
            wrong.append(f"meanwhile: {answer}")
        await asyncio.sleep(0.1)
    if slowest > NEIGHBOUR_SECONDS:
        wrong.append(f"somebody else waited for {slowest:.1f} s")
    longest_head = max(await asyncio.gather(*heads))
    longest_body = max(await asyncio.gather(*bodies))
    if longest_head > HEAD_SECONDS + GRACE:
        wrong.append(f"a dripped head was waited for {longest_head:.1f} s")
    if longest_body > BODY_SECONDS + GRACE:
        wrong.append(f"a dripped body was waited for {longest_body:.1f} s")
    return {"clients": len(heads) + len(bodies), "s for a head": round(longest_head, 1), "s for a body": round(longest_body, 1),
            "s slowest neighbour": round(slowest, 2), "wrong": wrong}


async def sizes(world: World, shop: Shop, options) -> dict:
    """Everything with a limit: at it, one over, and a thousand over; then JSON that is deep or wide."""
    wrong, asked = [], 0
    memory = world.replicas[0].used()["kB"]
    client, key = shop.clients[0], shop.dev["secretKey"]

    def body_of(length: int) -> bytes:
        start = json.dumps({"priceId": shop.dev["prices"]["oneTime"], "ignored": ""})[:-2]
        return (start + "a" * (length - len(start) - 2) + '"}').encode()

    cases = []
    for over, isFine in ((0, True), (1, False), (1000, False)):
        cases.append((f"a body {over} over", "POST", "/v1/checkout/create", {}, body_of(BODY_BYTES + over), 201 if isFine else 413))
        cases.append((f"a target {over} over", "GET", "/" + "a" * (TARGET_BYTES + over - 1), {}, b"", 404 if isFine else 414))
        cases.append((f"a key {over} over", "POST", "/v1/checkout/create", {"Idempotency-Key": "k" * (KEY_BYTES + over)},
                      body_of(200), 201 if isFine else 400))
    cases.append(("a head a thousand over", "GET", "/livez", {"X-Long": "a" * (HEAD_BYTES + 1000)}, b"", 431))
    nested = b'{"a":' * 20_000 + b"1" + b"}" * 20_000
    cases.append(("JSON 10,000 deep", "POST", "/v1/checkout/create", {}, nested[:60_000], 400))
    wide = json.dumps({f"key-{number}": number for number in range(3500)}).encode()
    cases.append(("JSON 3,500 wide", "POST", "/v1/checkout/create", {}, wide, 400))
    cases.append(("metadata of 51 keys", "POST", "/v1/checkout/create", {}, json.dumps({
        "priceId": shop.dev["prices"]["oneTime"], "metadata": {f"k{number}": "v" for number in range(51)}}).encode(), 400))
    for name, method, path, headers, body, want in cases:
        if body:
            headers = {"Content-Type": "application/json", **headers}
        answer = await client.call(method, path, content=body, key=key, headers=headers)
        asked += 1
        if answer.status != want:
            wrong.append(f"{name}: {answer} instead of {want}")
    grown = world.replicas[0].used()["kB"] - memory
    if grown > 40_000:
        wrong.append(f"the replica has grown by {grown} kB")
    return {"cases": asked, "kB grown": grown, "wrong": wrong}

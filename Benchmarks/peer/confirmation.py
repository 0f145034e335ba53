"""Confirming a free session, and the stream that tells of it: an in-process queue for each subscriber."""

import asyncio
import collections
import hashlib
import hmac
import uuid

import fastapi

import completion
import status

router = fastapi.APIRouter()

subscribers = collections.defaultdict(set)


@router.post("/v1/checkout/{client_secret}/confirm")
async def confirm(client_secret: str, request: fastapi.Request):
    identifier = uuid.UUID(client_secret.partition("_secret_")[0])
    digest = hashlib.sha256(client_secret.encode()).digest()
    async with request.app.state.pool.acquire() as connection, connection.transaction():
        session = await connection.fetchrow(completion.LOCK, identifier)
        if session is None or not hmac.compare_digest(session["client_secret_hash"], digest):
            raise fastapi.HTTPException(404)
        if session["mode"] != "free" or session["status"] != "pending":
            raise fastapi.HTTPException(409)
        version, body = await completion.complete(connection, session)
    for queue in subscribers.get(identifier, ()):
        queue.put_nowait((version, body, True))
    return fastapi.Response(body, media_type="application/json")


@router.get("/v1/checkout/{session}/stream")
async def stream(session: uuid.UUID, request: fastapi.Request):
    queue = asyncio.Queue()
    subscribers[session].add(queue)
    row = await request.app.state.pool.fetchrow(status.STATUS, session)
    if row is None:
        subscribers.pop(session, None)
        raise fastapi.HTTPException(404)
    queue.put_nowait((row["version"], row["public_body"], False))
    return fastapi.responses.StreamingResponse(
        events(session, queue), media_type="text/event-stream",
        headers={"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"})


async def events(session, queue):
    try:
        is_last = False
        while not is_last:
            version, body, is_last = await queue.get()
            yield f"id: {version}\ndata: {body}\n\n"
    finally:
        subscribers[session].discard(queue)
        if not subscribers[session]:
            del subscribers[session]

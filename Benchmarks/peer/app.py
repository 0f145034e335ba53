"""The measured part of the checkout service as a FastAPI team would write it: asyncpg, orjson, one transaction a request.

It serves the tables that Till's own migrations made. Started by Benchmarks/suite/fastapi.py.
"""

import contextlib
import json
import os

import asyncpg
import fastapi

import confirmation
import creation
import status
import webhooks


async def leave_as_it_is(connection):
    """No statement here changes the connection's state: without this, asyncpg would reset it after each request."""


@contextlib.asynccontextmanager
async def lifespan(app):
    connections = int(os.environ["PEER_POOL"])
    database = json.loads(os.environ["PEER_DATABASE"])
    async with asyncpg.create_pool(
            **database, min_size=connections, max_size=connections, reset=leave_as_it_is) as pool:
        app.state.pool = pool
        yield


app = fastapi.FastAPI(lifespan=lifespan, openapi_url=None)
app.include_router(status.router)
app.include_router(creation.router)
app.include_router(confirmation.router)
app.include_router(webhooks.router)


@app.get("/livez")
async def livez():
    return {"status": "ok"}

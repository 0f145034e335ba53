"""The look-up route as a FastAPI service would have it: asyncpg, one prepared query for each request."""

import contextlib
import json
import os
import uuid

import asyncpg
import fastapi


@contextlib.asynccontextmanager
async def lifespan(app):
    database = json.loads(os.environ["BENCH_DATABASE"])
    app.state.pool = await asyncpg.create_pool(**database, min_size=8, max_size=8)
    yield
    await app.state.pool.close()


app = fastapi.FastAPI(lifespan=lifespan)


@app.get("/livez")
async def livez():
    return {"status": "ok"}


@app.get("/lookup/{item}")
async def lookup(item: uuid.UUID):
    row = await app.state.pool.fetchrow("SELECT id, body FROM items WHERE id = $1", item)
    if row is None:
        raise fastapi.HTTPException(404)
    return {"id": row["id"], "body": row["body"]}

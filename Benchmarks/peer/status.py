"""How a session stands, by its id."""

import uuid

import fastapi

router = fastapi.APIRouter()

# The body of each version is stored with it, and only has to be handed on.
STATUS = """
    SELECT version, public_body FROM checkout_sessions WHERE id = $1 AND public_body IS NOT NULL
"""


@router.get("/v1/checkout/{session}/status")
async def status(session: uuid.UUID, request: fastapi.Request):
    row = await request.app.state.pool.fetchrow(STATUS, session)
    if row is None:
        raise fastapi.HTTPException(404)
    tag = f'"v{row["version"]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return fastapi.Response(status_code=304, headers=headers)
    return fastapi.Response(row["public_body"], media_type="application/json", headers=headers)

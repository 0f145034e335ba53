"""How a session stands, by its id."""

import uuid

import fastapi

router = fastapi.APIRouter()

# The body of each version is stored with it, and only has to be handed on.
STATUS = """
    SELECT s.version, e.body FROM checkout_sessions s
    JOIN session_events e ON e.session_id = s.id AND e.version = s.version AND e.is_visible
    WHERE s.id = $1
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
    return fastapi.Response(row["body"], media_type="application/json", headers=headers)

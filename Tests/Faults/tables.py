"""The service's tables, read with psql: nothing of the service is between them and the checks."""

import asyncio
import glob
import json
import shutil

SYMBOLS = "0123456789abcdefghjkmnpqrstvwxyz"


def uuid_of(type_id: str) -> str:
    """The UUID that a TypeID spells."""
    number = 0
    for character in type_id.rpartition("_")[2]:
        number = number << 5 | SYMBOLS.index(character)
    digits = f"{number:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


class Database:
    """One database."""

    def __init__(self, url: str):
        self._url = url
        found = shutil.which("psql") or next(iter(sorted(glob.glob("/usr/lib/postgresql/*/bin/psql"), reverse=True)), None)
        if not found:
            raise RuntimeError("psql is missing")
        self._psql = found

    async def run(self, sql: str) -> str:
        """Runs a script; throws what psql complains of. The script goes in over a pipe, so it may be long."""
        process = await asyncio.create_subprocess_exec(
            self._psql, self._url, "-XAtq", "-v", "ON_ERROR_STOP=1", "-f", "-",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
        output, errors = await process.communicate(sql.encode())
        if process.returncode:
            raise RuntimeError(f"psql: {errors.decode()}\n{sql[:500]}")
        return output.decode()

    async def rows(self, query: str) -> list[dict]:
        """Each row as JSON has it."""
        return [json.loads(line) for line in (await self.run(f"SELECT row_to_json(r) FROM ({query}) r;")).splitlines()]

    async def snapshot(self, **queries: str) -> dict[str, list[dict]]:
        """The rows of several queries, all of one moment."""
        found: dict[str, list[dict]] = {name: [] for name in queries}
        script = "".join(f"SELECT '{name} ' || row_to_json(r) FROM ({query}) r;" for name, query in queries.items())
        output = await self.run(f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;{script}COMMIT;")
        for line in output.splitlines():
            name, _, row = line.partition(" ")
            found[name].append(json.loads(row))
        return found

    async def number(self, query: str) -> int:
        return int(await self.run(query + ";"))


def in_list(ids) -> str:
    """For `session_id IN …`; never empty."""
    return "(" + ",".join(f"'{uuid_of(id)}'" for id in ids) + ")" if ids else "(NULL)"


async def expire_now(database: Database, ids):
    """Moves the expiry of sessions into the past: half an hour is the shortest there is, and too long to wait for."""
    await database.run(f"""
        BEGIN;
        UPDATE checkout_sessions SET expires_at = created_at + interval '1 millisecond' WHERE id IN {in_list(ids)};
        UPDATE session_due SET due_at = now() WHERE session_id IN {in_list(ids)};
        COMMIT;""")

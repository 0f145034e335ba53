"""A database whose disk is full."""

import asyncio
import errno
import os
import subprocess
import tempfile
from pathlib import Path

from crashes import crowd
from shop import Shop
from world import World

# Room for an empty cluster and its log, and little more.
MEGABYTES = 160


class Mount:
    """A small disk in memory, for the `async with` block."""

    async def __aenter__(self) -> Path:
        self._folder = Path(tempfile.mkdtemp(prefix="till-faults-disk-"))
        self._folder.chmod(0o711)
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m,mode=0711", "tmpfs", self._folder], check=True)
        return self._folder

    async def __aexit__(self, *_):
        subprocess.run(["umount", self._folder], check=True)
        self._folder.rmdir()


def may_mount() -> bool:
    """Root in a container often may not."""
    folder = tempfile.mkdtemp()
    try:
        if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], capture_output=True).returncode:
            return False
        subprocess.run(["umount", folder], check=True)
        return True
    finally:
        os.rmdir(folder)


async def disk_full(_: World, shop: Shop, options) -> dict:
    """Several times: PostgreSQL finds no room for its log, and stops. Who asks is told 503; when there is room, all goes on."""
    if not may_mount():
        return {"times, for nobody may mount a disk here": 0, "wrong": []}
    async with Mount() as disk:
        async with World(options.binary, f"{options.seed} disk", disk=disk) as world:
            own = Shop(world, world.database, f"{options.seed} disk_full")
            try:
                return await filled(world, own, disk, options)
            finally:
                own.close()


async def filled(world: World, shop: Shop, disk: Path, options) -> dict:
    filler = disk / "filler"

    async def trouble(workload) -> dict:
        refused = 0
        for _ in range(options.disks):
            await asyncio.sleep(shop.random.uniform(0.5, 1.5))
            fill(filler)
            refused += await until_refused(shop)
            filler.unlink()
            await world.cluster.back()
            await asyncio.gather(*(replica.ready() for replica in world.replicas))
        if not all(replica.isRunning for replica in world.replicas):
            workload.problems.append("a replica ended because the database's disk was full")
        return {"times": options.disks, "requests refused": refused}

    return await crowd(world, shop, "disk_full", options.buyers, trouble)


def fill(path: Path):
    """To the last byte: what PostgreSQL writes next does not fit."""
    with open(path, "wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while file.write(b"\0" * size):
                    pass
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise


async def until_refused(shop: Shop) -> int:
    """Orders until the database can write no more; what was answered with 201 before is held against the tables later."""
    deadline = asyncio.get_running_loop().time() + 60
    while asyncio.get_running_loop().time() < deadline:
        order = {"priceId": shop.dev["prices"]["oneTime"], "customerEmail": f"{shop.random.getrandbits(40):x}@example.com",
                 "metadata": {f"filling-{number}": "x" * 480 for number in range(40)}}
        answer = await shop.any().call("POST", "/v1/checkout/create", order, key=shop.dev["secretKey"])
        if answer.status != 201:
            return 1
    raise RuntimeError("the disk did not fill up")

"""The FastAPI service of Benchmarks/peer on a cluster of the benchmarks' own."""

import json

import till
from processes import free_port
from servers import children, fastapi_command

FOLDER = "Benchmarks/peer"
# Connections of each worker, as for the look-up by key.
POOL = 8


class Peer:
    """One server of so many workers, ready to be asked."""

    def __init__(self, processes, cluster, workers=2):
        self._processes = processes
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.process = processes.start(
            fastapi_command(port, workers, "app:app", FOLDER), "fastapi", environment={
                "PEER_DATABASE": json.dumps(cluster.parameters), "PEER_POOL": str(POOL),
                "PEER_WEBHOOK_SECRET": till.WEBHOOK_SECRET})
        processes.wait_until_ready(self.process, f"{self.url}/livez")

    @property
    def pids(self):
        return children(self.process.pid)

    def stop(self):
        self._processes.stop(self.process)


def command(workers=2):
    return "PEER_DATABASE=… PEER_POOL=… " + " ".join(fastapi_command("$PORT", workers, "app:app", FOLDER))

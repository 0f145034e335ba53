"""As many streams as descriptors allow, a hundred thousand on six processes, and a crowd that comes back after a SIGKILL."""

import http.client
import json
import os
import random
import signal
import sys
import threading
import time

import stock
import till
from cluster import Cluster
from measures import Bar, Measure, Section
from processes import resident_kilobytes

# What the service keeps for other things than connections.
RESERVED_DESCRIPTORS = 1024
PROCESSES = 6
STREAMS_EACH = 17_000
CHANGES = 1_000
CHANGES_A_SECOND = 200
PROBE_SECONDS = 0.005
SETTINGS = {"track_commit_timestamp": "on", "max_connections": "200"}
COMMITTED = """
    SELECT session_id, (extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000000)::bigint
    FROM session_events WHERE version = 2
"""


def measure(processes, options):
    limit = os.sysconf("SC_OPEN_MAX") - RESERVED_DESCRIPTORS
    cluster = Cluster(processes, SETTINGS)
    till.migrate(cluster)
    stock.add_merchant(cluster)
    stock.add_free_sessions(cluster, range(1, PROCESSES * STREAMS_EACH + 1))
    cluster.settle()
    full = one_process(processes, cluster, options, limit)
    storm = reconnect_storm(processes, cluster, options)
    many = many_processes(processes, cluster, options)
    cluster.stop()
    return Section(
        "Crowds",
        [till.command(options.service_loops), "python3 Benchmarks/suite/crowd_client.py $PORT $PATHS"],
        [
            Measure("One process: streams open", [full["open"]], "", Bar(least=limit)),
            Measure("One process: memory a stream", [full["kilobytes"]], " KB", Bar(most=3)),
            Measure("SIGKILL: streams that come back", [storm["open"]]),
            Measure("SIGKILL: until all are back", [storm["seconds"]], " s", Bar(most=30)),
            Measure("SIGKILL: status meanwhile, 99th percentile", [storm["probe99"]], " ms", Bar(most=1000)),
            Measure("SIGKILL: status meanwhile, worst", [storm["probe_worst"]], " ms"),
            Measure(f"{PROCESSES} processes: streams open", [many["open"]], "", Bar(least=100_000)),
            Measure(f"{PROCESSES} processes: memory a stream", [many["kilobytes"]], " KB", Bar(most=3)),
            Measure(f"{PROCESSES} processes: commit to client, median", [many["latency50"]], " ms"),
            Measure(f"{PROCESSES} processes: commit to client, 99th percentile", [many["latency99"]], " ms"),
        ],
        [f"A stream for each of as many sessions; this process may have {os.sysconf('SC_OPEN_MAX'):,} descriptors. Clients",
         "come back after the `retry` that the server gave them. After the SIGKILL the process is started again at once; a",
         f"status is due each {PROBE_SECONDS * 1000:.0f} ms from then on, is asked until it is answered, and counts from when "
         "it was due.",
         f"With {PROCESSES} processes on one database {CHANGES:,} sessions are completed, {CHANGES_A_SECOND} a second, each "
         "seen by one stream."])


# MARK: What is measured


def one_process(processes, cluster, options, limit):
    server = till.Till(processes, cluster, options.service_loops)
    before = resident(server)
    client = Client(processes, server, range(1, limit + 1), "full")
    client.wait_until_open(limit)
    figures = {"open": client.state()["open"], "kilobytes": (resident(server) - before) / limit}
    client.stop()
    server.stop()
    return figures


def reconnect_storm(processes, cluster, options):
    server = till.Till(processes, cluster, options.service_loops)
    client = Client(processes, server, range(1, STREAMS_EACH + 1), "storm")
    client.wait_until_open(STREAMS_EACH)
    probe = Probe(server, stock.session_id(STREAMS_EACH + 1))
    killed = time.time()
    server.kill()
    probe.start()
    server.start()
    # Not the state of before the kill, which may have been told after it.
    client.wait_until_open(0, at_most=STREAMS_EACH // 2)
    back = client.wait_until_open(STREAMS_EACH)
    latencies = probe.stop()
    figures = {
        "open": STREAMS_EACH, "seconds": back - killed, "probe99": percentile(latencies, 99) * 1000,
        "probe_worst": latencies[-1] * 1000}
    client.stop()
    server.stop()
    return figures


def many_processes(processes, cluster, options):
    servers = [till.Till(processes, cluster, options.service_loops or 1) for _ in range(PROCESSES)]
    before = sum(resident(server) for server in servers)
    ranges = [range(1 + turn * STREAMS_EACH, 1 + (turn + 1) * STREAMS_EACH) for turn in range(PROCESSES)]
    clients = [
        Client(processes, server, numbers, f"crowd-{turn}")
        for turn, (server, numbers) in enumerate(zip(servers, ranges))]
    for client in clients:
        client.wait_until_open(STREAMS_EACH)
    count = PROCESSES * STREAMS_EACH
    figures = {"open": sum(client.state()["open"] for client in clients),
               "kilobytes": (sum(resident(server) for server in servers) - before) / count}
    numbers = random.Random(options.runs).sample(range(1, count + 1), CHANGES)
    complete(servers[0], numbers)
    latencies = seen_after_commit(cluster, clients, numbers)
    figures |= {"latency50": percentile(latencies, 50), "latency99": percentile(latencies, 99)}
    for server in servers:
        server.stop()
    return figures


def complete(server, numbers):
    """Confirms free sessions one after another, at a steady rate."""
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=10)
    begun = time.monotonic()
    for turn, number in enumerate(numbers):
        time.sleep(max(0, begun + turn / CHANGES_A_SECOND - time.monotonic()))
        connection.request(
            "POST", f"/v1/checkout/{stock.client_secret(number)}/confirm", "{}", {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"a confirm was answered {answer.status}")


def seen_after_commit(cluster, clients, numbers):
    """Milliseconds from PostgreSQL's time of a commit to the client's of its event, sorted."""
    committed = {
        session: int(at) for session, at in (row.split("|") for row in cluster.sql(COMMITTED).splitlines())}
    wait_until(lambda: sum(client.state()["seen"] for client in clients) == len(numbers), 30)
    arrivals = {path: at for client in clients for path, at in client.stop()["arrivals"].items()}
    latencies = []
    for number in numbers:
        if stream(number) not in arrivals:
            raise SystemExit(f"session {number} was completed, and its stream has not seen it")
        latencies.append((arrivals[stream(number)] - committed[str(stock.session_uuid(number))]) / 1000)
    return sorted(latencies)


# MARK: Who takes part


class Client:
    """A process of the crowd."""

    def __init__(self, processes, server, numbers, name):
        self.processes = processes
        paths = os.path.join(processes.scratch, f"{name}-paths")
        with open(paths, "w") as file:
            file.write("\n".join(stream(number) for number in numbers))
        self.process = processes.start(
            [sys.executable, "Benchmarks/suite/crowd_client.py", server.url.rsplit(":", 1)[1], paths], name)

    def state(self):
        """As it was told last."""
        with open(self.processes.log(self.process.name), "rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 4096))
            lines = file.read().splitlines()
        whole = [line for line in lines if line.startswith(b"{") and line.endswith(b"}")]
        return json.loads(whole[-1]) if whole else {"open": 0, "seen": 0, "time": 0}

    def wait(self, holds, seconds=120):
        deadline = time.monotonic() + seconds
        while not holds(state := self.state()):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.processes.fail(self.process, f"after {seconds} s: {state}")
            time.sleep(0.02)
        return state

    def wait_until_open(self, least, at_most=None):
        """When that was."""
        return self.wait(lambda state: least <= state["open"] and (at_most is None or state["open"] <= at_most))["time"]

    def stop(self):
        """What it saw."""
        self.processes.stop(self.process)
        with open(self.processes.log(self.process.name)) as file:
            return json.loads(file.read().splitlines()[-1])


class Probe(threading.Thread):
    """Asks for one status each few milliseconds, whatever became of the ones before."""

    def __init__(self, server, session):
        super().__init__(daemon=True)
        self.address = server.url.removeprefix("http://")
        self.path = f"/v1/checkout/{session}/status"
        self.latencies = []
        self.is_over = threading.Event()

    def run(self):
        connection, due = None, time.monotonic()
        while not self.is_over.is_set():
            time.sleep(max(0, due - time.monotonic()))
            while not self.is_over.is_set():
                try:
                    connection = connection or http.client.HTTPConnection(self.address, timeout=10)
                    connection.request("GET", self.path)
                    answer = connection.getresponse()
                    answer.read()
                    if answer.status == 200:
                        self.latencies.append(time.monotonic() - due)
                        break
                except (OSError, http.client.HTTPException):
                    connection.close()
                    connection = None
                time.sleep(0.001)
            due += PROBE_SECONDS

    def stop(self):
        self.is_over.set()
        self.join()
        return sorted(self.latencies)


def wait_until(holds, seconds):
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)


def stream(number):
    return f"/v1/checkout/{stock.session_id(number)}/stream"


def resident(server):
    return sum(resident_kilobytes(pid) for pid in server.pids)


def percentile(values, percent):
    return values[min(len(values) - 1, len(values) * percent // 100)]

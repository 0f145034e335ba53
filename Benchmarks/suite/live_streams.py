"""A stream for each of ten thousand checkout sessions on one process, and two hundred sessions completed a second."""

import json
import os

import peer
import stock
import till
from cluster import Cluster
from measures import Bar, Measure, Section, ratio
from processes import run

RATE = 200
# The first second is not counted: pools and caches fill.
WARM_UP_SECONDS = 1

# PostgreSQL notes when each transaction's commit was written, right before it makes it durable.
SETTINGS = {"track_commit_timestamp": "on"}
COMMITTED = """
    SELECT session_id, (extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000000)::bigint
    FROM session_events WHERE version = 2
"""


def measure(processes, options):
    cluster = Cluster(processes, SETTINGS)
    till.migrate(cluster)
    stock.add_merchant(cluster)
    figures = {"till": [], "fastapi": []}
    first = 1
    for _ in range(options.runs):
        for name, start, wire_id, secret in (
                ("till", lambda: till.Till(processes, cluster, options.service_loops), stock.session_id,
                 stock.client_secret),
                ("fastapi", lambda: peer.Peer(processes, cluster, workers=1), stock.session_uuid,
                 stock.peer_client_secret)):
            numbers = range(first, first + session_count(options))
            first = numbers.stop
            stock.add_free_sessions(cluster, numbers, secret)
            cluster.settle()
            server = start()
            path = sessions_file(processes, numbers, wire_id, secret)
            line = command(server.url.rsplit(":", 1)[1], path, change_count(options), server.pids)
            figures[name].append(with_latencies(json.loads(run(line)), numbers, cluster))
            server.stop()
    cluster.stop()
    return section(figures, options)


def change_count(options):
    return RATE * (WARM_UP_SECONDS + options.seconds)


def session_count(options):
    """So many that enough streams are still open when the last change comes, and one to warm up with."""
    return options.streams + change_count(options) + 1


def sessions_file(processes, numbers, wire_id, secret):
    path = os.path.join(processes.scratch, "watched-sessions")
    with open(path, "w") as file:
        for number in numbers:
            file.write(f"/v1/checkout/{wire_id(number)}/stream /v1/checkout/{secret(number)}/confirm\n")
    return path


def command(port, sessions, changes, pids):
    line = [".build/release/stream-load", "--port", str(port), "--sessions", sessions, "--changes", str(changes),
            "--rate", str(RATE)]
    for pid in pids:
        line += ["--pid", str(pid)]
    return line


def with_latencies(figures, numbers, cluster):
    """How long each change took to its watcher, from three beginnings, in milliseconds."""
    rows = cluster.sql(COMMITTED).splitlines()
    committed = {session: int(at) for session, at in (row.split("|") for row in rows)}
    begins = {"commit": [], "answer": [], "request": []}
    for change, sent, answered, arrived in figures.pop("samples")[RATE * WARM_UP_SECONDS:]:
        begins["commit"].append((arrived - committed[str(stock.session_uuid(numbers[change]))]) / 1000)
        begins["answer"].append((arrived - answered) / 1000)
        begins["request"].append((arrived - sent) / 1000)
    for name, latencies in begins.items():
        latencies.sort()
        for percent in (50, 99):
            figures[f"{name}{percent}"] = latencies[min(len(latencies) - 1, len(latencies) * percent // 100)]
    return figures


def section(figures, options):
    def both(title, key, unit, bar=None, scale=1.0):
        return [
            Measure(f"{name}, {title}", [figure[key] * scale for figure in figures[contestant]], unit, our_bar)
            for name, contestant, our_bar in (("Till", "till", bar), ("FastAPI", "fastapi", None))]

    memory = both("resident memory a stream", "bytesPerStream", " KB", Bar(most=3), 1 / 1024)
    worst = both("commit to client, 99th percentile", "commit99", " ms", Bar(most=3))
    changes = change_count(options)
    return Section(
        f"{options.streams:,} streams of as many sessions",
        [till.command(options.service_loops), peer.command(workers=1),
         " ".join(command("$PORT", "$SESSIONS", changes, ["$PID"]))],
        [*both("commit to client, median", "commit50", " ms"),
         *worst,
         *both("request to client, median", "request50", " ms"),
         *both("request to client, 99th percentile", "request99", " ms"),
         *both("answer to client, median", "answer50", " ms"),
         *both("answer to client, 99th percentile", "answer99", " ms"),
         *memory,
         *both("seconds to open all streams", "connectSeconds", " s"),
         ratio("Till / FastAPI, commit to client, 99th percentile", *worst),
         ratio("Till / FastAPI, memory", *memory)],
        [f"{session_count(options) - 1:,} sessions with a stream each; {RATE} of them are confirmed and so completed a",
         f"second, whatever became of the ones before, {changes:,} in all. From the commit: PostgreSQL's own time of it,",
         "taken before it makes the commit durable, to the client's read. From the request: the confirm's sending. From",
         "the answer: the confirm's answer, which may come after the event. FastAPI has one worker and a queue in its",
         "process for each stream."])

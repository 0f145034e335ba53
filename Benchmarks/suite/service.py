"""The service itself: how soon it is ready, and what it takes while nothing happens."""

import http.client
import os
import time

import stock
from cluster import Cluster
from measures import Bar, Measure, Section
from processes import free_port, resident_kilobytes, run

TILL = ".build/release/till"


def measure(processes, options):
    cluster = Cluster(processes)
    environment = {"DATABASE_URL": cluster.url, "TILL_SECRET": stock.TILL_SECRET}
    run([TILL, "migrate"], env={**os.environ, **environment})

    ready, idle = [], []
    for _ in range(max(options.runs, 5)):
        port = free_port()
        listen = {"TILL_LISTEN": f"127.0.0.1:{port}", "TILL_PUBLIC_URL": f"http://127.0.0.1:{port}"}
        started = time.monotonic()
        process = processes.start([TILL, "serve"], "till", environment={**environment, **listen})
        ready.append((wait_until_ready(processes, process, port) - started) * 1000)
        time.sleep(2)
        idle.append(resident_kilobytes(process.pid) / 1024)
        processes.stop(process)
    cluster.stop()
    return Section(
        "The service at rest",
        [f"DATABASE_URL=… {TILL} migrate", f"DATABASE_URL=… {TILL} serve"],
        [Measure("From exec to a ready /readyz, database up", ready, " ms", Bar(most=500)),
         Measure("Resident memory, idle, a loop for each core", idle, " MB", Bar(most=40))])


def wait_until_ready(processes, process, port, seconds=10):
    """Asks each two milliseconds; returns when the first 200 came."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            processes.fail(process, f"ended with {process.returncode}")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return time.monotonic()
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.002)
    processes.fail(process, f"not ready within {seconds} s")

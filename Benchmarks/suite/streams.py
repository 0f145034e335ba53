"""Thousands of idle event streams and one event to all of them, beside nginx with nchan and the same client."""

import json
import os

from measures import Bar, Measure, Section, ratio
from processes import run
from servers import NCHAN_MODULE, bench_server_command, children, start_bench_server, start_nginx

EVENTS = 20
IDLE_SECONDS = 5

# As either is run: one loop and one worker for each core. Streams take memory of the worker, messages are shared.
THREADS = os.cpu_count() or 1
NCHAN_LOCATIONS = """
    location = /stream { nchan_subscriber eventsource; nchan_channel_id all; nchan_subscriber_first_message newest; }
    location = /publish { nchan_publisher; nchan_channel_id all; nchan_message_buffer_length 1; }
"""


def measure(processes, options):
    figures = {"till": [], "nchan": []}
    for _ in range(options.runs):
        for name, start in (("till", start_till), ("nchan", start_nchan)):
            process, url = start(processes)
            port = url.rsplit(":", 1)[1]
            figures[name].append(json.loads(run(load_command(port, children(process.pid), options.streams))))
            processes.stop(process)
    return section(figures, options)


def start_till(processes):
    return start_bench_server(processes, THREADS)


def start_nchan(processes):
    return start_nginx(processes, "nchan", '{"status":"ok"}', [NCHAN_MODULE], NCHAN_LOCATIONS, THREADS)


def load_command(port, pids, streams):
    line = [".build/release/stream-load", "--port", str(port), "--streams", str(streams),
            "--events", str(EVENTS), "--idle-seconds", str(IDLE_SECONDS)]
    for pid in pids:
        line += ["--pid", str(pid)]
    return line


def section(figures, options):
    def values(name, key, scale=1.0):
        return [figure[key] * scale for figure in figures[name]]

    def both(title, key, unit, bar=None, scale=1.0):
        ours = Measure(f"Till, {title}", values("till", key, scale), unit, bar)
        return [ours, Measure(f"nchan, {title}", values("nchan", key, scale), unit)]

    fanout = both("one event to all streams, last one", "fanoutLastMilliseconds", " ms", Bar(most=120))
    memory = both("resident memory a stream", "bytesPerStream", " KB", Bar(most=3), 1 / 1024)
    measures = [
        *memory,
        *both(f"CPU of {IDLE_SECONDS} idle seconds", "idleCPUSeconds", " s", Bar(most=0.02)),
        *fanout,
        *both("one event to all streams, median one", "fanoutMedianMilliseconds", " ms"),
        *both("one event to all streams, worst of all events", "fanoutWorstMilliseconds", " ms"),
        *both("p99 of other requests meanwhile", "probeP99DuringFanoutMilliseconds", " ms", Bar(most=20)),
        *both("seconds to open all streams", "connectSeconds", " s"),
        ratio("Till / nchan, memory", *memory),
        ratio("Till / nchan, time to the last stream", *fanout),
    ]
    return Section(
        f"{options.streams:,} event streams",
        [" ".join(bench_server_command("$PORT", THREADS)), " ".join(load_command("$PORT", ["$PID"], options.streams))],
        measures,
        [f"Each run: {EVENTS} events of 250 bytes, {IDLE_SECONDS} s of silence before. Times count from the publisher's",
         "request to the client's read. Other requests: one due each millisecond, whatever happened to earlier ones.",
         "The kernel counts CPU time in steps of 0.01 s. nchan runs a worker for each core, with the same client."])

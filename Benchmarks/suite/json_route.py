"""A bare JSON route on one loop thread, beside nginx returning the same bytes from one worker."""

import urllib.request

import wrk
from measures import Bar, Measure, Section, ratio
from servers import bench_server_command, children, start_bench_server, start_nginx


def measure(processes, options):
    till, till_url = start_bench_server(processes)
    with urllib.request.urlopen(f"{till_url}/json") as answer:
        body = answer.read().decode()
    nginx, nginx_url = start_nginx(processes, "nginx", body)

    loads = {"till": [], "nginx": []}
    for index in range(options.runs + 1):
        for name, url, process in (("till", till_url, till), ("nginx", nginx_url, nginx)):
            load = wrk.load(f"{url}/json", options.seconds if index else 1, children(process.pid))
            # The first, short round only warms both up.
            if index:
                loads[name].append(load)
    processes.stop(till)
    processes.stop(nginx)

    def values(name, member):
        return [getattr(load, member) for load in loads[name]]

    ours = Measure("Till, one loop", values("till", "rate"), " req/s", Bar(least=100_000))
    theirs = Measure("nginx, one worker, constant answer", values("nginx", "rate"), " req/s")
    return Section(
        "Bare JSON route",
        [" ".join(bench_server_command("$PORT")),
         " ".join(wrk.command("http://127.0.0.1:$PORT/json", options.seconds))],
        [ours, theirs, ratio("Till / nginx", ours, theirs, Bar(least=0.7)),
         Measure("Till, CPU a request", values("till", "cpu_microseconds"), " µs"),
         Measure("nginx, CPU a request", values("nginx", "cpu_microseconds"), " µs"),
         Measure("Till, 99th percentile", values("till", "p99_milliseconds"), " ms"),
         Measure("nginx, 99th percentile", values("nginx", "p99_milliseconds"), " ms")],
        [f"Both answer the same {len(body)} bytes of JSON."])

"""A bare JSON route on one loop thread, beside nginx returning the same bytes from one worker."""

import urllib.request

import wrk
from measures import Bar, Measure, Section, ratio
from servers import bench_server_command, start_bench_server, start_nginx


def measure(processes, options):
    till, till_url = start_bench_server(processes)
    with urllib.request.urlopen(f"{till_url}/json") as answer:
        body = answer.read().decode()
    nginx, nginx_url = start_nginx(processes, "nginx", body)

    rates, slowest = {"till": [], "nginx": []}, {"till": [], "nginx": []}
    for index in range(options.runs + 1):
        for name, url in (("till", till_url), ("nginx", nginx_url)):
            seconds = options.seconds if index else 1
            rate, p99 = wrk.load(f"{url}/json", seconds)
            # The first, short round only warms both up.
            if index:
                rates[name].append(rate)
                slowest[name].append(p99)
    processes.stop(till)
    processes.stop(nginx)

    ours = Measure("Till, one loop", rates["till"], " req/s", Bar(least=100_000))
    theirs = Measure("nginx, one worker, constant answer", rates["nginx"], " req/s")
    return Section(
        "Bare JSON route",
        [" ".join(bench_server_command("$PORT")),
         " ".join(wrk.command("http://127.0.0.1:$PORT/json", options.seconds))],
        [ours, theirs, ratio("Till / nginx", ours, theirs, Bar(least=0.7)),
         Measure("Till, 99th percentile", slowest["till"], " ms"),
         Measure("nginx, 99th percentile", slowest["nginx"], " ms")],
        [f"Both answer the same {len(body)} bytes of JSON."])

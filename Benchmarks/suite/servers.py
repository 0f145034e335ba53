"""Till's benchmark server and the peers that answer HTTP."""

import json
import os
import pwd

from processes import free_port

NCHAN_MODULE = "/usr/lib/nginx/modules/ngx_nchan_module.so"


def bench_server_command(port, loops=1, database=None):
    line = [".build/release/bench-server", "--port", str(port), "--loops", str(loops)]
    return line + (["--database", database] if database else [])


def start_bench_server(processes, loops=1, database=None):
    port = free_port()
    process = processes.start(bench_server_command(port, loops, database), "bench-server")
    url = f"http://127.0.0.1:{port}"
    processes.wait_until_ready(process, f"{url}/livez")
    return process, url


def start_nginx(processes, name, body, modules=(), locations="", workers=1):
    """An nginx that answers `body` on /json, with nothing else in its way."""
    port = free_port()
    folder = os.path.join(processes.scratch, f"{name}-{port}")
    os.mkdir(folder)
    owner = f"user {worker_user()};" if os.getuid() == 0 else ""
    config = f"""
        {"".join(f"load_module {module};" for module in modules)}
        {owner}
        daemon off;
        worker_processes {workers};
        worker_rlimit_nofile 20000;
        pid {folder}/pid;
        error_log stderr warn;
        events {{ worker_connections 15000; }}
        http {{
            access_log off;
            keepalive_requests 1000000000;
            {"".join(f"{kind}_temp_path {folder};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))}
            server {{
                listen 127.0.0.1:{port} reuseport backlog=1024;
                location = /livez {{ return 200 ok; }}
                location = /json {{ default_type application/json; return 200 '{body}'; }}
                {locations}
            }}
        }}"""
    path = os.path.join(folder, "nginx.conf")
    with open(path, "w") as file:
        file.write(config)
    process = processes.start(["nginx", "-c", path, "-p", folder], name)
    url = f"http://127.0.0.1:{port}"
    processes.wait_until_ready(process, f"{url}/livez")
    return process, url


def worker_user():
    for name in ("www-data", "nginx", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise SystemExit("nginx: no unprivileged user found")


def fastapi_command(port, workers, app="fastapi_lookup:app", folder="Benchmarks/suite"):
    return [
        ".build/benchmarks/venv/bin/uvicorn", app, "--app-dir", folder,
        "--host", "127.0.0.1", "--port", str(port), "--workers", str(workers),
        "--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning"]


def start_fastapi(processes, database, workers=2):
    port = free_port()
    process = processes.start(
        fastapi_command(port, workers), "fastapi", environment={"BENCH_DATABASE": json.dumps(database)})
    url = f"http://127.0.0.1:{port}"
    processes.wait_until_ready(process, f"{url}/livez")
    return process, url


def children(pid):
    """The processes a server works with: itself and its direct children."""
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [pid, *map(int, file.read().split())]

"""nginx between a browser and the service, as most people run it: HTTP/1.1 and answers of its own while nobody is behind it."""

import asyncio
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

CONFIGURATION = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://127.0.0.1:{upstream};
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Connection "";
            {extra}
        }}
    }}
}}
"""


def free_port() -> int:
    with socket.socket() as socket_:
        socket_.bind(("127.0.0.1", 0))
        return socket_.getsockname()[1]


class Nginx:
    """A proxy for whatever listens on the port given, or will."""

    def __init__(self, upstream: int, extra: str = ""):
        self._upstream, self._extra = upstream, extra
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    async def __aenter__(self):
        self._folder = Path(tempfile.mkdtemp(prefix="till-nginx-"))
        file = self._folder / "nginx.conf"
        file.write_text(CONFIGURATION.format(
            folder=self._folder, port=self.port, upstream=self._upstream, extra=self._extra))
        # Debian keeps it where only root's PATH looks.
        nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        prefix = ["setpriv", "--pdeathsig=TERM", "--"] if shutil.which("setpriv") else []
        self._process = subprocess.Popen(
            prefix + [nginx, "-e", f"{self._folder}/error.log", "-c", str(file)], stdin=subprocess.DEVNULL, start_new_session=True)
        await self._until_it_listens()
        return self

    async def __aexit__(self, *_):
        self._process.terminate()
        await asyncio.to_thread(self._process.wait, 20)
        shutil.rmtree(self._folder, ignore_errors=True)

    async def _until_it_listens(self):
        deadline = time.monotonic() + 10
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                return
            except OSError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self._folder / "error.log").read_text()[-2000:])
                await asyncio.sleep(0.05)

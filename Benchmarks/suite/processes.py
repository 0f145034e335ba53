"""Starts servers and stops exactly those, by process id, however the run ends."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request


class Processes:
    """Everything this run has started. Leaving the `with` block stops it and removes the scratch folder."""

    def __enter__(self):
        self._running = []
        self.scratch = tempfile.mkdtemp(prefix="till-benchmarks-")
        # Servers that run as another user have to reach their own folder below.
        os.chmod(self.scratch, 0o711)
        return self

    def __exit__(self, *_):
        for process in reversed(list(self._running)):
            self.stop(process)
        shutil.rmtree(self.scratch, ignore_errors=True)

    def start(self, command, name, user=None, environment=None, cwd=None):
        """Starts `command` in a session of its own (ctrl-C is ours to handle); it dies with us in any case."""
        prefix = []
        if shutil.which("setpriv"):
            prefix = ["setpriv", "--pdeathsig=TERM"]
            if user and os.getuid() == 0:
                prefix += [f"--reuid={user}", f"--regid={user}", "--init-groups"]
            prefix += ["--"]
        with open(self.log(name), "ab") as log:
            process = subprocess.Popen(
                prefix + command,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd=cwd,
                env={**os.environ, **(environment or {})})
        process.name = name
        self._running.append(process)
        return process

    def stop(self, process, with_signal=signal.SIGTERM):
        self._running.remove(process)
        if process.poll() is None:
            process.send_signal(with_signal)
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def log(self, name):
        return os.path.join(self.scratch, f"{name}.log")

    def fail(self, process, reason):
        with open(self.log(process.name), errors="replace") as log:
            tail = "".join(log.readlines()[-15:])
        raise SystemExit(f"{process.name}: {reason}\n{tail}")

    def wait_until_ready(self, process, url, seconds=20):
        """Asks until the answer is 2xx."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if process.poll() is not None:
                self.fail(process, f"ended with {process.returncode}")
            if is_ready(url):
                return
            time.sleep(0.02)
        self.fail(process, f"{url} did not answer within {seconds} s")


def is_ready(url):
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return 200 <= answer.status < 300
    except (urllib.error.URLError, OSError):
        return False


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(command, **options):
    """The output of a command that has to succeed."""
    result = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, **options)
    if result.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: ended with {result.returncode}\n{result.stdout}{result.stderr}")
    return result.stdout


def resident_kilobytes(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))


def cpu_seconds(pids):
    """User and system time so far; the kernel counts in hundredths of a second."""
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/stat") as file:
            # The program's name may hold spaces; after its closing parenthesis come the fields from the third on.
            fields = file.read().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")

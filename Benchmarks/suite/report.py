"""Prints the figures and writes them down with what made them."""

import os
import platform
import subprocess
import time

from measures import Section

# Read before this run adds its own: figures from a busy machine say little.
LOAD_BEFORE = os.getloadavg()[0]


def show(section: Section):
    for measure in section.measures:
        name, median, spread, bar = measure.row()
        print(f"  {name:<55} {median:>18}  {spread:<20} {bar}", flush=True)


def write(path, command, sections, options):
    lines = [
        "# Results", "",
        f"Written by `{command}` on {time.strftime('%d %B %Y', time.gmtime())}: the median of {options.runs} interleaved runs,",
        "or the figure of one, the spread from the slowest to the fastest, and the bar each figure has to reach. Load",
        "generator, servers and database share the machine's cores.", "",
        *table(["", ""], machine()), ""]
    for section in sections:
        lines += [f"## {section.title}", ""]
        lines += table(["", "median", "min–max", "bar"], [measure.row() for measure in section.measures])
        lines += ["", *section.notes, ""] if section.notes else [""]
        lines += ["```sh", *section.commands, "```", ""]
    with open(path, "w") as file:
        file.write("\n".join(lines).rstrip() + "\n")


def table(header, rows):
    body = [header, ["---"] * len(header), *rows]
    return ["| " + " | ".join(row) + " |" for row in body]


def machine():
    return [
        ["machine", f"{os.cpu_count()} cores, {processor()}, {memory()}"],
        ["system", f"{distribution()}, Linux {platform.release().partition('-')[0]}"],
        ["other work on it", f"load average {LOAD_BEFORE:.1f} when the run began"],
        ["Swift", first_line(["swift", "--version"])],
        ["PostgreSQL", first_line(["psql", "--version"])],
        ["nginx, wrk", f"{first_line(['nginx', '-v'])}; {first_line(['wrk', '-v']).split(' Copyright')[0]}"],
        ["Python", "Python " + platform.python_version() + "; " + ", ".join(requirements())],
    ]


def requirements():
    with open("Benchmarks/requirements.txt") as file:
        return file.read().split()


def first_line(command):
    """The first line of a version; some programs print it as an error, or with a status of their own."""
    result = subprocess.run(command, capture_output=True, text=True)
    lines = (result.stdout or result.stderr).strip().splitlines()
    return lines[0] if lines else "unknown"


def processor():
    with open("/proc/cpuinfo") as file:
        return next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), "unknown")


def memory():
    with open("/proc/meminfo") as file:
        return f"{int(file.readline().split()[1]) / 1024 / 1024:.0f} GB"


def distribution():
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return "Linux"

"""Breaks the service on purpose, one patch after another, and looks whether the scenario that should notice does.

    python3 Tests/Faults/mutate.py                        # all of them
    python3 Tests/Faults/mutate.py skip_the_row_lock      # these

Each `mutants/*.patch` begins with what it breaks and with the scenario that is to find it. It is applied to a copy of the
tree, which is built apart, so that the next build is a small one.
"""

import argparse
import shutil
import subprocess
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
REPOSITORY = FOLDER.parent.parent
COPY = REPOSITORY / ".build" / "mutants"
# What a build needs; times of change are kept, so that only what a patch touches is built anew.
NEEDED = ("Package.swift", "Sources", "Tests", "Benchmarks", "Plugins", "Migrations", "openapi.yaml")
SECONDS = 400


class Mutant:
    """One patch, and what it says of itself."""

    def __init__(self, path: Path):
        self.name, self.path = path.stem, path
        head, _, _ = path.read_text().partition("\n\n")
        self.says = dict(line.split(": ", 1) for line in head.splitlines())

    def apply(self, tree: Path):
        """Both ways, so that a second run puts back what was there, with the time of now."""
        subprocess.run(["patch", "--strip=1", "--quiet", "--input", self.path], cwd=tree, check=True)

    def revert(self, tree: Path):
        subprocess.run(["patch", "--strip=1", "--quiet", "--reverse", "--input", self.path], cwd=tree, check=True)


def copied() -> Path:
    """A tree of the working copy as it is now; what has not changed stays, and need not be built again."""
    tree = COPY / "tree"
    for name in NEEDED:
        source = REPOSITORY / name
        files = [path for path in source.rglob("*") if path.is_file()] if source.is_dir() else [source]
        known = {path.relative_to(REPOSITORY) for path in files}
        for gone in [path for path in (tree / name).rglob("*") if path.is_file() and path.relative_to(tree) not in known]:
            gone.unlink()
        for path in known:
            if not is_same(REPOSITORY / path, tree / path):
                (tree / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(REPOSITORY / path, tree / path)
    return tree


def is_same(source: Path, copy: Path) -> bool:
    return copy.exists() and (source.stat().st_size, source.stat().st_mtime_ns) == (copy.stat().st_size, copy.stat().st_mtime_ns)


def build(tree: Path) -> Path:
    subprocess.run(
        ["nice", "swift", "build", "--product", "till", "--scratch-path", str(COPY / "build")], cwd=tree, check=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return COPY / "build" / "debug" / "till"


def noticed(binary: Path, scenario: str, seed: int) -> tuple[bool, str]:
    """Whether the scenario fails, and its first complaint."""
    name, *scale = scenario.split()
    process = subprocess.run(
        [sys.executable, str(FOLDER), str(binary), "--only", name, "--seed", str(seed), "--seconds", str(SECONDS),
         "--buyers", "8", *scale], capture_output=True, text=True)
    lines = [line.strip() for line in (process.stdout + process.stderr).splitlines() if line.startswith("      ")]
    return process.returncode != 0, lines[0][:200] if lines else process.stderr[-200:]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="these mutants only")
    parser.add_argument("--seed", type=int, default=7, help="of the scenarios (7)")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin none after so many")
    options = parser.parse_args()
    mutants = [Mutant(path) for path in sorted((FOLDER / "mutants").glob("*.patch"))]
    if unknown := set(options.names) - {mutant.name for mutant in mutants}:
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    tree, began, missed, caught = copied(), time.monotonic(), [], 0
    for mutant in mutants:
        if options.names and mutant.name not in options.names or time.monotonic() - began > options.seconds:
            continue
        mutant.apply(tree)
        try:
            start = time.monotonic()
            isCaught, why = noticed(build(tree), mutant.says["Scenario"], options.seed)
        except subprocess.CalledProcessError:
            isCaught, why = False, "it does not build"
        finally:
            mutant.revert(tree)
        caught += isCaught
        missed += [] if isCaught else [mutant.name]
        print(f"{'caught' if isCaught else 'MISSED'}  {mutant.name:28} {time.monotonic() - start:6.1f} s  "
              f"by {mutant.says['Scenario'].split()[0]}: {why}", flush=True)
    print(f"{caught} caught, {len(missed)} missed{': ' + ', '.join(missed) if missed else ''}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

"""Load on a served site: wrk asks for addresses in turn and reports what came of it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("wrk.lua")
THREADS = 2


@dataclass(frozen=True, slots=True)
class Run:
    """One run of wrk: requests a second, latencies in milliseconds, failures."""

    per_second: float
    median: float
    p99: float
    bytes_each: float
    errors: int


def require_wrk() -> None:
    """Exit with a sentence where wrk is missing."""
    if shutil.which("wrk") is None:
        sys.exit("make bench needs wrk, a load generator: on Debian, apt-get install wrk.")


@dataclass(frozen=True, slots=True)
class Load:
    """Who asks for what: addresses, the cookie of whoever asks, how many connections."""

    base: str
    paths: Path
    cookie: str = ""
    connections: int = 16

    def run(self, seconds: int, start: int = 0) -> Run:
        """Request addresses for so many seconds, from one in the list on."""
        environment = {
            **os.environ,
            "BENCH_PATHS": str(self.paths),
            "BENCH_COOKIE": self.cookie,
            "BENCH_START": str(start),
        }
        words = ["wrk", "-t", str(THREADS), "-c", str(self.connections), "-d", f"{seconds}s"]
        done = subprocess.run(
            [*words, "--timeout", "10s", "-s", str(SCRIPT), self.base],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return _read(done.stdout)


def _read(output: str) -> Run:
    line = next(row for row in output.splitlines() if row.startswith("RESULT "))
    told = json.loads(line.removeprefix("RESULT "))
    requests = max(1, told["requests"])
    return Run(
        per_second=requests / (told["microseconds"] / 1e6),
        median=told["p50"] / 1000,
        p99=told["p99"] / 1000,
        bytes_each=told["bytes"] / requests,
        errors=told["status_errors"] + told["socket_errors"],
    )


def write_paths(folder: Path, name: str, paths: Sequence[str]) -> Path:
    """Write a list of addresses for wrk, and return its file."""
    file = folder / f"{name.replace(' ', '_')}.txt"
    file.write_text("\n".join(paths) + "\n")
    return file

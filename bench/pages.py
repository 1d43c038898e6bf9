"""How fast pages are served, beside *hello* and *floor*, in turns; what they read and send."""

import statistics
import tempfile
import urllib.request
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil

from bench.contenders import HELLO, Contender, contenders
from bench.load import Load, Run, require_wrk, write_paths
from bench.page_reads import reads_of, session_cookie
from bench.posting import measure as measure_posting
from bench.served_site import ServedSite, connect, served

CROWD = 128
ROUNDS, SECONDS, WARM_UP = 3, 1, 1  # wrk takes whole seconds
Row = dict[str, Any]


def measure(uri: str, rounds: int = ROUNDS, seconds: int = SECONDS) -> dict[str, Row]:
    """Return a row for each contender: medians with spread, ratios, and what a page costs."""
    require_wrk()
    asked = contenders(connect(uri))
    cookie = session_cookie(uri)
    with served(uri) as site, tempfile.TemporaryDirectory() as folder:
        loads = {one.name: load_for(site, one, cookie, Path(folder)) for one in asked}
        sizes = {one.name: sizes_of(site, one, cookie) for one in asked}
        runs = in_turns(loads, rounds, seconds)
        crowds = crowd(loads["different films"], rounds, seconds)
        memory = worker_memory(site.master)
    rows = {one.name: row_of(one, runs) | sizes[one.name] for one in asked}
    for one in asked:
        if one.against != HELLO or one.goal:
            rows[one.name] |= reads_of(uri, one, cookie)
    rows["workers"] = memory
    rows["128 connections against 16, different films"] = crowds
    rows["posting"] = measure_posting(uri)
    return rows


def load_for(site: ServedSite, one: Contender, cookie: str, folder: Path) -> Load:
    """Return the load of a contender, its addresses written down."""
    paths = write_paths(folder, one.name, one.paths)
    return Load(site.base, paths, cookie if one.member else "")


def in_turns(loads: dict[str, Load], rounds: int, seconds: int) -> dict[str, list[Run]]:
    """Drive every contender once a round, so that all see the same machine."""
    runs: dict[str, list[Run]] = {name: [] for name in loads}
    for load in loads.values():
        load.run(WARM_UP)
    for number in range(rounds):
        for name, load in loads.items():
            runs[name].append(load.run(seconds, start=number * 1009))
    return runs


def crowd(load: Load, rounds: int, seconds: int) -> Row:
    """Compare many connections with the usual few: throughput, and how long the slowest wait."""
    crowded, few, many = replace(load, connections=CROWD), list[Run](), list[Run]()
    for number in range(rounds):
        few.append(load.run(seconds * 2, start=number * 1999))
        many.append(crowded.run(seconds * 2, start=number * 1999 + 999))
    ratios = [b.per_second / a.per_second for a, b in zip(few, many, strict=True)]
    tail = statistics.median(run.p99 / run.median for run in many)
    errors = sum(run.errors for run in many)
    return {"throughput": statistics.median(ratios), "p99 / median": tail, "errors": errors}


def row_of(one: Contender, runs: dict[str, list[Run]]) -> Row:
    """Return the medians of a contender's runs, and its ratio to what it is compared with."""
    own, other = runs[one.name], runs[one.against]
    speeds = [run.per_second for run in own]
    ratios = [a.per_second / b.per_second for a, b in zip(own, other, strict=True)]
    return {
        "requests/s": statistics.median(speeds),
        "spread": (max(speeds) - min(speeds)) / statistics.median(speeds),
        "p50 ms": statistics.median(run.median for run in own),
        "p99 ms": statistics.median(run.p99 for run in own),
        "against": one.against,
        "ratio": statistics.median(ratios),
        "goal": one.goal or None,
        "errors": sum(run.errors for run in own),
    }


def sizes_of(site: ServedSite, one: Contender, cookie: str) -> Row:
    """Return the bytes of a page as sent; raise where it does not answer."""
    headers = {"Accept-Encoding": "br, gzip", "Cookie": cookie if one.member else ""}
    request = urllib.request.Request(site.base + one.paths[0], headers=headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        return {"bytes sent": len(response.read())}


def worker_memory(master: int) -> Row:
    """Return each gunicorn worker's resident memory, and what no other process shares (USS)."""
    used = [worker.memory_full_info() for worker in psutil.Process(master).children()]
    return {
        f"{name} MiB": [round(getattr(one, field) / 2**20, 1) for one in used]
        for name, field in (("memory", "rss"), ("own", "uss"))
    }


def growth(small: dict[str, Row], large: dict[str, Row]) -> dict[str, Row]:
    """Return how much slower each page is on the large site, from runs of the same session."""
    names = [name for name in small if "p50 ms" in small[name] and name in large]
    keys = ("p50 ms", "p99 ms")
    return {n: {k: large[n][k] / max(small[n][k], 1e-9) for k in keys} for n in names}


def show(rows: dict[str, Row]) -> None:
    """Print the table, with a mark where a goal is missed."""
    print(f"{'page':<32}{'req/s':>8}{'±':>6}{'p50':>8}{'p99':>8}{'ratio':>8}{'goal':>7}", end="")
    print(f"{'commands':>10}{'docs/ret':>9}{'bytes':>9}")
    for name, row in rows.items():
        if "requests/s" not in row:
            print(f"{name:<32}{row}")
            continue
        goal = row["goal"]
        mark = "" if not goal or row["ratio"] >= goal else "  below"
        cells = f"{row['requests/s']:>8,.0f}{row['spread']:>6.0%}{row['p50 ms']:>8.1f}"
        cells += f"{row['p99 ms']:>8.1f}{row['ratio']:>8.3f}{goal or '':>7}"
        cells += f"{row.get('commands', ''):>10}{row.get('examined for one', ''):>9}"
        print(f"{name:<32}{cells}{row['bytes sent']:>9,}{mark}", end="")
        print(f"  ERRORS {row['errors']}" if row["errors"] else "")


def profile(uri: str, names: Iterable[str]) -> None:
    """Print where the CPU goes for some pages, asked in this process."""
    for one in contenders(connect(uri)):
        if one.name in names:
            reads_of(uri, one, session_cookie(uri), profiled=True)

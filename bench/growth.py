"""What search and pages cost of many films beside what they cost of few, in the same run."""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

from bench.browse_page import selections
from bench.loading import say, titles_and_people, use

ROUNDS, NUMBER = 3, 200
TIMES_AT_MOST = 3.0
Work = Callable[[], object]
Rows = dict[str, dict[str, Any]]


def pages(uri: str, databases: tuple[str, str], seed: int) -> Rows:
    """Give the medians of each kind of page for both databases, taking turns; and their scans.

    Scans of a collection are counted by the server, those within `$unionWith` as well.
    """
    works: dict[str, dict[str, list[Work]]] = {}
    for name in databases:
        use(uri, name)
        works[name] = dict(_works(random.Random(seed)))
    times: dict[tuple[str, str], list[float]] = {}
    scans: dict[str, int] = {}
    turns = product(range(ROUNDS), works[databases[0]], databases)
    for _, kind, name in turns:
        use(uri, name)
        with _scans(scans, kind):
            taken = [_milliseconds(work) for work in works[name][kind]]
        times.setdefault((kind, name), []).extend(taken)
    few, many = databases
    return {
        kind: _row(times[kind, few], times[kind, many]) | {"scans": scans[kind]}
        for kind in works[few]
    }


def _works(lot: random.Random) -> Iterator[tuple[str, list[Work]]]:
    """Give what to do for each kind of page, of films and people of the database in use."""
    from movies import people, queries
    from movies.facets import facets_for

    started = time.perf_counter()
    titles, names = titles_and_people()
    films = [movie_id for movie_id, _ in lot.sample(titles, NUMBER)]
    yield "films like a film", [lambda i=i: _like(i, len(titles)) for i in films]
    typed = [title[: lot.randint(2, 8)] for _, title in lot.sample(titles, NUMBER)]
    yield "suggestions", [lambda t=t: queries.titles_beginning(t) for t in typed]
    called = lot.sample(names, NUMBER)
    yield "a person's page", [lambda n=n: people.get_person(n) for n in called]

    def page(selection: Any) -> None:
        queries.page_of(selection, 1, total=facets_for(selection).total)

    asked = list(selections().values()) * 20
    yield "the browse page", [lambda s=s: page(s) for s in asked]
    say("pages chosen", started)


def _like(movie_id: Any, films: int) -> None:
    from movies import queries, similar

    similar.cards_of(similar.leads_from(queries.get_movie(movie_id), films)[:6])


def _milliseconds(work: Work) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


@contextmanager
def _scans(found: dict[str, int], kind: str) -> Iterator[None]:
    before = _scanned()
    yield
    found[kind] = found.get(kind, 0) + _scanned() - before


def _scanned() -> int:
    """Give how many collections the server has read from end to end since it started."""
    from mflix_site.mongo.client import client

    metrics = client().admin.command("serverStatus")["metrics"]
    return int(metrics["queryExecutor"]["collectionScans"]["total"])


def _row(few: list[float], many: list[float]) -> dict[str, Any]:
    medians = statistics.median(few), statistics.median(many)
    times = medians[1] / medians[0]
    return {
        "few_ms": medians[0], "many_ms": medians[1], "times": times,
        "many_p95_ms": statistics.quantiles(many, n=20)[-1],
        "to_reach": TIMES_AT_MOST, "reached": times <= TIMES_AT_MOST,
    }  # fmt: skip


def of(few: dict[str, Any], many: dict[str, Any], rows: Rows) -> dict[str, Any]:
    """Give how much more time search takes of the many, and each kind of page."""
    medians = [run["ways"]["ours"]["all titles"]["median_ms"] for run in (few, many)]
    worst = max(many["nasty"].values()) / medians[1]
    times = medians[1] / medians[0]
    search = {
        "few_ms": medians[0], "many_ms": medians[1], "times": times,
        "many_p95_ms": many["ways"]["ours"]["all titles"]["p95_ms"],
        "to_reach": TIMES_AT_MOST, "reached": times <= TIMES_AT_MOST,
        "worst_of_median": worst,
    }  # fmt: skip
    return {"films": [few["films"], many["films"]], "rows": {"search": search, **rows}}


def show(growth: dict[str, Any]) -> None:
    """Print the table."""
    few, many = growth["films"]
    print(f"\n{'median ms of':<26}{few:>12,}{many:>12,}{'times':>8}{'p95':>9}{'scans':>7}")
    for kind, row in growth["rows"].items():
        reached = "yes" if row["reached"] else "NO"
        print(
            f"{kind:<26}{row['few_ms']:>12.2f}{row['many_ms']:>12.2f}{row['times']:>8.2f}"
            f"{row['many_p95_ms']:>9.2f}{row.get('scans', ''):>7}"
            f"   ≤ {row['to_reach']:.0f} {reached}"
        )

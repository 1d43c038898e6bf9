"""What search and pages cost of many films beside what they cost of few, in the same run."""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

from bench.browse_page import selections
from bench.loading import Films, unique_titles, use
from bench.search_queries import queries_of

TURNS, NUMBER = 20, 400
SEARCH = "search"
TIMES_AT_MOST = 3.0
Work = Callable[[], object]
Rows = dict[str, dict[str, Any]]


def compared(uri: str, films: dict[str, Films], seed: int) -> Rows:
    """Return the medians of search and of each kind of page of two databases; and their scans.

    They take turns, so that both have as much of a busy machine. Scans of a collection are counted
    by the server, those within `$unionWith` as well.
    """
    databases = tuple(films)
    works = {name: dict(_workloads(films[name], random.Random(seed))) for name in databases}
    times: dict[tuple[str, str], list[float]] = {}
    scans: dict[str, int] = {}
    turns = product(works[databases[0]], range(TURNS), databases)
    for kind, turn, name in turns:
        use(uri, name)
        with _scans(scans, kind):
            taken = [_milliseconds(work) for work in works[name][kind][turn::TURNS]]
        times.setdefault((kind, name), []).extend(taken)
    few, many = databases
    kinds = works[few]
    rows = {SEARCH: _row(_all(times, few), _all(times, many))}
    rows |= {kind: _row(times[kind, few], times[kind, many]) for kind in kinds}
    return {kind: row | {"scans": scans.get(kind, 0)} for kind, row in rows.items()}


def _all(times: dict[tuple[str, str], list[float]], name: str) -> list[float]:
    """Return the times of all searches of a database."""
    return [t for (kind, of), ts in times.items() if of == name and SEARCH in kind for t in ts]


def _workloads(films: Films, rng: random.Random) -> Iterator[tuple[str, list[Work]]]:
    """Return what to do of search and of each kind of page, of random films and people."""
    from movies import people, queries
    from movies.facets import facets_for
    from movies.search.engine import search
    from movies.search.suggestions import find_suggestions

    titles, names = films
    meant = rng.sample(unique_titles(films), NUMBER)
    asked = [query for _, title in meant for query in queries_of(title, rng)]
    for kind in dict.fromkeys(kind for kind, _ in asked):
        yield f"search, {kind}", [lambda q=q: search(q) for k, q in asked if k == kind]
    yield "films like a film", [lambda i=i: _like(i, len(titles)) for i, _ in meant]
    typed = [title[: rng.randint(2, 8)] for _, title in meant]
    yield "suggestions", [lambda t=t: find_suggestions(t) for t in typed]
    chosen = rng.sample(names, NUMBER)
    yield "a person's page", [lambda n=n: people.get_person(n) for n in chosen]

    def page(selection: Any) -> None:
        queries.get_page(selection, 1, total=facets_for(selection).total)

    yield "the browse page", [lambda s=s: page(s) for s in [*selections().values()] * 40]


def _like(movie_id: Any, films: int) -> None:
    from movies import queries, similar_films

    similar_films.neighbour_cards(
        similar_films.find_neighbours(queries.get_movie(movie_id), films)[:6]
    )


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
    """Return how many collections the server has read from end to end since it started."""
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


def show(rows: Rows, few: int, many: int, cache: str) -> None:
    """Print the table."""
    head = f"{f'median ms, cache {cache}':<26}{few:>12,}{many:>12,}"
    print(f"\n{head}{'times':>8}{'p95':>9}{'scans':>7}")
    for kind, row in rows.items():
        reached = "yes" if row["reached"] else "NO"
        print(
            f"{kind:<26}{row['few_ms']:>12.2f}{row['many_ms']:>12.2f}{row['times']:>8.2f}"
            f"{row['many_p95_ms']:>9.2f}{row['scans']:>7}"
            f"   ≤ {row['to_reach']:.0f} {reached}"
        )

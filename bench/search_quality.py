"""How often search finds what was meant, and how fast, beside `$text` on the same films.

python bench/search_quality.py --n 1000 --seed 1 [--films 1000000] [--data FOLDER] [--folder KEPT]
"""

import argparse
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import pymongo

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import growth
from bench.loading import (
    BYTES_A_FILM,
    EMBEDDED_CACHE,
    HOURS,
    Films,
    cache_of,
    default_cache,
    fill,
    sample,
    titles_and_people,
    unique_titles,
    use,
)
from bench.search_queries import ODD_QUERIES, edited, queries_of
from bench.spoken_titles import SPOKEN, meant_films
from mflix_site.embedded.process import Mongod, Options
from mflix_site.embedded.server import start
from tests.support.scratch_server import ROOM, scratch_server

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("MFLIX_DATA", ROOT.parent / "shared" / "data"))
RESULTS = Path(__file__).parent / "search_quality.json"
FEW, MANY = "few", "many"
PEOPLE = "people, one edit"
TOP, ODD_TURNS = 10, 8
# Of a million films `$text` takes seconds for one query: it is asked as long as this.
FOREVER, SECONDS_OF_TEXT = float("inf"), 120.0
# What is to be reached: hit@1, hit@10.
TARGETS = {
    "as it is": (0.99, 1.0),
    "one edit": (0.95, 0.99),
    "two edits": (0.85, 0.95),
    "first 60 %": (None, 0.93),
    PEOPLE: (None, 0.95),
    "as people say it, tuned": (0.9, 0.97),
    "as people say it, kept out": (0.8, 0.9),
}
Search = Callable[[str], Sequence[Any]]


@dataclass(slots=True)
class Score:
    """How a way of searching did with queries of one kind."""

    asked: int = 0
    first: int = 0
    among: int = 0
    times: list[float] = field(default_factory=list)
    missed: list[tuple[str, str]] = field(default_factory=list)

    def ask(self, search: Search, query: str, meant: Any, label: str) -> None:
        """Search, and note whether what was meant came first, or among the ten."""
        started = time.perf_counter()
        found = search(query)
        self.times.append((time.perf_counter() - started) * 1000)
        self.asked += 1
        self.first += bool(found) and found[0] == meant
        self.among += meant in found[:TOP]
        if meant not in found[:TOP]:
            self.missed.append((label, query))

    def row(self) -> dict[str, float]:
        """Return the shares found and the times in milliseconds."""
        return {
            "n": self.asked,
            "hit@1": self.first / max(self.asked, 1),
            "hit@10": self.among / max(self.asked, 1),
            "median_ms": statistics.median(self.times) if self.times else 0.0,
            "p95_ms": _p95(self.times),
            "worst_ms": max(self.times, default=0.0),
        }


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else 0.0


def run(number: int, seed: int, films: Films, seconds: float = FOREVER) -> dict[str, Any]:
    """Run every query both ways on the films of the database in use, and return the tables.

    `$text` is asked for so many seconds at most; so of a million films it may be asked less.
    """
    rng, once = random.Random(seed), unique_titles(films)
    ways: dict[str, Search] = {"ours": ours, "$text": by_text}
    scores = {way: {kind: Score() for kind in TARGETS} for way in ways}
    asked = [(kind, query, one) for one in sample(once, number, rng)
             for kind, query in queries_of(one[1], rng)]  # fmt: skip
    odd: dict[str, list[float]] = {}
    odd_turns = range(1, number + 1, max(1, number // ODD_TURNS))
    # Side by side, so that both have as much of a busy machine; but not where `$text` reads so
    # much that it drives out of the cache what the other has there.
    turns = ((way, one) for one, way in product(asked, ways))
    if seconds != FOREVER:
        turns = product(ways, asked)
    for way, (kind, query, (movie_id, title)) in turns:
        if way == "ours" or _seconds_taken(scores[way]) < seconds:
            scores[way][kind].ask(ways[way], query, movie_id, title)
        if way == "ours" and scores[way][kind].asked in odd_turns:
            time_odd_queries(odd)
    for name in sample(films[1], number, rng):
        scores["ours"][PEOPLE].ask(people_called, edited(name, rng), name, name)
    ask_spoken_titles(scores)
    return {
        "films": len(films[0]), "n": number, "seed": seed,
        "ways": {way: _table(rows) for way, rows in scores.items()},
        "nasty": {name: statistics.median(times) for name, times in odd.items()},
        "missed": {k: s.missed[:25] for k, s in scores["ours"].items()},
    }  # fmt: skip


def ask_spoken_titles(scores: dict[str, dict[str, Score]]) -> None:
    """Search for films as people say their titles; a film may be there twice or not at all."""
    for kind, queries in SPOKEN.items():
        for query, title, year in queries:
            if meant := meant_films(title, year):
                best = next((movie for movie in ours(query) if movie in meant), meant[0])
                scores["ours"][kind].ask(ours, query, best, title)


def _seconds_taken(scores: dict[str, Score]) -> float:
    return sum(sum(score.times) for score in scores.values()) / 1000


def _table(scores: dict[str, Score]) -> dict[str, dict[str, float]]:
    """Return a row for each kind of query, and one for all that mean a title."""
    rows = {kind: score.row() for kind, score in scores.items() if score.asked}
    every = [t for k, s in scores.items() if k not in (PEOPLE, *SPOKEN) for t in s.times]
    times = {"median_ms": statistics.median(every), "p95_ms": _p95(every), "worst_ms": max(every)}
    return {**rows, "all titles": {"n": len(every), **times}}


def ours(query: str) -> list[Any]:
    """Return the ids of the ten films that the results page shows first."""
    from movies.search.engine import search

    return search(query).ids[:TOP]


def by_text(query: str) -> list[Any]:
    """Return the ids of the ten films that `$text` scores highest, any of the words counting."""
    from mflix_site.mongo import collections as mongo

    score = {"$meta": "textScore"}
    asked = {"$text": {"$search": query}}
    rows = mongo.collection("movies").find(asked, {"score": score}).sort([("score", score)])
    with pymongo.timeout(HOURS):
        return [row["_id"] for row in rows.limit(TOP)]


def time_odd_queries(times: dict[str, list[float]]) -> None:
    """Run the odd queries, and record the milliseconds that they take."""
    for name, query in ODD_QUERIES.items():
        started = time.perf_counter()
        ours(query)
        times.setdefault(name, []).append((time.perf_counter() - started) * 1000)


def people_called(query: str) -> list[str]:
    """Return the names that a search finds."""
    from movies.search.engine import search

    return [person.name for person in search(query).people]


def show(result: dict[str, Any]) -> None:
    """Print the tables."""
    print(f"\n{result['films']:,} films, n={result['n']}, seed={result['seed']}")
    head = ("hit@1", "hit@10", "median ms", "p95 ms", "worst ms")
    print(f"{'':<26}{'n':>6}" + "".join(f"{h:>11}" for h in head) + "   to reach")
    for way, rows in result["ways"].items():
        for kind, row in rows.items():
            shares = "".join(
                f"{row[h]:>11.3f}" if h in row else f"{'':>11}" for h in ("hit@1", "hit@10")
            )
            times = "".join(f"{row[t]:>11.2f}" for t in ("median_ms", "p95_ms", "worst_ms"))
            goal = "" if way != "ours" else _goal(kind, row)
            print(f"{way + ': ' + kind:<26}{row['n']:>6}{shares}{times}   {goal}")
    for name, taken in result["nasty"].items():
        print(f"  {name:<30}{taken:>10.2f} ms")
    fast, slow = result["ways"]["ours"]["all titles"], result["ways"]["$text"]["all titles"]
    print(f"ours of $text: median {fast['median_ms'] / slow['median_ms']:.2f} (to reach: 2), "
          f"p95 {fast['p95_ms'] / slow['p95_ms']:.2f} (3); worst of median "
          f"{max(result['nasty'].values()) / fast['median_ms']:.1f} (10)")  # fmt: skip


def _goal(kind: str, row: dict[str, float]) -> str:
    if kind not in TARGETS:
        return ""
    pairs = zip(("hit@1", "hit@10"), TARGETS[kind], strict=True)
    return ", ".join(
        f"{name} ≥ {goal} {'yes' if row[name] >= goal else 'NO'}" for name, goal in pairs if goal
    )


def main() -> None:
    """Measure on a server of its own; print tables, and write all to search_quality.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=1000, help="titles, and people, to ask for")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--films", type=int, default=0, help="so many seeded films besides")
    parser.add_argument("--data", type=Path, default=DATA, help="the folder with the films")
    parser.add_argument("--folder", type=Path, help="keep the database here, and use it again")
    options = parser.parse_args()
    from bench.wikipedia import DataMissing

    with server_for(options.films, options.folder) as server:
        try:
            result = measured(server.uri, options.n, options.seed, options.films, options.data)
        except DataMissing as error:
            sys.exit(str(error))
    RESULTS.write_text(json.dumps(result, indent=1, ensure_ascii=False))
    print(json.dumps(without_misses(result), ensure_ascii=False))


def without_misses(result: Any) -> Any:
    """Return the same numbers without the queries that did not find what they meant."""
    if not isinstance(result, dict):
        return result
    return {name: without_misses(part) for name, part in result.items() if name != "missed"}


def measured(uri: str, number: int, seed: int, films: int, data: Path) -> dict[str, Any]:
    """Measure the folder's films and, where asked for, so many seeded ones beside them.

    These with the small cache of the embedded server, and with that of MongoDB's own choice.
    """
    fill(uri, FEW, 0, data)
    found = {FEW: titles_and_people()}
    few = run(number, seed, found[FEW])
    show(few)
    if not films:
        return few
    fill(uri, MANY, films, data)
    found[MANY] = titles_and_people()
    grown = {}
    for cache in (EMBEDDED_CACHE, default_cache()):
        with cache_of(cache):
            grown[cache] = growth.compared(uri, found, seed)
        growth.show(grown[cache], few["films"], films, cache)
    use(uri, MANY)
    many = run(number, seed, found[MANY], SECONDS_OF_TEXT)
    show(many)
    return {"few": few, "many": many, "growth": grown}


def measure(scale: float = 1.0) -> dict[str, Any]:
    """Measure with a scaled number of titles, as `python -m bench` does."""
    from mflix_site.mongo.client import mongodb_uri

    tables = measured(mongodb_uri(), max(50, int(1000 * scale)), 1, 0, DATA)
    return {
        f"{way}, {kind}: {what}": value
        for way, rows in tables["ways"].items()
        for kind, row in rows.items()
        for what, value in row.items()
    }


@contextmanager
def server_for(films: int, folder: Path | None) -> Iterator[Mongod]:
    """Return a server of this run only: on a scratch folder, or one that stays."""
    if folder is None:
        with scratch_server(room=max(ROOM, films * BYTES_A_FILM)) as server:
            yield server
        return
    server = start(folder, options=Options(test_preset=True))
    try:
        yield server
    finally:
        server.stop()


if __name__ == "__main__":
    main()

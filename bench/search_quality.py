"""How often search finds what was meant, and how fast, beside `$text` on the same films.

python bench/search_quality.py --n 1000 --seed 1 [--films 1000000] [--data FOLDER]
"""

import argparse
import json
import os
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.search_queries import NASTY, edited, queries_of

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("MFLIX_DATA", ROOT.parent / "shared" / "data"))
RESULTS = Path(__file__).parent / "search_quality.json"
TOP = 10
AT_ONCE = 2000
# What is to be reached: hit@1, hit@10.
TARGETS = {
    "as it is": (0.99, 1.0),
    "one edit": (0.95, 0.99),
    "two edits": (0.85, 0.95),
    "first 60 %": (None, 0.93),
    "people, one edit": (None, 0.95),
}
Doc = dict[str, Any]
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
        """Give the shares found and the times in milliseconds."""
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


def measure(scale: float = 1.0) -> dict[str, Any]:
    """Measure with a scaled number of titles, as `python -m bench` does."""
    tables = run(max(50, int(1000 * scale)), 1, 0, DATA)
    return {
        f"{way}, {kind}: {what}": value
        for way, rows in tables["ways"].items()
        for kind, row in rows.items()
        for what, value in row.items()
    }


def run(number: int, seed: int, films: int, data: Path) -> dict[str, Any]:
    """Load the films, ask every query both ways, and give the tables."""
    from movies.search import finding

    loaded, titles, people = load(films, data)
    lot = random.Random(seed)
    ways: dict[str, Search] = {"ours": ours, "$text": by_text}
    scores = {way: {kind: Score() for kind in TARGETS} for way in ways}
    once = sorted(t for t, n in Counter(t for _, t in titles).items() if n == 1 and len(t) >= 6)
    ids = {title: movie_id for movie_id, title in titles}
    for title in lot.sample(once, min(number, len(once))):
        for kind, query in queries_of(title, lot):
            for way, search in ways.items():
                scores[way][kind].ask(search, query, ids[title], title)
    for name in lot.sample(people, min(number, len(people))):
        query = edited(name, lot)
        scores["ours"]["people, one edit"].ask(
            lambda q: [p.name for p in finding.look_up(q).people], query, name, name
        )
    worst = nasty()
    result = {
        "films": loaded, "n": number, "seed": seed,
        "ways": {w: {k: s.row() for k, s in rows.items() if s.asked} for w, rows in scores.items()},
        "nasty": worst,
        "missed": {k: s.missed[:25] for k, s in scores["ours"].items()},
    }  # fmt: skip
    for way in ways:
        every = [t for kind, s in scores[way].items() if not kind.startswith("people")
                 for t in s.times]  # fmt: skip
        result["ways"][way]["all titles"] = {
            "n": len(every), "median_ms": statistics.median(every), "p95_ms": _p95(every),
            "worst_ms": max(every),
        }  # fmt: skip
    return result


def ours(query: str) -> list[Any]:
    """Give the ids of the ten films that the results page shows first."""
    from movies.search.finding import look_up

    return look_up(query).ids[:TOP]


def by_text(query: str) -> list[Any]:
    """Give the ids of the ten films that `$text` scores highest, any of the words counting."""
    from mflix_site.mongo import collections as mongo

    score = {"$meta": "textScore"}
    asked = {"$text": {"$search": query}}
    rows = mongo.collection("movies").find(asked, {"score": score}).sort([("score", score)])
    return [row["_id"] for row in rows.limit(TOP)]


def nasty() -> dict[str, float]:
    """Give the milliseconds that odd queries take, the median of five."""
    times = {}
    for name, query in NASTY.items():
        taken = []
        for _ in range(5):
            started = time.perf_counter()
            ours(query)
            taken.append((time.perf_counter() - started) * 1000)
        times[name] = statistics.median(taken)
    return times


def load(number: int, data: Path) -> tuple[int, list[tuple[Any, str]], list[str]]:
    """Fill the empty database; give the number of films, their ids and titles, and some names."""
    from bench.wikipedia import films
    from movies.seeding.films import each_seeded_film

    started = time.perf_counter()
    docs = each_seeded_film(number, 1) if number else films(data)
    titles, people = put(docs)
    say(f"{len(titles):,} films put in", started)
    return len(titles), titles, people


def put(docs: Iterable[Doc]) -> tuple[list[tuple[Any, str]], list[str]]:
    """Put films in, then make the indexes, the dictionary, and the index for `$text`."""
    from mflix_site.mongo import collections as mongo
    from mflix_site.mongo import indexes
    from mflix_site.mongo.upserts import in_batches
    from movies.catalogue_fields import new_document
    from movies.search.dictionary import rebuild
    from movies.seeding.films import rank_all

    started = time.perf_counter()
    titles, names = [], dict[str, None]()
    for batch in in_batches(docs, AT_ONCE):
        mongo.movies(mongo.REPEATABLE).insert_many([new_document(d) for d in batch])
        titles += [(d["_id"], d["title"]) for d in batch]
        names |= {n: None for d in batch for n in (d.get("cast") or [])[:3] if len(n) >= 6}
    say("inserted", started)
    with unhurried():
        rank_all()
        for index, state in indexes.drift():
            indexes.mend(index, state)
        say("indexed", started)
        done = rebuild(lambda _: None)
        say(f"dictionary: {done.put:,} terms", started)
        fields = [(name, "text") for name in ("cast", "plot", "genres", "title")]
        mongo.collection("movies").database["movies"].create_index(fields, name="course_text")
    say("$text index", started)
    return titles, sorted(names)


def unhurried() -> Any:
    """Let an operation take an hour: indexes of a million films are not made in eight seconds."""
    import pymongo

    return pymongo.timeout(3600)


def say(what: str, started: float) -> None:
    """Tell how far it is."""
    sys.stderr.write(f"  {what} ({time.perf_counter() - started:.0f} s)\n")


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
    """Measure on a scratch server of its own; print tables, and write search_quality.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=1000, help="titles, and people, to ask for")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--films", type=int, default=0, help="seeded films instead of Wikipedia's")
    parser.add_argument("--data", type=Path, default=DATA, help="the folder with the films")
    asked = parser.parse_args()
    from bench.__main__ import prepare_django
    from bench.wikipedia import DataMissing
    from mflix_site.mongo.local_scratch import scratch_server

    with scratch_server() as server:
        prepare_django(server.uri, indexed=False)
        try:
            result = run(asked.n, asked.seed, asked.films, asked.data)
        except DataMissing as error:
            sys.exit(str(error))
    show(result)
    RESULTS.write_text(json.dumps(result, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()

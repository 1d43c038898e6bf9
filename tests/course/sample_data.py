"""What the sample's files hold, counted by plain Python: what the tickets' values come to here."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from bson import json_util

from tests.support.sample import REAL

Film = Mapping[str, Any]
PAGE = 20
RATING_BOUNDS, RUNTIME_BOUNDS = (0, 50, 70, 90, 100), (0, 60, 90, 120, 180)
TEXT_FIELDS = ("title", "plot", "fullplot", "cast", "directors", "writers")


@cache
def films() -> Sequence[Film]:
    return _read("movies")


@cache
def comments() -> Sequence[Mapping[str, Any]]:
    return _read("comments")


def _read(name: str) -> Sequence[Mapping[str, Any]]:
    docs: Sequence[Mapping[str, Any]] = json_util.loads((REAL / f"{name}.json").read_text("utf-8"))
    return docs


def having(field: str, *values: str) -> list[Film]:
    """Return the films that have any of the values in a list, those seen by most first."""
    found = [film for film in films() if set(film.get(field) or ()) & set(values)]
    return sorted(found, key=lambda film: (-audience(film), -int(str(film["_id"]), 16)))


def audience(film: Film) -> int:
    viewer = (film.get("tomatoes") or {}).get("viewer") or {}
    number = viewer.get("numReviews")
    return -1 if number is None else int(number)


def names_by_films(field: str) -> list[str]:
    """Return the values of a list, those that most films have first."""
    counts = Counter(value for film in films() for value in film.get(field) or ())
    return sorted(counts, key=lambda name: (-counts[name], name))


@cache
def rare_word() -> tuple[str, frozenset[Any], Film]:
    """Return a word, the films that hold it, and the only one that has it in its title."""
    holders: defaultdict[str, set[Any]] = defaultdict(set)
    titled: defaultdict[str, list[Film]] = defaultdict(list)
    for film in films():
        for field in TEXT_FIELDS:
            for word in words_of(film.get(field)):
                holders[word].add(film["_id"])
                titled[word] += [film] if field == "title" else []
    stems = Counter(word[:5] for word in holders)
    for word in sorted(holders):
        is_rare = 3 <= len(holders[word]) <= 12 and stems[word[:5]] == 1
        if len(word) > 7 and is_rare and len(titled[word]) == 1:
            return word, frozenset(holders[word]), titled[word][0]
    raise LookupError("no film's title has a rare word")


def words_of(value: Any) -> set[str]:
    texts = value if isinstance(value, list) else [value]
    return {w for text in texts for w in re.findall(r"[a-z]+", str(text or "").lower())}


def buckets(page: Sequence[Film], field: str, bounds: Sequence[int]) -> dict[str, int]:
    """Count films by lower bounds, the last bound excluded, all else as other."""
    counts: Counter[str] = Counter()
    for film in page:
        value = film.get(field)
        known = isinstance(value, int | float) and bounds[0] <= value < bounds[-1]
        counts[str(max(b for b in bounds if b <= value)) if known else "other"] += 1
    return dict(counts)


def most_commented(number: int) -> list[tuple[Any, int]]:
    """Return the films of the sample with most comments, and how many they have."""
    known = {film["_id"] for film in films()}
    counts = Counter(doc["movie_id"] for doc in comments() if doc["movie_id"] in known)
    return counts.most_common(number)

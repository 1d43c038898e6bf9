"""A varied catalogue for tests, selections of it, and which films a selection means."""

import random
import re
from collections.abc import Iterable
from typing import Any

from bson import ObjectId

from mflix_site.mongo import collections as mongo
from movies.bulk import update_all_ranks
from movies.derived_fields import person_key
from movies.selection import GROUPS, SORTS, Selection
from seeding.films import seeded_films

Doc = dict[str, Any]
WORDS = ("the", "love", "night", "war", "paris", "city", "king", "drama", "house", "zzzz", "man")


def films_on(page: str) -> list[str]:
    """Return the ids of the films that a page links to, in order, each once."""
    return list(dict.fromkeys(re.findall(r'href="/movies/([0-9a-f]{24})/"', page)))


def titles(ids: Iterable[str]) -> list[str]:
    """Return the titles of films in the order of their ids."""
    found = {str(d["_id"]): d["title"] for d in mongo.movies().find({}, {"title": 1})}
    return [found[i] for i in ids]


def many_films(number: int = 400, seed: int = 7) -> list[Doc]:
    """Insert many films, some of them lacking this or that; return their documents as stored."""
    lot = random.Random(seed)
    docs = [_varied(doc, lot) for doc in seeded_films(number, seed)]
    mongo.movies().insert_many(docs)
    update_all_ranks()
    return list(mongo.movies().find({}))


def _varied(doc: Doc, lot: random.Random) -> Doc:
    doc["num_mflix_comments"] = lot.choice([0, 0, 1, 2, 5, 40])
    doc["imdb"] = {
        "rating": lot.choice(["", 4.5, 6.0, 7.1, 8.8]),
        "votes": lot.choice([0, 9, 9000]),
    }
    for name in ("year", "runtime", "genres", "countries", "rated", "cast"):
        if lot.random() < 0.05:
            doc.pop(name, None)
    return doc


def a_selection(lot: random.Random, docs: list[Doc], *, words: bool = True) -> Selection:
    """Return a selection of one to three filters whose values come from the catalogue."""
    chosen: Doc = {"sort": lot.choice(["", *SORTS])}
    for name in lot.sample([*GROUPS, "year", "runtime", "rating", "person"], lot.randint(1, 3)):
        chosen |= _one(name, lot, lot.choice(docs))
    if words and lot.random() < 0.5:
        chosen["q"] = " ".join(lot.sample(WORDS, lot.randint(1, 2)))
    return Selection(**chosen)


def _one(name: str, lot: random.Random, doc: Doc) -> Doc:
    if path := GROUPS.get(name):
        value = doc.get(path) or ["Nowhere"]
        values = [value] if isinstance(value, str) else value
        wanted = {name: tuple(dict.fromkeys([*values[:2], lot.choice(["Drama", "USA", "R"])]))}
        unwanted = {f"not_{name}": (lot.choice([*values, "Drama", "English"]),)}
        return lot.choice([wanted, wanted, unwanted, wanted | unwanted])
    if name == "rating":
        return {"rating_min": lot.choice([1, 50, 71, 95])}
    if name == "person":
        return {"person": (doc.get("cast") or doc["directors"])[0]}
    low = {"year": 1930, "runtime": 70}[name] + lot.randrange(60)
    return {f"{name}_min": low} | ({f"{name}_max": low + 25} if lot.random() < 0.7 else {})


def means(selection: Selection, doc: Doc) -> bool:
    """Return, in plain Python, whether a selection without words means a film."""
    return (
        all(_is_one_of(values_of(doc, g), selection.wanted(g)) for g in GROUPS)
        and not any(
            selection.unwanted(g) and _is_one_of(values_of(doc, g), selection.unwanted(g))
            for g in GROUPS
        )
        and _between(doc.get("year"), selection.year_min, selection.year_max)
        and _between(doc.get("runtime"), selection.runtime_min, selection.runtime_max)
        and _between(doc["ranks"]["rating"], selection.rating_min, None)
        and (not selection.person or person_key(selection.person) in doc["person_keys"])
    )


def values_of(doc: Doc, group: str) -> list[Any]:
    """Return what a film has in a group of filters."""
    value = doc.get(GROUPS[group])
    return value if isinstance(value, list) else [value]


def _is_one_of(values: list[Any], chosen: tuple[str, ...]) -> bool:
    return not chosen or any(v in chosen for v in values)


def _between(value: Any, low: int | None, high: int | None) -> bool:
    if low is None and high is None:
        return True
    return value is not None and (low is None or value >= low) and (high is None or value <= high)


def insert_raw(**facts: Any) -> ObjectId:
    """Insert a film exactly as given: neither adopted nor tidied."""
    doc = {"_id": ObjectId(), **facts}
    mongo.movies().insert_one(doc)
    return doc["_id"]

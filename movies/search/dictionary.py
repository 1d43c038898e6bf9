"""The dictionary of search, `search_terms`: people's names and words, derived from the films."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pymongo import DeleteOne, ReplaceOne

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.upserts import differing, in_batches

from ..documents import read_names, strip_credit_note
from . import segments
from .film_keys import ROLES, TITLE_WORD, beginnings, exact
from .folding import LONGEST_WORD, compact, folded

PERSON, WORD = "p", "w"
LONGEST_NAME, AT_ONCE = 80, 1000
# A word that only plots have counts when several do, so that their misprints do not.
PLOTS_FOR_A_WORD = 3
Doc = dict[str, Any]


@dataclass(slots=True)
class _Census:
    """How many films each person and each word has, and how people's names are spelt."""

    words: Counter[str] = field(default_factory=Counter)
    sure: set[str] = field(default_factory=set)
    people: Counter[str] = field(default_factory=Counter)
    spellings: dict[str, Counter[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reindexed:
    """What a rebuilding of the dictionary did."""

    put: int
    dropped: int
    same: int


def rebuild(progress: Callable[[int], None]) -> Reindexed:
    """Make the dictionary match the films; what matches already is not written again."""
    wanted = _terms(_census(progress))
    put = same = 0
    present: set[str] = set()
    for batch in in_batches(wanted, AT_ONCE):
        ids = [term["_id"] for term in batch]
        present.update(ids)
        stored = {d["_id"]: d for d in mongo.search_terms().find({"_id": {"$in": ids}})}
        changed = [t for t in batch if differing(t, stored.get(t["_id"], {}))]
        _write([ReplaceOne({"_id": t["_id"]}, t, upsert=True) for t in changed])
        put, same = put + len(changed), same + len(batch) - len(changed)
    return Reindexed(put, _drop_others(present), same)


def _drop_others(present: set[str]) -> int:
    ids = (d["_id"] for d in mongo.search_terms().find({}, {"_id": 1}))
    gone = [term_id for term_id in ids if term_id not in present]
    for batch in in_batches(gone, AT_ONCE):
        _write([DeleteOne({"_id": term_id}) for term_id in batch])
    return len(gone)


def _write(writes: list[Any]) -> None:
    if writes:
        mongo.search_terms().bulk_write(writes, ordered=False)


def _census(progress: Callable[[int], None]) -> _Census:
    census = _Census()
    fields = {"directors": 1, "writers": 1, "cast": 1, "search.words": 1}
    for batch in in_batches(mongo.movies().find({}, fields).sort("_id", 1), AT_ONCE):
        for film in batch:
            _count(census, film)
        progress(len(batch))
    return census


def _count(census: _Census, film: Mapping[str, Any]) -> None:
    for word in (film.get("search") or {}).get("words", ()):
        if word.isalnum():
            census.words[word] += 1
        elif word.startswith(TITLE_WORD):
            census.sure.update(word.split(TITLE_WORD))
    names = {n: folded(n) for n in _credited(film)}
    census.people.update(set(names.values()))
    for name, key in names.items():
        census.spellings.setdefault(key, Counter())[name] += 1
        census.sure.update(word[:LONGEST_WORD] for word in key.split())


def _credited(film: Mapping[str, Any]) -> Iterator[str]:
    for path in ROLES.values():
        yield from (
            name for n in read_names(film.get(path)) if folded(name := strip_credit_note(n))
        )


def _terms(census: _Census) -> Iterator[Doc]:
    for key, films in census.people.items():
        spellings = census.spellings[key]
        name = min(spellings, key=lambda n: (-spellings[n], n))
        yield _person(key, name, films)
    for word, films in census.words.items():
        if word in census.sure or films >= PLOTS_FOR_A_WORD:
            keys = [exact(WORD, word), *segments.keys(word, WORD)]
            yield {"_id": f"{WORD}:{word}", "kind": WORD, "films": films, "keys": keys}


def _person(key: str, name: str, films: int) -> Doc:
    words = key[:LONGEST_NAME].split()
    whole = compact(words)
    starts = [compact(words[at:]) for at in range(min(len(words), 4))]
    return {
        "_id": f"{PERSON}:{key[:LONGEST_NAME]}",
        "kind": PERSON,
        "name": name[:LONGEST_NAME],
        "films": films,
        "keys": [exact(PERSON, whole), *segments.keys(whole, PERSON)],
        "starts": starts,
        "begins": beginnings(starts),
    }

"""Summaries of all films of a person: computed, stored in `people`, kept up to date."""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from statistics import mean
from typing import Any, NamedTuple

from pymongo import ReplaceOne
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import in_batches
from mflix_site.text import now

from . import documents
from .derived_fields import person_key
from .documents import CARD_FIELDS, Tally, strip_credit_note
from .search.keys import PERSON

ROLES = {"Director": "directors", "Writer": "writers", "Cast": "cast"}
FIELDS = {**CARD_FIELDS, "writers": 1, "cast": 1}
# How many films a page shows, the newest first, and how many a summary is computed from.
MAX_SHOWN, MAX_FILMS = 15, 500
# How old a summary may be that a page uses, and at which age the watcher computes it again. An
# edit of one of the person's films deletes it at once: only the members' average may be outdated.
MAX_AGE, REFRESH_AGE = timedelta(days=1), timedelta(hours=1)
MAX_COLLABORATORS, MIN_FILMS_TOGETHER = 8, 2
BATCH_SIZE = 20
SUMMARY_FIELDS = ["name", "film_count", "imdb_average", "member_average", "first_year", "last_year"]
# What only an edit changes, which deletes the summary.
COMPARED_FIELDS = (
    *(name for name in SUMMARY_FIELDS if name != "member_average"),
    *("roles", "shown", "collaborators"),
)
Doc = dict[str, Any]


class Credit(NamedTuple):
    """One name in one film, the role it is credited for, and the key it is found by."""

    film: Any
    role: str
    name: str
    key: str


def summarize(key: str, docs: Sequence[Doc]) -> Doc:
    """Return the summary of a person's films, newest first, as `people` stores it."""
    credits_ = credits_of(docs)
    spellings = most_common_spellings(credits_)
    years = sorted(filter(None, (documents.read_year(doc.get("year")) for doc in docs)))
    gap = longest_gap(years)
    imdb, member = average_ratings(docs)
    films = films_by_role(key, credits_)
    newest = {doc["_id"] for doc in docs[:MAX_SHOWN]}
    return {
        "name": spellings.get(key, key),
        "film_count": len(docs),
        "imdb_average": None if imdb is None else round(imdb),
        "member_average": None if member is None else round(member),
        "first_year": next(iter(years), None),
        "last_year": next(reversed(years), None),
        # The first, the last, and both ends of the longest gap.
        "career": sorted({*years[:1], *gap, *years[-1:]}),
        "roles": {role: len(ids) for role, ids in films.items()},
        "shown": {
            role: shown
            for role, ids in films.items()
            if (shown := [film for film in ids if film in newest])
        },
        "collaborators": list(map(list, frequent_collaborators(key, credits_, spellings))),
    }


def films_by_role(key: str, credits_: Iterable[Credit]) -> dict[str, list[Any]]:
    """Return the ids of a person's films for each role they are credited for."""
    films: dict[str, dict[Any, None]] = {role: {} for role in ROLES}
    for credit in credits_:
        if credit.key == key:
            films[credit.role][credit.film] = None
    return {role: list(ids) for role, ids in films.items() if ids}


def _summarize_all(key: str) -> Doc:
    summary = summarize(key, mongo.movies().list_of(newest_films_pipeline(key, MAX_FILMS)))
    if summary["film_count"] == MAX_FILMS:
        summary["film_count"] = mongo.movies().count_documents({"person_keys": key})
    return summary


def store_summaries(keys: Sequence[str]) -> list[Doc]:
    """Compute people's summaries from their films (index `person`), and store them."""
    summaries = [{**_summarize_all(key), "_id": key, "at": now()} for key in keys]
    writes = [ReplaceOne({"_id": doc["_id"]}, doc, upsert=True) for doc in summaries]
    mongo.people().bulk_write(writes, ordered=False)
    return summaries


def newest_films_pipeline(key: str, size: int) -> list[Doc]:
    """Return the stages for a person's newest films, with their credits."""
    return [
        {"$match": {"person_keys": key}},
        {"$sort": {"year": -1, "_id": -1}},
        {"$limit": size},
        {"$project": FIELDS},
    ]


def refresh_summaries(after: str, seconds: float) -> str:
    """Store the summaries of people with many films, where they are missing or an hour old.

    Stop after about so many seconds. People are read from the dictionary in the order of `_id_`,
    from the entry `after` on; return the id of the last entry, or "" if there are no more.
    """
    ends_at = time.monotonic() + seconds
    people = {"_id": {"$gt": after or f"{PERSON}:", "$lt": f"{PERSON};"}}
    prolific = {**people, "films": {"$gt": MAX_SHOWN}}
    terms = mongo.search_terms().find(prolific, {"name": 1}).sort("_id", 1)
    for batch in in_batches(terms, BATCH_SIZE):
        keys = [person_key(term["name"]) for term in batch]
        recent = {"_id": {"$in": keys}, "at": {"$gt": now() - REFRESH_AGE}}
        present = {doc["_id"] for doc in mongo.people().find(recent, {"_id": 1})}
        if missing := [key for key in dict.fromkeys(keys) if key not in present]:
            store_summaries(missing)
        if time.monotonic() >= ends_at:
            return str(batch[-1]["_id"])
    return ""


def delete_summaries(keys: Iterable[str], *, session: ClientSession) -> None:
    """Within the transaction that changes a film, delete the summaries of its people."""
    mongo.people().delete_many({"_id": {"$in": list(keys)}}, session=session)


def repair_summaries() -> tuple[int, list[str]]:
    """Delete the stored summaries that their films contradict; return how many were read, and why.

    Averages by members may be a day old, and are not compared. Read in the order of `_id_`, with
    at most MAX_FILMS films each (index `person`).
    """
    checked, reasons = 0, list[str]()
    for stored in mongo.people().find({}).sort("_id", 1):
        summary = _summarize_all(stored["_id"])
        checked += 1
        wrong = [name for name in COMPARED_FIELDS if stored.get(name) != summary[name]]
        if wrong:
            as_read = {"_id": stored["_id"], "at": stored.get("at")}
            mongo.people().delete_one(as_read)
            reasons.append(f"{stored.get('name') or stored['_id']} ({', '.join(wrong)})")
    return checked, reasons


def average_ratings(docs: Iterable[Doc]) -> tuple[float | None, float | None]:
    """Return the films' average rating on IMDb and by members, 1 to 100, of those that have one."""
    docs = list(docs)
    imdb = [rating for doc in docs if (rating := documents.imdb_rating(doc)) is not None]
    tallies = (Tally.from_doc(doc.get("rating")) for doc in docs)
    member = [tally.sum / tally.count for tally in tallies if tally.count]
    return (mean(imdb) if imdb else None), (mean(member) if member else None)


def frequent_collaborators(
    key: str, credits_: Iterable[Credit], spellings: Mapping[str, str]
) -> list[tuple[str, int]]:
    """Return those named in two or more of a person's films, with how many, most films first.

    Among equals, the one they worked with last comes first, as credits are newest first.
    """
    pairs = dict.fromkeys((c.key, c.film) for c in credits_ if c.key != key)
    films = Counter(other for other, _ in pairs)
    frequent = [row for row in films.most_common() if row[1] >= MIN_FILMS_TOGETHER]
    return [(spellings[other], count) for other, count in frequent[:MAX_COLLABORATORS]]


def most_common_spellings(credits_: Iterable[Credit]) -> dict[str, str]:
    """Return for each key the name as most films spell it; the first of equally common ones."""
    spellings: defaultdict[str, list[str]] = defaultdict(list)
    for credit in credits_:
        spellings[credit.key].append(credit.name)
    # The first of those with the highest count, as they were read.
    return {key: max(dict.fromkeys(names), key=names.count) for key, names in spellings.items()}


def longest_gap(years: Sequence[int]) -> tuple[int, ...]:
    return max(pairwise(years), key=lambda pair: pair[1] - pair[0], default=())


def credits_of(docs: Iterable[Doc]) -> list[Credit]:
    """Return the credits of films, in the order of the roles in each."""
    return [
        Credit(doc["_id"], role, name, person_key(name))
        for doc in docs
        for role, path in ROLES.items()
        for name in map(strip_credit_note, documents.read_names(doc.get(path)))
    ]

"""People of the films: their credits, average ratings and most frequent collaborators."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from statistics import mean
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.text import now

from . import documents
from .derived_fields import person_key
from .documents import CARD_FIELDS, MovieCard, Tally, strip_credit_note
from .errors import PersonNotFound

ROLES = {"Director": "directors", "Writer": "writers", "Cast": "cast"}
ROLE_LABELS = {
    "Director": gettext_lazy("Director"), "Writer": gettext_lazy("Writer"),
    "Cast": gettext_lazy("Cast"),
}  # fmt: skip
FIELDS = {**CARD_FIELDS, "writers": 1, "cast": 1}
# How many films a page shows, the newest first, and how many a summary is computed from.
MAX_SHOWN, MAX_FILMS = 15, 500
# How long a stored summary is used; an edit of one of the person's films deletes it at once.
MAX_AGE = timedelta(hours=1)
MAX_COLLABORATORS, MIN_FILMS_TOGETHER = 8, 2
# Careers of eighty years, and gaps of forty within one, are so rare that two people of the same
# name are more likely.
MAX_CAREER, MAX_GAP = 80, 40
SUMMARY_FIELDS = ["name", "film_count", "imdb_average", "member_average", "first_year", "last_year"]
# What only an edit changes, which deletes the summary.
COMPARED_FIELDS = (
    *(name for name in SUMMARY_FIELDS if name != "member_average"),
    *("roles", "collaborators"),
)
Doc = dict[str, Any]


class Credit(NamedTuple):
    """One name in one film, the role it is credited for, and the key it is found by."""

    film: Any
    role: str
    name: str
    key: str


@dataclass(frozen=True, slots=True)
class Role:
    """A role such as director, in how many films, and those of them that are shown."""

    label: str
    film_count: int
    cards: tuple[MovieCard, ...]


@dataclass(frozen=True, slots=True)
class Collaborator:
    """Somebody named together with a person, and in how many films."""

    name: str
    films: int


@dataclass(frozen=True, slots=True)
class Person:
    """A person's page; averages are 1 to 100, over the films that have such a rating.

    `namesake_warning` says why the films may be of several people.
    """

    name: str
    film_count: int
    imdb_average: int | None
    member_average: int | None
    first_year: int | None
    last_year: int | None
    roles: tuple[Role, ...]
    cards: tuple[MovieCard, ...]
    collaborators: tuple[Collaborator, ...] = ()
    namesake_warning: str = ""


def get_person(name: str) -> Person:
    """Return a person by name, ignoring case and accents, in one command (index `person`).

    Of somebody with more films than are shown, what all films come to is computed once an hour, so
    that their page costs as much as another's. Raise PersonNotFound.
    """
    key = person_key(name)
    stored = [{"$match": {"_id": key, "at": {"$gt": now() - MAX_AGE}}}]
    union = {"$unionWith": {"coll": "people", "pipeline": stored}}
    rows = mongo.movies().list_of([*_newest_films_pipeline(key, MAX_SHOWN + 1), union])
    docs = [row for row in rows if row["_id"] != key]
    if not docs:
        raise PersonNotFound
    credits_ = [credit for doc in docs[:MAX_SHOWN] for credit in _credits(doc)]
    if len(docs) <= MAX_SHOWN:
        summary = summarize(key, docs, credits_)
    else:
        summary = rows[-1] if rows[-1]["_id"] == key else _store_summary(key)
    cards = {doc["_id"]: MovieCard.from_doc(doc) for doc in docs[:MAX_SHOWN]}
    own = [credit for credit in credits_ if credit.key == key]
    by_role = {r: dict.fromkeys(c.film for c in own if c.role == r) for r in ROLES}
    return Person(
        **{name: summary[name] for name in SUMMARY_FIELDS},
        roles=tuple(
            Role(
                str(ROLE_LABELS[role]), summary["roles"][role], tuple(cards[film] for film in films)
            )
            for role, films in by_role.items()
            if films
        ),
        cards=tuple(cards.values()),
        collaborators=tuple(Collaborator(*row) for row in summary["collaborators"]),
        # Summaries of before an update have no career.
        namesake_warning=namesake_warning(summary.get("career", ())),
    )


def summarize(key: str, docs: Sequence[Doc], credits_: Sequence[Credit]) -> Doc:
    """Return the summary of a person's films and credits, as `people` stores it."""
    spellings = most_common_spellings(credits_)
    years = sorted(filter(None, (documents.read_year(doc.get("year")) for doc in docs)))
    gap = longest_gap(years)
    imdb, member = average_ratings(docs)
    own = {(c.role, c.film) for c in credits_ if c.key == key}
    return {
        "name": spellings.get(key, key),
        "film_count": len(docs),
        "imdb_average": None if imdb is None else round(imdb),
        "member_average": None if member is None else round(member),
        "first_year": next(iter(years), None),
        "last_year": next(reversed(years), None),
        # The first, the last, and both ends of the longest gap.
        "career": sorted({*years[:1], *gap, *years[-1:]}),
        "roles": Counter(role for role, _ in own),
        "collaborators": list(map(list, frequent_collaborators(key, credits_, spellings))),
    }


def _summarize_all(key: str) -> Doc:
    films = mongo.movies().list_of(_newest_films_pipeline(key, MAX_FILMS))
    summary = summarize(key, films, [credit for doc in films for credit in _credits(doc)])
    if summary["film_count"] == MAX_FILMS:
        summary["film_count"] = mongo.movies().count_documents({"person_keys": key})
    return summary


def _store_summary(key: str) -> Doc:
    summary = _summarize_all(key)
    mongo.people().replace_one({"_id": key}, {**summary, "at": now()}, upsert=True)
    return summary


def _newest_films_pipeline(key: str, size: int) -> list[Doc]:
    return [
        {"$match": {"person_keys": key}},
        {"$sort": {"year": -1, "_id": -1}},
        {"$limit": size},
        {"$project": FIELDS},
    ]


def delete_summaries(keys: Iterable[str], *, session: ClientSession) -> None:
    """Within the transaction that changes a film, delete the summaries of its people."""
    mongo.people().delete_many({"_id": {"$in": list(keys)}}, session=session)


def repair_summaries() -> tuple[int, list[str]]:
    """Delete the stored summaries that their films contradict; return how many were read, and why.

    Averages by members may be an hour old, and are not compared. Read in the order of `_id_`, with
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


def namesake_warning(years: Sequence[int]) -> str:
    """Return why films of these years, in order, may be of several people; "" if unlikely."""
    start, end = (*years[:1], *years[-1:]) or (0, 0)
    if end - start > MAX_CAREER:
        sentence = _(
            "These credits span %(start)s–%(end)s, so they may belong to more than one person."
        )
        return sentence % {"start": start, "end": end}
    start, end = longest_gap(years) or (0, 0)
    if end - start > MAX_GAP:
        sentence = _(
            "There's nothing between %(start)s and %(end)s, so "
            "these credits may belong to more than one person."
        )
        return sentence % {"start": start, "end": end}
    return ""


def _credits(doc: dict[str, Any]) -> Iterator[Credit]:
    for role, path in ROLES.items():
        for name in map(strip_credit_note, documents.read_names(doc.get(path))):
            yield Credit(doc["_id"], role, name, person_key(name))

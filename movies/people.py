"""People of the films: their credits, average ratings and most frequent collaborators."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mflix_site.mongo import collections as mongo
from mflix_site.text import now

from .derived_fields import person_key
from .documents import MovieCard
from .errors import PersonNotFound
from .people_summaries import (
    MAX_AGE,
    MAX_SHOWN,
    SUMMARY_FIELDS,
    credits_of,
    films_by_role,
    longest_gap,
    newest_films_pipeline,
    store_summaries,
    summarize,
)

ROLE_LABELS = {
    "Director": gettext_lazy("Director"), "Writer": gettext_lazy("Writer"),
    "Cast": gettext_lazy("Cast"),
}  # fmt: skip
# Careers of eighty years, and gaps of forty within one, are so rare that two people of the same
# name are more likely.
MAX_CAREER, MAX_GAP = 80, 40


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

    The summary of somebody with more films than are shown is stored, so that their page costs as
    much as another's. Raise PersonNotFound.
    """
    key = person_key(name)
    stored = [{"$match": {"_id": key, "at": {"$gt": now() - MAX_AGE}}}]
    union = {"$unionWith": {"coll": "people", "pipeline": stored}}
    rows = mongo.movies().list_of([*newest_films_pipeline(key, MAX_SHOWN + 1), union])
    docs = [row for row in rows if row["_id"] != key]
    if not docs:
        raise PersonNotFound
    cards = {doc["_id"]: MovieCard.from_doc(doc) for doc in docs[:MAX_SHOWN]}
    if len(docs) <= MAX_SHOWN:
        summary = summarize(key, docs)
    else:
        summary = rows[-1] if rows[-1]["_id"] == key else store_summaries([key])[0]
    films = summary.get("shown", {})
    # Earlier versions stored no `shown`, and other programs may have written films since.
    if {*chain(*films.values())} != cards.keys():
        films = films_by_role(key, credits_of(docs[:MAX_SHOWN]))
    return Person(
        **{name: summary[name] for name in SUMMARY_FIELDS},
        roles=tuple(
            Role(
                str(label),
                summary["roles"].get(role, 0),
                tuple(cards[film] for film in films[role]),
            )
            for role, label in ROLE_LABELS.items()
            if role in films
        ),
        cards=tuple(cards.values()),
        collaborators=tuple(Collaborator(*row) for row in summary["collaborators"]),
        namesake_warning=namesake_warning(summary.get("career", ())),
    )


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

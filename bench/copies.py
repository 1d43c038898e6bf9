"""Copies of what the members of a seeded site do, for other films and members."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId
from pymongo.errors import BulkWriteError

DUPLICATE, MAX_SIMILAR = 11000, 30
WEEK, STEP = timedelta(days=7), timedelta(hours=31, minutes=7, milliseconds=97)
Doc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """A document of the seeded site about a film by a member, with the places of both in it."""

    doc: Doc
    film: int
    member: int


class SeededSite:
    """The documents of the seeded site, from which copies are made."""

    def __init__(
        self, database: Any, films: Sequence[Doc], members: Sequence[Doc], times: int
    ) -> None:
        self.database, self.times = database, times
        self.size = len(members) // times
        self.films = {film["_id"]: at for at, film in enumerate(films)}
        self.members = {member["_id"]: at for at, member in enumerate(members[: self.size])}
        names = ("_id", "name", "handle")
        self.people = [{name: member[name] for name in names} for member in members]
        found = database.movies.find({"_id": {"$in": list(self.films)}})
        self.models = sorted(found, key=lambda doc: self.films[doc["_id"]])
        own = {"$in": list(self.members)}
        visible = {"author.id": own, "state": "visible"}
        self.reviews = self._acts(database.comments.find(visible), "author.id")
        self.states = self._acts(database.film_states.find({"member_id": own}))
        self.entries = self._acts(database.diary.find({"member_id": own}))
        self.copied_reviews = {act.doc["_id"] for act in self.reviews}
        self.lists = list(database.lists.find({"owner_id": own, "state": "visible"}))
        in_lists = {"list_id": {"$in": [doc["_id"] for doc in self.lists]}}
        self.list_entries = list(database.list_entries.find(in_lists))
        self.newest = max(act.doc["date"] for act in self.reviews)

    def _acts(self, docs: Iterable[Doc], path: str = "member_id") -> list[Act]:
        """Return documents with the places of film and member; those of others are left out."""
        first, _, second = path.partition(".")
        acts = []
        for doc in docs:
            member = doc[first][second] if second else doc[first]
            if doc["movie_id"] in self.films and member in self.members:
                acts.append(Act(doc, self.films[doc["movie_id"]], self.members[member]))
        return acts

    def copy(self, copy: int, facts: Sequence[Doc]) -> None:
        """Insert films with these facts, and what copied members do with them."""
        from movies.documents import MovieCard

        films = self._films(facts)
        insert_all(self.database.movies, films)
        ids = [film["_id"] for film in films]
        moved = IdsOfCopy(copy)
        insert_all(self.database.comments, list(self._reviews(copy, moved, ids)))
        insert_all(self.database.film_states, list(self._states(copy, moved, ids)))
        cards = [MovieCard.from_doc(film) for film in films]
        insert_all(self.database.diary, list(self._entries(copy, moved, cards, ids)))
        lists = [self._list(copy, moved, ids, doc) for doc in self.lists]
        insert_all(self.database.lists, lists)
        entries = [self._list_entry(copy, moved, ids, doc) for doc in self.list_entries]
        insert_all(self.database.list_entries, entries)

    def _films(self, facts: Sequence[Doc]) -> list[Doc]:
        """Return films with the tallies of the seeded ones, whose reviews they get."""
        from mflix_site.text import now
        from movies.bulk import COUNTED
        from movies.derived_fields import new_film_document

        films = []
        for fact, model in zip(facts, self.models, strict=True):
            counted = {name: model[name] for name in COUNTED if name in model}
            changed = {"lastupdated": model["lastupdated"]}
            films.append({**new_film_document(fact), **counted, **changed})
        for film, similar in zip(films, similar_films(films), strict=True):
            film["similar"] = {"at": now(), "films": similar}
        return films

    def _member(self, copy: int, film: int, member: int) -> Doc:
        """Return who does in a copy what a seeded member did, so that copies are connected."""
        other = 1 + (copy - 1 + film) % (self.times - 1)
        return self.people[other * self.size + member]

    def _reviews(self, copy: int, moved: "IdsOfCopy", films: list[ObjectId]) -> Iterator[Doc]:
        for act in self.reviews:
            person = self._member(copy, act.film, act.member)
            author = {"id": person["_id"], "name": person["name"], "handle": person["handle"]}
            own = {"_id": moved[act.doc["_id"]], "movie_id": films[act.film], "author": author}
            yield {**act.doc, **own, "date": self._date(copy, act.doc["date"])}

    def _date(self, copy: int, date: datetime) -> datetime:
        """Return another moment of the same week, in which the film counts the review."""
        from movies.tallies import start_of_week

        week = start_of_week(date)
        span = min(WEEK, self.newest - week + timedelta(seconds=1))
        moved: datetime = week + (date - week - copy * STEP) % span
        return moved

    def _states(self, copy: int, moved: "IdsOfCopy", films: list[ObjectId]) -> Iterator[Doc]:
        for act in self.states:
            member = self._member(copy, act.film, act.member)["_id"]
            own = {"_id": moved[act.doc["_id"]], "member_id": member}
            yield {**act.doc, **own, "movie_id": films[act.film]}

    def _entries(
        self, copy: int, moved: "IdsOfCopy", cards: list[Any], films: list[ObjectId]
    ) -> Iterator[Doc]:
        from diary.documents import EntryFilm

        facts = [EntryFilm.of(card).fields() for card in cards]
        for act in self.entries:
            member = self._member(copy, act.film, act.member)["_id"]
            own = {"_id": moved[act.doc["_id"]], "member_id": member, "movie_id": films[act.film]}
            doc = {**act.doc, **own, "film": facts[act.film]}
            if (review := doc.pop("review_id", None)) in self.copied_reviews:
                doc["review_id"] = moved[review]
            yield doc

    def _list(self, copy: int, moved: "IdsOfCopy", films: list[ObjectId], doc: Doc) -> Doc:
        owner = self.people[copy * self.size + self.members[doc["owner_id"]]]
        named = {"name": owner["name"], "handle": owner["handle"]}
        own = {"_id": moved[doc["_id"]], "owner_id": owner["_id"], "owner": named}
        cover = [films[self.films[movie_id]] for movie_id in doc["cover"]]
        return {**doc, **own, "cover": cover, "link": f"{copy:04x}{doc['link'][4:]}"}

    def _list_entry(self, copy: int, moved: "IdsOfCopy", films: list[ObjectId], doc: Doc) -> Doc:
        by = self.people[copy * self.size + self.members[doc["added_by"]]]["_id"]
        own = {"_id": moved[doc["_id"]], "list_id": moved[doc["list_id"]], "added_by": by}
        return {**doc, **own, "movie_id": films[self.films[doc["movie_id"]]]}


class IdsOfCopy:
    """The id that each seeded document has in a copy: the same each time, and of the same age."""

    def __init__(self, copy: int) -> None:
        from seeding.seeded_random import deterministic_id

        self.mask = int.from_bytes(deterministic_id("copy", copy).binary[4:], "big")

    def __getitem__(self, model: ObjectId) -> ObjectId:
        raw = model.binary
        changed = int.from_bytes(raw[4:], "big") ^ self.mask
        return ObjectId(raw[:4] + changed.to_bytes(8, "big"))


def similar_films(films: Sequence[Mapping[str, Any]]) -> Iterator[list[Doc]]:
    """Yield what each film is like among these: those of the same kind, rarest kinds first.

    In the shape in which the site stores it; ranking a million films would take hours.
    """
    from movies.derived_fields import describe_kind

    by_kind: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for film in films:
        for kind in film["kinds"]:
            by_kind[kind].append(film)
    for at, film in enumerate(films):
        kinds = sorted(film["kinds"], key=lambda kind: len(by_kind[kind]))
        whys = [["", 0, "", describe_kind(kind, film["genres"])] for kind in kinds]
        pairs = [
            (other, why)
            for kind, why in zip(kinds, whys, strict=True)
            for other in _some(by_kind[kind], at)
        ]
        similar = {other["_id"]: why for other, why in pairs}
        similar.pop(film["_id"], None)
        rows = [{"id": movie_id, "why": why} for movie_id, why in similar.items()][:MAX_SIMILAR]
        yield rows or [{"id": films[at - 1]["_id"], "why": ["", 0, "", ""]}]


def _some(films: Sequence[Mapping[str, Any]], at: int) -> Sequence[Mapping[str, Any]]:
    """Return a few films from this place on, and from the first after the last."""
    first = at % len(films)
    return [*films[first : first + MAX_SIMILAR], *films[: min(first, MAX_SIMILAR)]]


def insert_all(collection: Any, docs: Sequence[Doc]) -> None:
    """Insert documents, some of which an interrupted run may have inserted already."""
    if not docs:
        return
    try:
        collection.insert_many(docs, ordered=False, bypass_document_validation=True)
    except BulkWriteError as error:
        if any(one["code"] != DUPLICATE for one in error.details["writeErrors"]):
            raise

"""What a film's page shows, read in one command; the public lists that a film is in."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from bson import ObjectId

from accounts.documents import Member
from diary.documents import FilmDiary
from diary.queries import joined_film_diary, read_film_diary
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.joined_rows import joined
from mflix_site.paging import Page
from movies.documents import Movie, MovieCard
from movies.similar_films import get_film_and_rows
from reviews.documents import Review
from reviews.queries import joined_film_reviews, page_of_joined_reviews

from .documents import FORMER_OWNER
from .queries import PUBLIC_FILTER

# Lists shown / newest entries read at first, nearly always enough / read at most.
MAX_SHOWN, FEW_ENTRIES, MAX_ENTRIES_READ = 6, 8, 100
LINK_FIELDS = {"title": 1, "owner.name": 1, "entry_count": 1}
Doc = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ListLink:
    """A list as the page of a film in it names it."""

    id: ObjectId
    title: str
    owner_name: str
    entry_count: int

    @classmethod
    def from_doc(cls, doc: Doc) -> "ListLink":
        owner = doc.get("owner") or FORMER_OWNER
        return cls(doc["_id"], doc["title"], owner["name"], doc["entry_count"])


@dataclass(frozen=True, slots=True)
class FilmPage:
    """A film with what others and, of a member, they themselves have made of it."""

    film: Movie
    similar: list[MovieCard]
    reviews: Page[Review]
    lists: list[ListLink]
    diary: FilmDiary | None


def get_film_page(movie_id: ObjectId, member: Member | None, sort: str, number: int) -> FilmPage:
    """Return the content of a film's page, read in one command; raise MovieNotFound."""
    own = [joined_film_diary(member.id, movie_id)] if member else []
    lists = joined("list_entries", "list", _list_stages(movie_id, 0, FEW_ENTRIES))
    others = (joined_film_reviews(movie_id, sort, number), lists, *own)
    film, similar, rows = get_film_and_rows(movie_id, *others)
    return FilmPage(
        film,
        similar,
        page_of_joined_reviews(rows["review"], film, sort, number),
        _read_lists(movie_id, rows["list"]),
        read_film_diary(movie_id, rows["diary"]) if member else None,
    )


def lists_with_film(movie_id: ObjectId) -> list[ListLink]:
    """Return public lists that a film was last added to, of its newest hundred (`of_film`)."""
    first = mongo.list_entries().raw_list_of(_list_stages(movie_id, 0, FEW_ENTRIES))
    return _read_lists(movie_id, first)


def _list_stages(movie_id: ObjectId, skip: int, limit: int) -> list[Doc]:
    """Return the stages that find the public lists of some entries, one without any if none is."""
    join: Doc = {"from": "lists", "localField": "entries", "foreignField": "_id", "as": "list"}
    public = [{"$match": dict(PUBLIC_FILTER)}, {"$project": LINK_FIELDS}]
    place = {
        "place": {"$indexOfArray": ["$entries", "$list._id"]},
        "entries": {"$size": "$entries"},
    }
    return [
        {"$match": {"movie_id": movie_id}},
        {"$sort": {"_id": -1}},
        *([{"$skip": skip}] if skip else []),
        {"$limit": limit},
        {"$group": {"_id": None, "entries": {"$push": "$list_id"}}},
        {"$lookup": {**join, "pipeline": public}},
        {"$unwind": {"path": "$list", "preserveNullAndEmptyArrays": True}},
        {"$replaceWith": {"$mergeObjects": ["$list", place]}},
    ]


def _read_lists(movie_id: ObjectId, first: Iterable[bytes]) -> list[ListLink]:
    docs, entries = _in_order(first)
    if entries == FEW_ENTRIES and len(docs) < MAX_SHOWN:
        stages = _list_stages(movie_id, FEW_ENTRIES, MAX_ENTRIES_READ - FEW_ENTRIES)
        docs += _in_order(mongo.list_entries().raw_list_of(stages))[0]
    return list(map(ListLink.from_doc, docs[:MAX_SHOWN]))


def _in_order(rows: Iterable[bytes]) -> tuple[list[Doc], int]:
    """Return the lists of some entries in the order of these, and how many entries there were."""
    docs = sorted(map(mongo.decoded, rows), key=itemgetter("place"))
    return [doc for doc in docs if "_id" in doc], docs[0]["entries"] if docs else 0

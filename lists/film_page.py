"""What a film's page shows, read in one command; the public lists that a film is in."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from bson import ObjectId
from django.utils.translation import get_language

from accounts.documents import Member
from diary.documents import FilmDiary
from diary.queries import joined_film_diary, read_film_diary
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.joined_rows import Rows, decoded_rows, flattened, joined, rows_by_name
from mflix_site.paging import Page
from mflix_site.shared_reads import SharedValues
from movies.documents import Movie, MovieCard
from movies.similar_films import joined_film, read_film_and_cards, read_film_rows
from reviews.documents import Review
from reviews.queries import joined_film_reviews, page_of_joined_reviews

from .documents import FORMER_OWNER
from .queries import PUBLIC_FILTER

# Lists shown / newest entries read at first, nearly always enough / read at most.
MAX_SHOWN, FEW_ENTRIES, MAX_ENTRIES_READ = 6, 8, 100
# The stamp of a film: when an admin edits it or a review comes, goes or is rated anew, it changes.
STAMP_FIELDS = {"version": 1, "num_mflix_comments": 1, "rating": 1}
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
class SharedPart:
    """What a film's page shows to everybody alike."""

    film: Movie
    digest: bytes  # of the film's document, as a key of the caches
    similar: list[MovieCard]
    reviews: Page[Review]
    lists: list[ListLink]


# By film, order and number of the page of reviews, and language. Members who open a film's page
# within two seconds share them.
shared_parts: SharedValues[tuple[ObjectId, str, int, str | None], SharedPart] = SharedValues(32)


def film_page_stages(movie_id: ObjectId, sort: str, number: int) -> list[Doc]:
    """Return the stages that read a film's page with a member's session, as rows after it.

    Where the shared part is cached, they read only the film's stamp and what is the member's own.
    """
    lookups = joined_film_diary(movie_id)
    if shared_parts.find((movie_id, sort, number, get_language())):
        stamp: list[Doc] = [{"$match": {"_id": movie_id}}, {"$project": STAMP_FIELDS}]
        lookups = [joined("movies", "stamp", stamp), *lookups]
    else:
        # The film before its reviews: what changes in between must leave an older stamp.
        others = _joined_for_everybody(movie_id, sort, number)
        lookups = [*joined_film(movie_id), *others, *lookups]
    return [{"$project": {"_id": 0, "row": "$$ROOT"}}, *lookups, *flattened(*lookups)]


def get_film_page(
    movie_id: ObjectId, member: Member | None, sort: str, number: int, read: Sequence[bytes] = ()
) -> tuple[SharedPart, FilmDiary | None]:
    """Return a film's page and what is a member's own; raise MovieNotFound.

    `read` are the rows of `film_page_stages` if they were read with the session. If not, or if the
    shared part has changed or the member has just written something, they are read in a command.
    """
    rows, key = rows_by_name(read), (movie_id, sort, number, get_language())
    cached = shared_parts.find(key)
    if cached and member and not member.has_just_written and _is_unchanged(cached.film, rows):
        return cached, read_film_diary(movie_id, rows)
    is_newest = cached is None or "film" not in rows
    if "film" not in rows:
        own = joined_film_diary(movie_id, member.id) if member else []
        rows = read_film_rows(movie_id, *_joined_for_everybody(movie_id, sort, number), *own)
    shared = _read_shared(rows, movie_id, sort, number)
    # The pages of visitors are cached as a whole. Another thread may have read later than this one.
    if member and is_newest and shared_parts.find(key) is cached:
        shared_parts.put(key, shared)
    return shared, read_film_diary(movie_id, rows) if member else None


def _is_unchanged(film: Movie, rows: Rows) -> bool:
    stamped = map(Movie.from_doc, decoded_rows(rows["stamp"]))
    return list(map(_stamp, stamped)) == [_stamp(film)]


def _stamp(film: Movie) -> tuple[Any, ...]:
    return film.version, film.card.review_count, film.tally


def _read_shared(rows: Rows, movie_id: ObjectId, sort: str, number: int) -> SharedPart:
    film, similar = read_film_and_cards(rows)
    return SharedPart(
        film,
        blake2b(rows["film"][0], digest_size=16).digest(),
        similar,
        page_of_joined_reviews(rows["review"], film, sort, number),
        _read_lists(movie_id, rows),
    )


def _joined_for_everybody(movie_id: ObjectId, sort: str, number: int) -> list[Doc]:
    """Return the stages that join rows `review`, `list_id` and `list`, which visitors see too."""
    entries = joined("list_entries", "list_id", _entry_stages(movie_id, 0, FEW_ENTRIES))
    lists = _joined_lists("joined.list_id.list_id._id")
    return [joined_film_reviews(movie_id, sort, number), entries, lists]


def lists_with_film(movie_id: ObjectId) -> list[ListLink]:
    """Return public lists that a film was last added to, of its newest hundred (`of_film`)."""
    return _read_lists(movie_id, _find_lists(movie_id, 0, FEW_ENTRIES))


def _entry_stages(movie_id: ObjectId, skip: int, limit: int) -> list[Doc]:
    """Return the stages that find the ids of the lists that a film was last added to."""
    return [
        {"$match": {"movie_id": movie_id}},
        {"$sort": {"_id": -1}},
        *([{"$skip": skip}] if skip else []),
        {"$limit": limit},
        {"$project": {"_id": "$list_id"}},
    ]


def _joined_lists(path: str) -> Doc:
    public = [{"$match": dict(PUBLIC_FILTER)}, {"$project": LINK_FIELDS}]
    return joined("lists", "list", public, path)


def _find_lists(movie_id: ObjectId, skip: int, limit: int) -> Rows:
    """Return rows `list_id` of some entries, and `list` of those that are public."""
    lists = _joined_lists("ids.list_id._id")
    stages = [
        *_entry_stages(movie_id, skip, limit),
        {"$group": {"_id": None, "ids": {"$push": {"list_id": "$$ROOT"}}}},
        lists,
        *flattened(lists, first="$ids"),
    ]
    return rows_by_name(mongo.list_entries().raw_list_of(stages))


def _read_lists(movie_id: ObjectId, first: Rows) -> list[ListLink]:
    docs = _in_order(first)
    if len(docs) < MAX_SHOWN and len(first["list_id"]) == FEW_ENTRIES:
        more = _find_lists(movie_id, FEW_ENTRIES, MAX_ENTRIES_READ - FEW_ENTRIES)
        docs += _in_order(more)
    return list(map(ListLink.from_doc, docs[:MAX_SHOWN]))


def _in_order(rows: Rows) -> list[Doc]:
    """Return the lists of some entries in the order of these."""
    docs = {doc["_id"]: doc for doc in decoded_rows(rows["list"])}
    ids = (entry["_id"] for entry in decoded_rows(rows["list_id"]))
    return [docs[id] for id in ids if id in docs]

"""The films that a member has watched, likes or means to watch, as far as a viewer may see."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId

from accounts.documents import Member
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.keyset import page_after
from mflix_site.paging import KeysetPage, Position
from movies.documents import CARD_FIELDS, MovieCard, read_values
from movies.queries import find_facts, get_cards
from reviews.documents import VISIBLE
from reviews.ratings import ratings_union

from .documents import PUBLIC, Doc, FilmState
from .entry_queries import Diarist
from .errors import FilmsArePrivate
from .selection import ListedFilm
from .services import NOT_LOGGED

WATCHED, LIKED, WATCHLIST = "watched", "liked", "wanted"
# The preference that keeps each kind to its member.
PRIVACY = {WATCHED: "films_private", LIKED: "films_private", WATCHLIST: "watchlist_private"}
# When a film came to each list; the list's index, which is named like it, has this order.
MOMENTS = {WATCHED: "watched_at", LIKED: "liked_at", WATCHLIST: "wanted.at"}
CONDITIONS: Mapping[str, Doc] = {
    WATCHED: {"watched": True},
    LIKED: {"liked": True},
    WATCHLIST: {"wanted.at": {"$exists": True}},
}
UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)  # of films that an old export says to be watched
FACTS = (*CARD_FIELDS, "title_key", "countries", "languages")


def is_shown(owner: Member, diarist: Diarist, kind: str) -> bool:
    """Return whether the viewer may know this kind of a member's films."""
    return diarist.is_viewer or not getattr(owner.preferences, PRIVACY[kind])


def check_shown(owner: Member, diarist: Diarist, kind: str) -> None:
    """Raise FilmsArePrivate where a member keeps this kind of films from the viewer."""
    if not is_shown(owner, diarist, kind):
        raise FilmsArePrivate


def find_listed_films(diarist: Diarist, kind: str) -> list[ListedFilm]:
    """Return a list's films of the catalogue (its index, and `by_author` of the reviews)."""
    fields = {"_id": 0, "movie_id": 1, MOMENTS[kind]: 1, "wanted.note": 1, "viewings": 1}
    pipeline: list[Doc] = [{"$match": _visible_filter(diarist, kind)}, {"$project": fields}]
    if kind != WATCHLIST:
        pipeline.append(ratings_union(diarist.id, is_own=diarist.is_viewer))
    states, ratings = list[Doc](), dict[ObjectId, int]()
    for row in mongo.film_states().list_of(pipeline):
        if "rating" in row:
            ratings[row["movie_id"]] = row["rating"]
        else:
            states.append(row)
    films = find_facts((state["movie_id"] for state in states), FACTS)
    return [
        _listed(state, kind, ratings.get(id), films[id])
        for state in states
        if (id := state["movie_id"]) in films
    ]


def _listed(state: Doc, kind: str, rating: int | None, film: Mapping[str, Any]) -> ListedFilm:
    watchlist = state.get("wanted") or {}
    return ListedFilm(
        movie_id=state["movie_id"],
        added_at=(watchlist.get("at") if kind == WATCHLIST else state.get(MOMENTS[kind]))
        or UNKNOWN,
        note=str(watchlist.get("note") or ""),
        rating=rating,
        is_logged="viewings" in state,
        card=MovieCard.from_doc(film),
        title_key=str(film.get("title_key") or ""),
        countries=read_values(film.get("countries")),
        languages=read_values(film.get("languages")),
    )


def states_after(
    diarist: Diarist, kind: str, after: Position | None, limit: int
) -> KeysetPage[tuple[FilmState, MovieCard]]:
    """Return a list's films after a position, the last added first (index of the list's name)."""
    order = [(MOMENTS[kind], -1), ("_id", -1)]
    page = page_after(mongo.film_states(), _visible_filter(diarist, kind), order, after, limit)
    cards = get_cards(doc["movie_id"] for doc in page.items)
    states = [FilmState.from_doc(str(doc["movie_id"]), doc, {}) for doc in page.items]
    known = [(state, cards[state.movie_id]) for state in states if state.movie_id in cards]
    return KeysetPage(known, page.after)


def count_films_not_logged(diarist: Diarist) -> int:
    """Return how many films were watched that the diary has no entry about (index `watched`)."""
    listed = {} if diarist.is_viewer else {"unlisted": {"$ne": True}}
    own = {"member_id": diarist.id, **CONDITIONS[WATCHED], **NOT_LOGGED, **listed}
    return mongo.film_states().count_documents(own)


def _visible_filter(diarist: Diarist, kind: str) -> Doc:
    """Return the filter of a list's films: those of private entries alone are nobody else's."""
    own = {"member_id": diarist.id, **CONDITIONS[kind]}
    if diarist.is_viewer or kind == WATCHLIST:
        return own
    listed: Doc = {"unlisted": {"$ne": True}}
    if kind == LIKED:  # a like tells nothing of what was watched only later
        listed = {"$or": [listed, {"$expr": {"$lt": ["$liked_at", "$watched_at"]}}]}
    return {**own, **listed, "movie_id": {"$nin": _private_films(diarist.id)}}


def _private_films(member_id: ObjectId) -> list[ObjectId]:
    """Return the films that a member has entries about, but none that others may see (`by_day`)."""
    is_shown = {"$and": [{"$eq": ["$privacy", PUBLIC]}, {"$eq": ["$state", VISIBLE]}]}
    pipeline: list[Doc] = [
        {"$match": {"member_id": member_id}},
        {"$group": {"_id": "$movie_id", "is_shown": {"$max": is_shown}}},
        {"$match": {"is_shown": False}},
    ]
    rows = mongo.diary().list_of(pipeline, hint="by_day")
    return [row["_id"] for row in rows]

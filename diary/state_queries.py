"""Reading what films are to a member: those they have seen, and their watchlist."""

from collections.abc import Sequence

from bson import ObjectId

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.keyset import page_after
from mflix_site.paging import KeysetPage, Position
from movies.documents import read_certificate, read_count, read_values, read_year
from movies.queries import find_facts

from .documents import Doc, FilmState
from .watchlist import WantedFilm

ONE_BATCH = 100_000  # of documents, so that a long list costs no further commands


def watched_film_ids(member_id: ObjectId) -> frozenset[str]:
    """Return the ids of all films that a member has seen (index `watched`)."""
    pipeline: list[Doc] = [
        {"$match": {"member_id": member_id, "watched": True}},
        {"$group": {"_id": None, "ids": {"$push": "$movie_id"}}},
    ]
    rows = mongo.film_states().list_of(pipeline)
    return frozenset(str(id) for id in rows[0]["ids"]) if rows else frozenset()


def watched_among(member_id: ObjectId, movie_ids: Sequence[ObjectId]) -> frozenset[ObjectId]:
    """Return those of some films that a member has seen (index `one_per_member_and_film`)."""
    own = {"member_id": member_id, "movie_id": {"$in": list(movie_ids)}, "watched": True}
    found = mongo.film_states().find(own, {"movie_id": 1}, batch_size=ONE_BATCH)
    return frozenset(doc["movie_id"] for doc in found) if movie_ids else frozenset()


def find_wanted_films(member_id: ObjectId) -> list[WantedFilm]:
    """Return all films on a member's watchlist (index `wanted`), but those no longer there."""
    own = {"member_id": member_id, "wanted.at": {"$exists": True}}
    fields = {"movie_id": 1, "wanted": 1}
    states = list(mongo.film_states().find(own, fields, batch_size=ONE_BATCH))
    films = find_facts(state["movie_id"] for state in states)
    return [_wanted(s, films[s["movie_id"]]) for s in states if s["movie_id"] in films]


def wanted_after(member_id: ObjectId, after: Position | None, limit: int) -> KeysetPage[FilmState]:
    """Return the films on a member's watchlist after a position, last added first."""
    own = {"member_id": member_id, "wanted.at": {"$exists": True}}
    order = [("wanted.at", -1), ("_id", -1)]
    page = page_after(mongo.film_states(), own, order, after, limit)  # index `wanted`
    return page.map(lambda doc: FilmState.from_doc(doc["movie_id"], doc, {}))


def _wanted(state: Doc, film: Doc) -> WantedFilm:
    wanted = state["wanted"]
    return WantedFilm(
        movie_id=state["movie_id"],
        added_at=wanted["at"],
        note=str(wanted.get("note") or ""),
        title_key=str(film.get("title_key") or ""),
        year=read_year(film.get("year")),
        runtime=read_count(film.get("runtime")) or None,
        genres=read_values(film.get("genres")),
        countries=read_values(film.get("countries")),
        languages=read_values(film.get("languages")),
        rated=read_certificate(film.get("rated")),
    )

"""Reading what films are to a member: those they have seen, and their watchlist."""

from bson import ObjectId

from mflix_site.mongo import collections as mongo
from movies.documents import read_count, read_values, read_year
from reviews.queries import film_lookup

from .documents import Doc
from .watchlist import WantedFilm

SORTED_BY = {"title_key": 1, "year": 1, "runtime": 1, "genres": 1}


def seen_film_ids(member_id: ObjectId) -> frozenset[str]:
    """Return the ids of all films that a member has seen (index `watched`)."""
    pipeline: list[Doc] = [
        {"$match": {"member_id": member_id, "watched": True}},
        {"$group": {"_id": None, "ids": {"$push": "$movie_id"}}},
    ]
    rows = mongo.film_states().list_of(pipeline)
    return frozenset(str(id) for id in rows[0]["ids"]) if rows else frozenset()


def find_wanted_films(member_id: ObjectId) -> list[WantedFilm]:
    """Return all films on a member's watchlist (index `wanted`), but those no longer there."""
    pipeline: list[Doc] = [
        {"$match": {"member_id": member_id, "wanted.at": {"$exists": True}}},
        {"$project": {"movie_id": 1, "wanted": 1}},
        film_lookup(SORTED_BY),
        {"$unwind": "$film"},
    ]
    return [_wanted(row) for row in mongo.film_states().aggregate(pipeline)]


def _wanted(row: Doc) -> WantedFilm:
    film, wanted = row["film"], row["wanted"]
    return WantedFilm(
        movie_id=row["movie_id"],
        added_at=wanted["at"],
        note=str(wanted.get("note") or ""),
        title_key=str(film.get("title_key") or ""),
        year=read_year(film.get("year")),
        runtime=read_count(film.get("runtime")) or None,
        genres=read_values(film.get("genres")),
    )

"""The most reviewed films of a decade."""

from dataclasses import dataclass

from mflix_site.mongo import collections as mongo

from .documents import CARD_FIELDS, MovieCard

DECADES = tuple(range(1900, 2030, 10))
DEFAULT_DECADE = 1980
MAX_CANDIDATES, MAX_SHOWN = 60, 24


@dataclass(frozen=True, slots=True)
class TalkedAboutFilm:
    """A film and the number of its visible reviews."""

    card: MovieCard
    reviews: int


def most_talked_about(decade: int) -> list[TalkedAboutFilm]:
    """Return the decade's films with the most reviews, counted by a `$lookup` with a pipeline.

    The stored tally names the candidates, so that the join counts sixty films and not a decade's
    thousands (index `newest_for_movie`). Years one by one let the index `year_discussed` give them
    in order: a range would have to be sorted.
    """
    years = list(range(decade, decade + 10))
    in_decade = {"year": {"$in": years}, "num_mflix_comments": {"$gt": 0}}
    counted = {
        "from": "comments",
        "let": {"movie": "$_id"},
        "pipeline": [
            {
                "$match": {
                    "$expr": {"$eq": ["$movie_id", "$$movie"]},
                    "state": {"$in": ["visible", None]},
                }
            },
            {"$count": "reviews"},
        ],
        "as": "counts",
    }
    pipeline = [
        {"$match": in_decade},
        {"$sort": {"num_mflix_comments": -1, "_id": -1}},
        {"$limit": MAX_CANDIDATES},
        {"$project": CARD_FIELDS},
        {"$lookup": counted},
        {"$set": {"reviews": {"$ifNull": [{"$first": "$counts.reviews"}, 0]}}},
        {"$match": {"reviews": {"$gt": 0}}},
        {"$sort": {"reviews": -1, "_id": -1}},
        {"$limit": MAX_SHOWN},
    ]
    rows = mongo.movies().aggregate(pipeline)
    return [TalkedAboutFilm(MovieCard.from_doc(row), row["reviews"]) for row in rows]

"""The films of a decade that people say most about."""

from dataclasses import dataclass

from mflix_site.mongo import collections as mongo

from .documents import CARD_FIELDS, MovieCard

DECADES = tuple(range(1900, 2030, 10))
DEFAULT_DECADE = 1980
MAX_CANDIDATES, MAX_SHOWN = 60, 24


@dataclass(frozen=True, slots=True)
class TalkedAboutFilm:
    """A film and how many reviews of it can be read."""

    card: MovieCard
    reviews: int


def most_talked_about(decade: int) -> list[TalkedAboutFilm]:
    """Give the decade's films with the most reviews, counted by an expressive `$lookup`.

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
        "as": "said",
    }
    pipeline = [
        {"$match": in_decade},
        {"$sort": {"num_mflix_comments": -1, "_id": -1}},
        {"$limit": MAX_CANDIDATES},
        {"$project": CARD_FIELDS},
        {"$lookup": counted},
        {"$set": {"reviews": {"$ifNull": [{"$first": "$said.reviews"}, 0]}}},
        {"$match": {"reviews": {"$gt": 0}}},
        {"$sort": {"reviews": -1, "_id": -1}},
        {"$limit": MAX_SHOWN},
    ]
    rows = mongo.movies().aggregate(pipeline)
    return [TalkedAboutFilm(MovieCard.from_doc(row), row["reviews"]) for row in rows]

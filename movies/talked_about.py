"""The most reviewed films of a decade."""

from dataclasses import dataclass

from mflix_site.mongo import collections as mongo

from .documents import CARD_FIELDS, MovieCard

DECADES = tuple(range(1900, 2030, 10))
DEFAULT_DECADE = 1980
MAX_SHOWN = 24


@dataclass(frozen=True, slots=True)
class TalkedAboutFilm:
    """A film and the number of its visible reviews."""

    card: MovieCard
    reviews: int


def most_talked_about(decade: int) -> list[TalkedAboutFilm]:
    """Return the decade's films with the most visible reviews, by their tallies.

    Years one by one let the index `year_discussed` give them in order: a range would have to be
    sorted.
    """
    years = list(range(decade, decade + 10))
    in_decade = {"year": {"$in": years}, "num_mflix_comments": {"$gt": 0}}
    order = [("num_mflix_comments", -1), ("_id", -1)]
    docs = mongo.movies().find(in_decade, CARD_FIELDS).sort(order).limit(MAX_SHOWN)
    return [TalkedAboutFilm(card, card.review_count) for card in map(MovieCard.from_doc, docs)]

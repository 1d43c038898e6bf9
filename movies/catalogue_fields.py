"""What a film's document holds beside its facts: keys for sorting and finding, and ranks."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from mflix_site.text import fold_text

from .documents import (
    HISTOGRAM_BINS,
    read_count,
    read_names,
    read_text,
    read_year,
    strip_credit_note,
)
from .kinds import kind_keys
from .search.film_keys import search_fields

ARTICLES = ("the ", "a ", "an ", "le ", "la ", "les ", "il ", "el ", "der ", "die ", "das ")
EMPTY_TALLY: Mapping[str, Any] = {"sum": 0, "count": 0, "histogram": [0] * HISTOGRAM_BINS}

# A film's score is the mean of its members' ratings, of IMDb's (which counts as up to 20 members)
# and of ten imagined members who give 60: so that one enthusiast does not make the best film.
MAX_VOTES = 10**9
PRIOR, PRIOR_WEIGHT, IMDB_WEIGHT, VOTES_FOR_FULL_WEIGHT = 60, 10, 20, 20_000
TIERS_PER_UNIT = 2
SCORE_FORMULA = {
    "prior": PRIOR,
    "prior_weight": PRIOR_WEIGHT,
    "outside_weight": IMDB_WEIGHT,
    "votes": VOTES_FOR_FULL_WEIGHT,
}
# Fields that are computed from the other fields of a film.
DERIVED_FIELDS = {"title_key", "person_keys", "kinds", "search", "ranks"}


def person_key(name: str) -> str:
    """Fold a person's name for finding: accents, case and punctuation make no difference."""
    return fold_text(strip_credit_note(name)) or strip_credit_note(name).strip().casefold()


def title_key(title: str) -> str:
    """Fold a title for sorting: without its leading article."""
    folded = fold_text(title) or title.strip().casefold()
    return next((folded.removeprefix(a) for a in ARTICLES if folded.startswith(a)), folded)


def person_keys(doc: Mapping[str, Any]) -> list[str]:
    """Give the keys of everybody who directed, wrote or acted in a film."""
    names: Iterable[str] = (
        n for f in ("directors", "writers", "cast") for n in read_names(doc.get(f))
    )
    return list(dict.fromkeys(filter(None, map(person_key, names))))


def parse_lastupdated(value: Any) -> datetime | None:
    """Give the course's `lastupdated`, such as "2015-08-13 00:27:59.177000000", as a date."""
    if isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(str(value)[:23]).replace(tzinfo=UTC)
    except ValueError:
        return None


def derived_fields(doc: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields that adopting sets on a film's document; computed from the document alone."""
    fields: dict[str, Any] = {
        "title_key": title_key(read_text(doc.get("title"))),
        "person_keys": person_keys(doc),
        "search": search_fields(doc),
        "kinds": kind_keys(doc),
    }
    year, updated = read_year(doc.get("year")), parse_lastupdated(doc.get("lastupdated"))
    if year is not None:
        fields["year"] = year
    if updated is not None:
        fields["lastupdated"] = updated
    return fields


def ranks_pipeline() -> list[dict[str, Any]]:
    """Give the update that computes `ranks` from what the same document holds.

    `rating` (1-100) is what pages show, `score` (0-100) what "highest rated" sorts by, and
    `popularity` grows with the logarithms of IMDb's votes and of our reviews.
    """
    given = {"$convert": {"input": "$imdb.rating", "to": "double", "onError": 0, "onNull": 0}}
    real = {"$and": [{"$isNumber": "$imdb.rating"}, {"$gt": [given, 0]}, {"$lte": [given, 10]}]}
    outside = {"$cond": [real, {"$multiply": [given, 10]}, None]}
    counted = {"$convert": {"input": "$imdb.votes", "to": "double", "onError": 0, "onNull": 0}}
    votes = {"$min": [{"$max": [counted, 0]}, MAX_VOTES]}
    total, count = {"$ifNull": ["$rating.sum", 0]}, {"$ifNull": ["$rating.count", 0]}
    popularity = _popularity()
    tier = {"$toInt": {"$floor": {"$multiply": [popularity, TIERS_PER_UNIT]}}}
    ranks = {"rating": _rating(), "score": _score(), "popularity": popularity, "tier": tier}
    return [
        {"$set": {"ranks": {"outside": outside, "votes": votes, "sum": total, "count": count}}},
        {
            "$set": {
                "ranks.weight": {"$cond": [{"$gt": ["$ranks.outside", None]}, _imdb_weight(), 0]}
            }
        },
        {"$replaceWith": {"$mergeObjects": ["$$ROOT", {"ranks": ranks}]}},
    ]


def _imdb_weight() -> dict[str, Any]:
    share = {"$divide": ["$ranks.votes", VOTES_FOR_FULL_WEIGHT]}
    return {"$multiply": [IMDB_WEIGHT, {"$min": [1, share]}]}


def _rating() -> dict[str, Any]:
    mean = {"$round": [{"$divide": ["$ranks.sum", "$ranks.count"]}, 0]}
    return {"$cond": [{"$gt": ["$ranks.count", 0]}, mean, "$ranks.outside"]}


def _score() -> dict[str, Any]:
    outside = {"$multiply": ["$ranks.weight", {"$ifNull": ["$ranks.outside", 0]}]}
    points = {"$add": ["$ranks.sum", outside, PRIOR * PRIOR_WEIGHT]}
    weight = {"$add": ["$ranks.count", "$ranks.weight", PRIOR_WEIGHT]}
    return {"$round": [{"$divide": [points, weight]}, 3]}


def _popularity() -> dict[str, Any]:
    reviews = {"$max": [{"$ifNull": ["$num_mflix_comments", 0]}, 0]}
    logarithms = [
        {"$log10": {"$add": ["$ranks.votes", 1]}},
        {"$multiply": [2, {"$log10": {"$add": [reviews, 1]}}]},
    ]
    return {"$round": [{"$add": logarithms}, 4]}


def new_film_document(doc: Mapping[str, Any], review_count: int = 0) -> dict[str, Any]:
    """Give a whole document for a film that is put in: facts, keys, and an empty tally."""
    return {
        **doc,
        **derived_fields(doc),
        "rating": doc.get("rating") or dict(EMPTY_TALLY),
        "num_mflix_comments": read_count(doc.get("num_mflix_comments")) or review_count,
    }

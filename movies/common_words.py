"""Films that have all of several words, each of which is common."""

from collections.abc import Sequence

from .search import candidates
from .search.candidates import FILMS, POPULAR, Doc, Stages

# How many times as common as the rarest the second word may be for ids to be intersected.
MAX_TIMES_AS_COMMON = 4


def films_with_common_words_stages(words: Sequence[str], films: Sequence[int], then: Doc) -> Stages:
    """Return the stages for films with all words that match `then`, the most popular first.

    Only films are found that are among the most popular with the rarest word, the first. `films`
    is how many have it, and how many the second. Where those are about as many, MongoDB intersects
    the ids of both, read from the index `words` alone, and fetches only films that are in both.
    """
    limit, (rarest, second) = candidates.MAX_FILMS_OF_WORD, films
    times_as_common = round(second / max(rarest, 1))
    if len(words) == 1 or not 0 < times_as_common <= MAX_TIMES_AS_COMMON:
        return candidates.films_with_words_stages(words, then, limit)
    rest: Doc = {"search.words": {"$all": list(words[2:])}} if len(words) > 2 else {}
    with_second = _popular_ids_stages(words[1], limit * times_as_common)
    return [
        *_popular_ids_stages(words[0], limit),
        {"$unionWith": {"coll": FILMS, "pipeline": with_second}},
        {"$group": {"_id": None, "lists": {"$push": "$ids"}}},
        {"$match": {"lists": {"$size": 2}}},
        {"$set": {"ids": {"$setIntersection": [{"$first": "$lists"}, {"$last": "$lists"}]}}},
        {"$lookup": {"from": FILMS, "localField": "ids", "foreignField": "_id", "as": "film"}},
        {"$unwind": "$film"},
        {"$replaceRoot": {"newRoot": "$film"}},
        {"$match": {**then, **rest}},
        {"$sort": POPULAR},
    ]


def _popular_ids_stages(word: str, limit: int) -> Stages:
    """Return the stages for one document with the ids of the most popular films with a word."""
    popular: Stages = [{"$sort": POPULAR}, {"$limit": limit}, {"$project": {"_id": 1}}]
    group = {"$group": {"_id": None, "ids": {"$push": "$_id"}}}
    return [{"$match": {"search.words": word}}, *popular, group]

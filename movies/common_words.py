"""Films that have several words, where many films have each of them."""

from collections.abc import Sequence

from .search.candidates import FILMS, POPULAR, Doc, Stages


def films_with_common_words_stages(words: Sequence[str], then: Doc, read: int) -> Stages:
    """Return the stages for films with all words that match `then`, the most popular first.

    The films are among the `read` most popular with each of the first two words: the ids of these
    are compared (index `words` alone), and only the films with both words are read.
    """
    first, second = (_popular_ids_stages(word, read) for word in words[:2])
    rest: Doc = {"search.words": {"$all": list(words[2:])}} if len(words) > 2 else {}
    with_both = {"$setIntersection": [{"$first": "$lists"}, {"$last": "$lists"}]}
    return [
        *first,
        {"$unionWith": {"coll": FILMS, "pipeline": second}},
        {"$group": {"_id": None, "lists": {"$push": "$ids"}}},
        {"$match": {"lists": {"$size": 2}}},
        {"$set": {"ids": with_both}},
        {"$lookup": {"from": FILMS, "localField": "ids", "foreignField": "_id", "as": "film"}},
        {"$unwind": "$film"},
        {"$replaceRoot": {"newRoot": "$film"}},
        {"$match": {**then, **rest}},
        {"$sort": POPULAR},
    ]


def _popular_ids_stages(word: str, read: int) -> Stages:
    """Return the stages for one document of the most popular films' ids, or none."""
    popular: Stages = [{"$sort": POPULAR}, {"$limit": read}, {"$project": {"_id": 1}}]
    group = {"$group": {"_id": None, "ids": {"$push": "$_id"}}}
    return [{"$match": {"search.words": word}}, *popular, group]

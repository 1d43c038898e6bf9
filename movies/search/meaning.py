"""Films by what a text is about: those that have most of its words, rare ones counting more.

A word weighs log(1 + all films / films with it). A film's score is the share of the text's weight
that its own words make up: 1 where it has them all.
"""

from collections.abc import Mapping, Sequence
from math import log
from typing import Any

from bson import ObjectId

from ..documents import get_path
from ..queries import catalogue_size
from . import candidates, engine
from .candidates import FILMS, Query, run_queries
from .keys import STOP_WORDS, tokenize
from .ranking import films_per_word

MAX_RARE, MAX_BY_WORD = 6, 200
Doc = Mapping[str, Any]
Scored = tuple[ObjectId, float]


def find_by_meaning(text: str, limit: int) -> Sequence[Scored]:
    """Return films with scores, the best first (indexes `keys`, `words`, `_id_`).

    Of those with the same score, what the site's search ranks first comes first.
    """
    typed = tokenize(text)
    words = [word for word in dict.fromkeys(typed.terms) if word not in STOP_WORDS]
    if not words:
        return []
    ranked = engine.search(text).ids
    terms = run_queries({"terms": candidates.similar_people(typed.compact, words, 0)})["terms"]
    weights = _weights(words, films_per_word(terms))
    rarest = sorted(words, key=lambda word: -weights[word])[:MAX_RARE]
    queries = {word: _films_with(word, words) for word in rarest}
    rows = run_queries({**queries, "": _films_of(ranked, words)})
    docs = {doc["_id"]: doc for found in rows.values() for doc in found}
    place = {movie_id: at for at, movie_id in enumerate(ranked)}
    total = sum(weights.values())

    def key(doc: Doc) -> tuple[float, int, float, ObjectId]:
        popularity = get_path(doc, "ranks.popularity") or 0
        return (
            -_score(doc, weights, total),
            place.get(doc["_id"], len(place)),
            -popularity,
            doc["_id"],
        )

    best = sorted(docs.values(), key=key)[:limit]
    return [(doc["_id"], _score(doc, weights, total)) for doc in best]


def _weights(words: Sequence[str], films: Mapping[str, int]) -> dict[str, float]:
    catalogue = catalogue_size()
    return {word: log(1 + catalogue / max(films.get(word, 1), 1)) for word in words}


def _score(doc: Doc, weights: Mapping[str, float], total: float) -> float:
    return round(sum(weights[word] for word in doc["has"]) / total, 4)


def _films_with(word: str, words: Sequence[str]) -> Query:
    first: list[dict[str, Any]] = [
        {"$match": {"search.words": word}},
        {"$sort": candidates.POPULAR},
        {"$limit": MAX_BY_WORD},
    ]
    return FILMS, [*first, _project(words)]


def _films_of(movie_ids: Sequence[ObjectId], words: Sequence[str]) -> Query:
    return FILMS, [{"$match": {"_id": {"$in": list(movie_ids)}}}, _project(words)]


def _project(words: Sequence[str]) -> dict[str, Any]:
    has = {"$setIntersection": ["$search.words", {"$literal": list(words)}]}
    return {"$project": {"has": has, "ranks.popularity": 1}}

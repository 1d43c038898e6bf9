"""Several questions to films and dictionary in one command: trips cost more than reads."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from mflix_site.mongo import collections as mongo

Stages = list[dict[str, Any]]
FILMS, TERMS = "movies", "search_terms"
COLLECTIONS: Mapping[str, Callable[[], mongo.Collection]] = {
    FILMS: mongo.movies,
    TERMS: mongo.search_terms,
}
MOST_ROWS = 4000


def ask(questions: Mapping[str, tuple[str, Stages]]) -> dict[str, list[dict[str, Any]]]:
    """Give the rows that answer each question: a collection and stages of its own."""
    answers: dict[str, list[dict[str, Any]]] = {name: [] for name in questions}
    parts = [
        (coll, [*stages, {"$set": {"asked": name}}])
        for name, (coll, stages) in questions.items()
        if stages
    ]
    if parts:
        for row in COLLECTIONS[parts[0][0]]().aggregate(_joined(parts), batchSize=MOST_ROWS):
            answers[row["asked"]].append(row)
    return answers


def _joined(parts: Sequence[tuple[str, Stages]]) -> Stages:
    rest = ({"$unionWith": {"coll": coll, "pipeline": stages}} for coll, stages in parts[1:])
    return [*parts[0][1], *rest]

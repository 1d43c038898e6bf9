"""Many films at once, for filling a site."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import insert_new
from mflix_site.mongo.collections import long_timeout
from mflix_site.text import now

from .derived_fields import ranks_pipeline
from .facet_index.changes import bulk_change

BATCH_SIZE = 1000


def insert_films(docs: Iterable[dict[str, Any]], advance: Callable[[int], None]) -> int:
    """Insert films that do not exist yet; return how many. `advance` is told of each batch."""
    moment, docs, inserted = now(), iter(docs), 0
    while batch := [{**doc, "lastupdated": moment} for doc in islice(docs, BATCH_SIZE)]:
        with bulk_change():
            inserted += len(batch) - len(insert_new(mongo.movies(), batch))
        advance(len(batch))
    return inserted


def update_all_ranks() -> None:
    """Compute every film's ranks from its tally, in one update."""
    with bulk_change(), long_timeout():
        mongo.movies().update_many({}, ranks_pipeline())

"""Bringing search up to date with the films: after an upgrade, an import, a seed."""

from collections.abc import Callable

from pymongo import UpdateOne

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.bulk_writes import in_batches

from .dictionary import Reindexed, rebuild
from .film_keys import FIELDS_READ, search_fields

AT_ONCE = 500


def is_needed() -> bool:
    """Tell whether films have no keys (`title_keys`), or there are films and no dictionary."""
    if mongo.movies().find_one({"search.keys": None}, {"_id": 1}):
        return True
    films, terms = mongo.movies(), mongo.search_terms()
    return terms.estimated_document_count() == 0 < films.estimated_document_count()


def reindex_films(progress: Callable[[int], None]) -> int:
    """Set the keys of those films whose keys are not what their facts come to; give how many."""
    changed = 0
    fields = dict.fromkeys((*FIELDS_READ, "search"), 1)
    for batch in in_batches(mongo.movies().find({}, fields).sort("_id", 1), AT_ONCE):
        fresh = ((film, search_fields(film)) for film in batch)
        writes = [
            UpdateOne({"_id": film["_id"]}, {"$set": {"search": keys}})
            for film, keys in fresh
            if film.get("search") != keys
        ]
        if writes:
            changed += mongo.movies().bulk_write(writes, ordered=False).modified_count
        progress(len(batch))
    return changed


def rebuild_dictionary(progress: Callable[[int], None] = lambda _: None) -> Reindexed:
    """Make the dictionary match the films: after any change of many films."""
    return rebuild(progress)

"""Filling a database with films to search: by several processes, with indexes after the films."""

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pymongo

BATCH_SIZE, NAMES_PER_FILM, MIN_LETTERS = 1000, 3, 6
# The cache of `mongod` while films are put in; measured is with the embedded server's own.
LOADING_CACHE, EMBEDDED_CACHE = "3GB", "256MB"
HOURS = 3 * 3600
SECONDS_TO_WAIT = 10
# What a film takes with all its indexes, and as much again while these are sorted.
BYTES_A_FILM = 12_000
Doc = dict[str, Any]
Films = tuple[list[tuple[Any, str]], list[str]]  # ids and titles; people's names


def use(uri: str, name: str) -> None:
    """Point the site's own code at a database of the server, with validators and no index yet."""
    from bench.__main__ import prepare_django

    prepare_django(uri, indexed=False)
    from django.conf import settings

    settings.MONGODB_DB = name


def fill(uri: str, name: str, number: int, data: Path) -> None:
    """Fill a database with so many seeded films, or with the folder's; one that is full stays."""
    use(uri, name)
    from mflix_site.mongo.client import database

    if database()["loaded"].find_one({"_id": number}):
        log_progress(f"{name} is full already", time.perf_counter())
        return
    started = time.perf_counter()
    with pymongo.timeout(HOURS), cache_of(LOADING_CACHE, 2000):
        if number:
            _by_processes(uri, name, number, started)
        else:
            from bench.wikipedia import films

            insert(films(data))
        log_progress("films put in", started)
        with ThreadPoolExecutor() as pool:  # one core makes the indexes, another the dictionary
            for work in [pool.submit(_dictionary, started), pool.submit(_indexes, started)]:
                work.result()
        _facet_index()
        database()["loaded"].insert_one({"_id": number})
    log_progress("loaded", started)


def insert(docs: Iterable[Doc]) -> int:
    """Insert films with keys, empty tallies and ranks, in batches."""
    from mflix_site.mongo import collections as mongo
    from mflix_site.mongo.bulk_writes import in_batches
    from movies.derived_fields import new_film_document

    films, put = mongo.movies(mongo.ONE_MEMBER), 0
    for batch in in_batches((new_film_document(doc) for doc in docs), BATCH_SIZE):
        for doc, ranks in zip(batch, _ranks(batch), strict=True):
            doc["ranks"] = ranks
        films.insert_many(batch, ordered=False)
        put += len(batch)
    return put


def _ranks(batch: list[Doc]) -> Iterator[Doc]:
    """Compute ranks before the films are there: it writes each once only."""
    from mflix_site.mongo.client import database
    from movies.derived_fields import ranks_pipeline

    ranked_by = ("imdb", "rating", "num_mflix_comments")
    facts = [{name: doc[name] for name in ranked_by if name in doc} for doc in batch]
    stages = [{"$documents": facts}, *ranks_pipeline(), {"$project": {"ranks": 1}}]
    yield from (row["ranks"] for row in database().aggregate(stages))


def _by_processes(uri: str, name: str, number: int, started: float) -> None:
    """Share the films among a process for each core; where one fails, all end."""
    from mflix_site.mongo import collections as mongo

    parts = os.cpu_count() or 1
    spawn = get_context("spawn")
    workers: list[BaseProcess] = [
        spawn.Process(target=_put_part, args=(uri, name, number, part, parts), daemon=True)
        for part in range(parts)
    ]
    for worker in workers:
        worker.start()
    try:
        while any(worker.is_alive() for worker in workers):
            workers[0].join(SECONDS_TO_WAIT)
            workers[-1].join(0 if workers[0].is_alive() else SECONDS_TO_WAIT)
            log_progress(
                f"{mongo.movies().estimated_document_count():,} of {number:,} films", started
            )
            if any(worker.exitcode for worker in workers):
                raise SystemExit("A process that put films in has failed: see above.")
    finally:
        for worker in workers:
            worker.terminate()
            worker.join()


def _put_part(uri: str, name: str, number: int, part: int, parts: int) -> None:
    use(uri, name)
    from seeding.films import iterate_film_facts

    with pymongo.timeout(HOURS):
        insert(iterate_film_facts(number, 1, part, parts))


def _indexes(started: float) -> None:
    """Make all indexes of the films in one reading, and the one for `$text`."""
    from mflix_site.mongo import indexes
    from mflix_site.mongo.client import database

    wanted: dict[str, list[Doc]] = {}
    for index, _ in indexes.find_drift():
        wanted.setdefault(index.collection, []).append(index.model().document)
    fields = [(field, "text") for field in ("cast", "plot", "genres", "title")]
    wanted["movies"].append(pymongo.IndexModel(fields, name="course_text").document)
    with pymongo.timeout(HOURS):
        for collection, models in wanted.items():
            database().command("createIndexes", collection, indexes=models)
    log_progress("indexes made", started)


def _dictionary(started: float) -> None:
    from movies.search.indexing import rebuild_dictionary

    with pymongo.timeout(HOURS):
        done = rebuild_dictionary()
    log_progress(f"dictionary made: {done.written:,} terms", started)


def _facet_index() -> None:
    from movies.facet_index.building import rebuild_facet_index

    started = time.perf_counter()
    rebuild_facet_index()
    log_progress("facet index built", started)


@contextmanager
def cache_of(size: str, megabytes_to_index: int = 200) -> Iterator[None]:
    """Return the server another cache for the block, and read the films once into it."""
    _set(size, megabytes_to_index)
    try:
        if size != EMBEDDED_CACHE:
            titles_and_people()
        yield
    finally:
        _set(EMBEDDED_CACHE, 200)


def default_cache() -> str:
    """Return the cache size that MongoDB chooses by itself: half of the memory above 1 GB."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{max(256, (memory // 2**20 - 1024) // 2)}MB"


def _set(cache: str, megabytes: int) -> None:
    from mflix_site.mongo.client import client

    options = {"wiredTigerEngineRuntimeConfig": f"cache_size={cache}"}
    for option in (options, {"maxIndexBuildMemoryUsageMegabytes": megabytes}):
        client().admin.command({"setParameter": 1, **option})


def titles_and_people() -> Films:
    """Return the ids and titles of all films in order, and the names of those who act in them."""
    from mflix_site.mongo import collections as mongo

    titles, names = [], set[str]()
    with pymongo.timeout(HOURS):
        for doc in mongo.movies().find({}, {"title": 1, "cast": 1}):
            titles.append((doc["_id"], doc["title"]))
            cast = (doc.get("cast") or [])[:NAMES_PER_FILM]
            names.update(name for name in cast if len(name) >= MIN_LETTERS)
    return sorted(titles), sorted(names)


def unique_titles(films: Films) -> list[tuple[Any, str]]:
    """Return the ids and titles of at least six letters that only one film has."""
    times = Counter(title for _, title in films[0])
    return [(i, title) for i, title in films[0] if times[title] == 1 and len(title) >= 6]


def sample(items: list[Any], number: int, rng: random.Random) -> list[Any]:
    """Return so many random items, or all."""
    return rng.sample(items, min(number, len(items)))


def log_progress(what: str, started: float) -> None:
    """Print progress to stderr."""
    sys.stderr.write(f"  {what} ({time.perf_counter() - started:.0f} s)\n")

"""A site of size L from a seeded one: further films and members, and copies of what members do.

Seeding ten million reviews through the services takes a day. Films and members are those that
seeding plans for this size, of varied titles and names; what members do is copied. The copy of a
review keeps film and member in step: the same film of the next copy has the reviewers of the
next, and no member has a film twice. The log of decisions, reports and notices stay as they were.

A copy is complete or done again, so that an interrupted run goes on: `python -m bench.multiplied`.
"""

import argparse
import os
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

import pymongo
from pymongo import WriteConcern

from bench.copies import SeededSite, insert_all
from bench.loading import HOURS, log_progress
from bench.served_site import SEED, Size, connect, environment

COLLECTIONS = (
    *("movies", "users", "comments", "film_states", "diary"),
    *("lists", "list_entries"),
)
DONE = "bench_copies"
SECONDS_BETWEEN_REPORTS = 15
INDEX_MEGABYTES = 1500
Doc = dict[str, Any]


def multiply(uri: str, base: Size, times: int) -> None:
    """Fill the database, which holds a seeded site of size `base`, up to `times` as much."""
    prepare(uri)
    started = time.perf_counter()
    database = bulk(uri)
    if database[DONE].find_one({"_id": "indexes"}):
        return
    drop_indexes(database)
    insert_members(database, base, times)
    log_progress("members inserted", started)
    copy_by_processes(uri, base, times, started)
    create_indexes(uri, started)
    database[DONE].insert_one({"_id": "indexes"})


def prepare(uri: str) -> None:
    """Point this process's site at the database."""
    os.environ.update(environment(uri))
    import django

    django.setup()


def bulk(uri: str) -> Any:
    """Return the database for many writes: acknowledged by one member, and not journaled."""
    return connect(uri).with_options(write_concern=WriteConcern(w=1, j=False))


def drop_indexes(database: Any) -> None:
    """Drop all indexes but `_id_` of what is copied: they are made faster afterwards."""
    for name in COLLECTIONS:
        database[name].drop_indexes()


def create_indexes(uri: str, started: float) -> None:
    """Create what is missing, several collections at a time; the server sorts on disk."""
    from mflix_site.mongo import indexes

    wanted: dict[str, list[Doc]] = defaultdict(list)
    for index, _ in indexes.find_drift():
        wanted[index.collection].append(index.model().document)
    database = connect(uri)
    limit = {"setParameter": 1, "maxIndexBuildMemoryUsageMegabytes": INDEX_MEGABYTES}
    database.client.admin.command(limit)

    def create(name: str) -> None:
        database.command("createIndexes", name, indexes=wanted[name])
        log_progress(f"{len(wanted[name])} indexes of {name}", started)

    with ThreadPoolExecutor(1) as other, ThreadPoolExecutor(os.cpu_count()) as pool:
        dictionary = other.submit(write_dictionary, started)
        list(pool.map(create, sorted(wanted, key=_by_work)))
        dictionary.result()


def write_dictionary(started: float) -> None:
    """Make the names and words of all films known to search."""
    from movies.search.indexing import rebuild_dictionary

    with pymongo.timeout(HOURS):
        written = rebuild_dictionary().written
    log_progress(f"dictionary: {written:,} terms written", started)


def _by_work(name: str) -> int:
    return COLLECTIONS.index(name) if name in COLLECTIONS else len(COLLECTIONS)


def insert_members(database: Any, base: Size, times: int) -> None:
    """Insert the members beyond those of the seeded site, who joined when these did."""
    docs = planned_members(base, times)
    models = {doc["_id"]: doc for doc in database.users.find()}
    same = ("joined_at", "preferences")
    for copy in range(1, times):
        new = docs[copy * base.members : (copy + 1) * base.members]
        for doc, planned in zip(new, docs, strict=False):
            model = models.get(planned["_id"], {})
            doc.update({name: model[name] for name in same if name in model})
        insert_all(database.users, new)


def planned_members(base: Size, times: int) -> list[Doc]:
    """Return the members that seeding plans for the whole size; the first are the base's."""
    from seeding.demo import last_midnight
    from seeding.members import seeded_members

    return seeded_members(base.members * times, int(SEED), last_midnight())


def copy_by_processes(uri: str, base: Size, times: int, started: float) -> None:
    """Share the copies among a process for each core, and report how many are complete."""
    parts, spawn = os.cpu_count() or 1, get_context("spawn")
    with spawn.Pool(parts) as pool:
        work = pool.starmap_async(copy_part, [(uri, base, times, n, parts) for n in range(parts)])
        while not work.ready():
            work.wait(SECONDS_BETWEEN_REPORTS)
            done = connect(uri)[DONE].count_documents({})
            log_progress(f"{done} of {times - 1} copies", started)
        work.get()


def copy_part(uri: str, base: Size, times: int, part: int, parts: int) -> None:
    """Make every `parts`-th copy that is not complete."""
    prepare(uri)
    from mflix_site.mongo.bulk_writes import in_batches
    from seeding.films import iterate_film_facts

    database = bulk(uri)
    done = set(database[DONE].distinct("_id"))
    planned = in_batches(iterate_film_facts(base.movies * times, int(SEED)), base.movies)
    site = SeededSite(database, next(planned), planned_members(base, times), times)
    for copy, facts in enumerate(planned, 1):
        if copy % parts == part and copy not in done:
            site.copy(copy, facts)
            database[DONE].insert_one({"_id": copy})


def main() -> None:
    parser = argparse.ArgumentParser(description="Multiply a seeded site.")
    parser.add_argument("uri")
    for name in ("movies", "members", "reviews", "times"):
        parser.add_argument(name, type=int)
    options = parser.parse_args()
    base = Size(options.movies, options.members, options.reviews)
    multiply(options.uri, base, options.times)


if __name__ == "__main__":
    main()

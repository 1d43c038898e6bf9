"""Importing `sample_mflix` from files, and preparing an existing one in place.

All writes may be repeated: stopped at any moment, either can be run again.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import reviews.queries
from accounts import bulk
from accounts.bulk import adopt_members, delete_foreign_sessions, email_of, import_members
from accounts.names import email_key
from accounts.queries import count_all_members
from diary.bulk import add_states_of_reviews
from mflix_site.mongo.bulk_writes import BulkResult, in_batches
from mflix_site.mongo.waiting import retry_until_available
from mflix_site.progress import Progress
from movies.bulk import adopt_movies, import_movies, iterate_movies
from movies.queries import count_films
from movies.search.indexing import rebuild_dictionary
from movies.selection import Selection
from reviews.bulk import adopt_comments, import_comments, iterate_comments
from reviews.recounting import Recount, recount

from .readers import BATCH_SIZE, Record, Source, find_sources, open_source, read_batches
from .report import Part, Report

Docs = Sequence[Mapping[str, Any]]


def import_files(path: Path, *, dry_run: bool) -> Report:
    """Import the files at a path; raise CannotImport if there is nothing to import."""
    (sources, ignored), inserts = find_sources(path), set[Any]() if dry_run else None
    report = Report(dry_run, ignored=ignored)
    for source in sources:
        report.parts.append(part := Part(source.path.name))
        size = source.path.stat().st_size
        with open_source(source) as file, Progress(f"{part.name}, bytes", size) as progress:
            for batch in read_batches(source, file, progress):
                _import_batch(source, batch, part, inserts)
    if sources and not dry_run:
        report.recount = retry_until_available(_recount_all)
    return report


def _import_batch(
    source: Source, batch: Sequence[Record], part: Part, inserts: set[Any] | None
) -> None:
    """Import a file's batch; `inserts` collects what a dry run would have inserted."""
    for record in batch:
        if record.doc is None:
            part.skip(record.place, record.reason)
            part.unreadable += 1
    readable = {record.place: record.doc for record in batch if record.doc is not None}
    docs, are_users = list(readable.values()), source.collection == "users"
    if source.collection == "comments" and inserts is None:
        result = retry_until_available(partial(_write_comments, import_comments, docs))
    elif source.collection == "comments":
        result = retry_until_available(partial(import_comments, docs, dry_run=inserts))
    else:
        import_docs = import_members if are_users else import_movies
        result = retry_until_available(lambda: import_docs(docs, dry_run=inserts is not None))
        if inserts is not None:
            inserts.update(email_key(email_of(doc)) if are_users else doc["_id"] for doc in docs)
    part.add(result, list(readable))


def adopt_database(*, keep_roles: bool = False) -> Report:
    members, films = count_all_members(), count_films(Selection())
    comments = reviews.queries.approximate_review_count()
    adopt_users = partial(adopt_members, keep_roles=keep_roles)
    # Comments find their authors by the addresses that the members get first.
    report = Report()
    report.parts += [
        _adopt("users", bulk.iterate_members(), members, adopt_users),
        _adopt("movies", iterate_movies(), films, adopt_movies),
        _adopt("comments", iterate_comments(), comments, partial(_write_comments, adopt_comments)),
    ]
    report.deleted_sessions = retry_until_available(delete_foreign_sessions)
    report.recount = retry_until_available(_recount_all)
    return report


def _write_comments(write: Callable[[Docs], BulkResult], docs: Docs) -> BulkResult:
    result = write(docs)
    add_states_of_reviews([doc["_id"] for doc in docs])
    return result


def _adopt(
    name: str, docs: Iterable[dict[str, Any]], total: int, adopt_batch: Callable[[Docs], BulkResult]
) -> Part:
    part = Part(name)
    with Progress(name, total) as progress:
        for batch in in_batches(docs, BATCH_SIZE):
            result = retry_until_available(partial(adopt_batch, batch))
            part.add(result, [f"_id {doc['_id']}" for doc in batch])
            progress(len(batch))
    return part


def _recount_all() -> Recount:
    with Progress("tallies of films", count_films(Selection())) as progress:
        result = recount(progress)
    rebuild_dictionary()
    return result

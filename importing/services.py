"""Importing `sample_mflix` from files, and preparing an existing one in place.

All writes may be repeated: stopped at any moment, either can be run again, and what is as it
should be does not change.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import accounts.queries
import movies.queries
import reviews.queries
from accounts.bulk import (
    adopt_members,
    delete_foreign_sessions,
    email_of,
    import_members,
    iterate_members,
)
from accounts.names import email_key
from mflix_site.mongo.bulk_writes import BulkResult, in_batches
from mflix_site.progress import Progress
from movies.bulk import adopt_movies, import_movies, iterate_movies
from movies.search.indexing import rebuild_dictionary
from movies.selection import Selection
from reviews.bulk import DryRunInserts, adopt_comments, import_comments, iterate_comments
from reviews.recounting import Recount, recount

from .readers import BATCH_SIZE, open_source, read_batches
from .records import Record
from .report import Part, Report
from .sources import Source, find_sources

Docs = Sequence[Mapping[str, Any]]


def import_files(path: Path, *, dry_run: bool) -> Report:
    """Import the files at a path; raise CannotImport if there is nothing to import."""
    (sources, ignored), inserts = find_sources(path), DryRunInserts() if dry_run else None
    report = Report(dry_run, ignored=ignored)
    for source in sources:
        report.parts.append(part := Part(source.path.name))
        size = source.path.stat().st_size
        with open_source(source) as file, Progress(f"{part.name}, bytes", size) as progress:
            for batch in read_batches(source, file, progress):
                _import_batch(source, batch, part, inserts)
    if sources and not dry_run:
        report.recount = _recount_all()
        rebuild_dictionary()
    return report


def _import_batch(
    source: Source, batch: Sequence[Record], part: Part, inserts: DryRunInserts | None
) -> None:
    for record in batch:
        if record.doc is None:
            part.skip(record.place, record.reason)
    readable = [(record.place, record.doc) for record in batch if record.doc is not None]
    outcome = _write_batch(source.collection, [doc for _, doc in readable], inserts)
    part.add(outcome, [place for place, _ in readable])


def _write_batch(collection: str, docs: Docs, inserts: DryRunInserts | None) -> BulkResult:
    if collection == "comments":
        return import_comments(docs, dry_run=inserts)
    if collection == "users":
        if inserts:
            inserts.emails.update(email_key(email_of(doc)) for doc in docs)
        return import_members(docs, dry_run=inserts is not None)
    if inserts:
        inserts.movie_ids.update(doc["_id"] for doc in docs)
    return import_movies(docs, dry_run=inserts is not None)


def adopt_database() -> Report:
    """Add what the site needs to members, films and comments, and count the tallies."""
    report = Report()
    members = accounts.queries.count_all_members()
    films = movies.queries.count_films(Selection())
    comments = reviews.queries.approximate_review_count()
    # Comments find their authors by the addresses that the members get first.
    report.parts += [
        _adopt("users", iterate_members(), members, adopt_members),
        _adopt("movies", iterate_movies(), films, adopt_movies),
        _adopt("comments", iterate_comments(), comments, adopt_comments),
    ]
    report.deleted_sessions = delete_foreign_sessions()
    report.recount = _recount_all()
    rebuild_dictionary()
    return report


def _adopt(
    name: str, docs: Iterable[dict[str, Any]], total: int, adopt_batch: Callable[[Docs], BulkResult]
) -> Part:
    part = Part(name)
    with Progress(name, total) as progress:
        for batch in in_batches(docs, BATCH_SIZE):
            part.add(adopt_batch(batch), [f"_id {doc['_id']}" for doc in batch])
            progress(len(batch))
    return part


def _recount_all() -> Recount:
    with Progress("tallies of films", movies.queries.count_films(Selection())) as progress:
        return recount(progress)

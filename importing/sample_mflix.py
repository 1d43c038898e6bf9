"""The import itself: file after file, batch after batch, and the tallies at the end."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from accounts.names import email_key
from mflix_site.mongo.bulk_writes import BulkResult
from mflix_site.progress import Progress
from movies import queries as movies
from movies.search.indexing import rebuild_dictionary
from movies.selection import Selection
from reviews.recounting import Recount, recount

from .comments import Expected, import_comments
from .entries import Entry
from .films import import_movies
from .members import address_of, import_members
from .reading import batches, size_of
from .report import Part, Report
from .sources import Source, find_sources


def import_sample(path: Path, *, dry_run: bool) -> Report:
    """Bring in what a path holds and say what became of it; raises CannotImport.

    All writes may be repeated: stopped at any moment, it can be run again, and what is there
    already stays as it is.
    """
    sources, expected = find_sources(path), Expected()
    report = Report(dry_run, left_out=list(sources.left_out))
    for source in sources.chosen:
        part = Part(source.path.name)
        report.parts.append(part)
        with Progress(f"{source.path.name}, bytes", size_of(source)) as progress:
            for batch in batches(source, progress):
                _import_batch(source, batch, part, expected if dry_run else None)
    if sources.chosen and not dry_run:
        report.recount = recount_all()
        rebuild_dictionary()
    return report


def recount_all() -> Recount:
    """Count all tallies with progress."""
    with Progress("tallies of films", movies.count(Selection())) as progress:
        return recount(progress)


def _import_batch(
    source: Source, batch: Sequence[Entry], part: Part, expected: Expected | None
) -> None:
    """Import a batch; with `expected` it is a dry run, which remembers who and what would come."""
    for entry in batch:
        if entry.doc is None:
            part.skip(entry.place, entry.reason)
    whole = [(entry.place, entry.doc) for entry in batch if entry.doc is not None]
    docs = [doc for _, doc in whole]
    part.add(_written(source.collection, docs, expected), [place for place, _ in whole])
    if expected is not None:
        _expect(source.collection, docs, expected)


def _written(
    collection: str, docs: Sequence[Mapping[str, Any]], expected: Expected | None
) -> BulkResult:
    dry_run = expected is not None
    if collection == "users":
        return import_members(docs, dry_run=dry_run)
    if collection == "movies":
        return import_movies(docs, dry_run=dry_run)
    return import_comments(docs, dry_run=dry_run, expected=expected or Expected())


def _expect(collection: str, docs: Sequence[Mapping[str, Any]], expected: Expected) -> None:
    if collection == "users":
        expected.addresses.update(email_key(address_of(doc)) for doc in docs)
    elif collection == "movies":
        expected.films.update(doc["_id"] for doc in docs)

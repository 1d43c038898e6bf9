"""Preparing an existing `sample_mflix` in place: the same as importing it, without a file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from accounts import queries as accounts
from mflix_site.mongo.upserts import Outcome, in_batches
from mflix_site.progress import Progress
from movies import queries as movies
from movies.search.indexing import rebuild_dictionary
from movies.selection import Selection
from reviews import queries as reviews

from .comments import adopt_comments, every_comment
from .films import adopt_movies, every_movie
from .members import adopt_members, drop_course_sessions, every_member
from .report import Part, Report
from .sample_mflix import recount_all

AT_ONCE = 500

Doc = dict[str, Any]


def adopt() -> Report:
    """Add what the site needs to members, films and comments, count the tallies, and say so.

    Every batch sees what is there and sets what is lacking: killed at any moment, it can be run
    again, and a database that needs nothing is left as it is.
    """
    report = Report()
    # Comments find their authors by the folded addresses that the members get first.
    report.parts += [
        _adopted("users", every_member(), accounts.approximate_member_count(), adopt_members),
        _adopted("movies", every_movie(), movies.count_films(Selection()), adopt_movies),
        _adopted("comments", every_comment(), reviews.count(), adopt_comments),
    ]
    report.sessions_dropped = drop_course_sessions()
    report.recount = recount_all()
    rebuild_dictionary()
    return report


def _adopted(
    name: str,
    docs: Iterable[Doc],
    total: int,
    adopt_batch: Callable[[Sequence[Mapping[str, Any]]], Outcome],
) -> Part:
    part = Part(name)
    with Progress(name, total) as progress:
        for batch in in_batches(docs, AT_ONCE):
            part.add(adopt_batch(batch), [f"_id {doc['_id']}" for doc in batch])
            progress(len(batch))
    return part

"""Every collection named once, with the write concern that its writes deserve."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pymongo import WriteConcern
from pymongo.collection import Collection as DriverCollection
from pymongo.cursor import Cursor as DriverCursor
from pymongo.read_concern import ReadConcern

from .client import database
from .errors import translated, translating

Document = dict[str, Any]

KEPT = WriteConcern(w="majority", j=True)
REPEATABLE = WriteConcern(w=1)
UNANSWERED = WriteConcern(w=0)

# What each collection's writes are worth, and why; docs/data-model.md says it at length.
CONCERNS: Mapping[str, WriteConcern] = {
    "users": KEPT,  # without an account a person can do nothing else
    "sessions": KEPT,  # a log-out must not come back after a failover
    "password_resets": KEPT,  # a used token must stay used
    "comments": KEPT,  # somebody's words
    "review_revisions": KEPT,
    "movies": KEPT,  # their tallies change in the transaction of a review
    "search_terms": KEPT,  # derived, but a search just after must see it, and reads are majority
    "facet_counts": KEPT,  # derived from films, and changed in the transaction of a review
    "outbox": KEPT,  # written in the transaction of its cause
    "notices": KEPT,  # whoever a decision concerns is told of it
    "reports": KEPT,  # somebody's word about somebody
    "cases": KEPT,  # counted in the transaction of a report, closed in that of a decision
    "decisions": KEPT,  # the public log: all or nothing, and chained
    "log_head": KEPT,  # the end of its chain
    "appeals": KEPT,  # somebody's words
    "movie_revisions": KEPT,  # what each edit made of a film, written with it
    "throttle": REPEATABLE,  # a count lost in a failover harms nobody
    "page_views": UNANSWERED,  # a lost view costs nothing, a slow page does
}


class Cursor(DriverCursor[Document]):
    """A cursor whose errors come out as ours."""

    def next(self) -> Document:
        """Give the next document, or raise our error."""
        with translated():
            return super().next()

    __next__ = next


class Collection(DriverCollection[Document]):
    """A collection whose errors come out as ours."""

    def find(self, *args: Any, **kwargs: Any) -> Cursor:
        """Select documents; nothing is sent before the first is asked for."""
        return Cursor(self, *args, **kwargs)

    def aggregate(self, *args: Any, **kwargs: Any) -> Iterator[Document]:  # type: ignore[override]
        """Run a pipeline; its documents come one by one."""
        with translated():
            rows = super().aggregate(*args, **kwargs)
        return _rows(rows)

    def list_of(self, pipeline: Sequence[Mapping[str, Any]], **kwargs: Any) -> list[Document]:
        """Run a pipeline and give all of its documents."""
        return list(self.aggregate(pipeline, **kwargs))


def _rows(rows: Any) -> Iterator[Document]:
    with translated():
        yield from rows


for _name in [
    "insert_one",
    "insert_many",
    "update_one",
    "update_many",
    "replace_one",
    "delete_one",
    "delete_many",
    "bulk_write",
    "find_one",
    "find_one_and_update",
    "find_one_and_delete",
    "count_documents",
    "estimated_document_count",
    "distinct",
    "create_indexes",
    "drop_index",
    "index_information",
]:
    setattr(Collection, _name, translating(getattr(DriverCollection, _name)))


def collection(name: str, concern: WriteConcern | None = None) -> Collection:
    """Give a collection by name, with the concern of the table or another of the three."""
    writing = concern or CONCERNS[name]
    # A majority reads late what one member alone has written: a limit would be seen too late.
    reading = ReadConcern("local") if writing is REPEATABLE else None
    return Collection(database(), name, write_concern=writing, read_concern=reading)


def movies(concern: WriteConcern | None = None) -> Collection:
    """Films, as in `sample_mflix`, with their tallies and ranks. Owner: movies."""
    return collection("movies", concern)


def search_terms() -> Collection:
    """People's names and words that films have, for forgiving their spelling. Owner: movies."""
    return collection("search_terms")


def facet_counts() -> Collection:
    """Which films have what, as bits, for the counts beside filters. Owner: movies."""
    return collection("facet_counts")


def reviews(concern: WriteConcern | None = None) -> Collection:
    """Reviews, the course's `comments`. Owner: reviews."""
    return collection("comments", concern)


def revisions() -> Collection:
    """What a review said before each edit. Owner: reviews."""
    return collection("review_revisions")


def members(concern: WriteConcern | None = None) -> Collection:
    """Members, the course's `users`. Owner: accounts."""
    return collection("users", concern)


def sessions(concern: WriteConcern | None = None) -> Collection:
    """Sessions by the hash of their token. Owner: accounts."""
    return collection("sessions", concern)


def password_resets() -> Collection:
    """Reset tokens by their hash. Owner: accounts."""
    return collection("password_resets")


def outbox() -> Collection:
    """Mails to be sent. Owner: accounts."""
    return collection("outbox")


def notices() -> Collection:
    """What the site tells a member, in their inbox. Owner: accounts."""
    return collection("notices")


def reports() -> Collection:
    """What members report, each with the words as they were. Owner: moderation."""
    return collection("reports")


def cases() -> Collection:
    """The reports of one thing together, until somebody decides. Owner: moderation."""
    return collection("cases")


def decisions() -> Collection:
    """The public log, chained by hash; rows are only ever added. Owner: moderation."""
    return collection("decisions")


def log_head() -> Collection:
    """Number and hash of the log's last row, in one document. Owner: moderation."""
    return collection("log_head")


def appeals() -> Collection:
    """What members say against decisions, and the answers. Owner: moderation."""
    return collection("appeals")


def movie_revisions() -> Collection:
    """What each edit of an admin made of a film, and where merged films went. Owner: movies."""
    return collection("movie_revisions")


def throttle() -> Collection:
    """Counters of how often somebody did something. Owner: accounts."""
    return collection("throttle")


def page_views(concern: WriteConcern | None = None) -> Collection:
    """Views a film and day, counted without waiting for an answer. Owner: movies."""
    return collection("page_views", concern)

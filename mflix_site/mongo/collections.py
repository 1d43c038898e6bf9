"""Every collection, named once, with its write concern."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pymongo import WriteConcern
from pymongo.collection import Collection as DriverCollection
from pymongo.cursor import Cursor as DriverCursor
from pymongo.read_concern import ReadConcern

from .client import database
from .errors import translate_errors

Document = dict[str, Any]

MAJORITY = WriteConcern(w="majority", j=True)
ONE_MEMBER = WriteConcern(w=1)
UNACKNOWLEDGED = WriteConcern(w=0)

# How durable the writes of each collection are, and why; docs/data-model.md has the reasons.
WRITE_CONCERNS: Mapping[str, WriteConcern] = {
    "users": MAJORITY,  # without an account nothing else can be done
    "sessions": MAJORITY,  # a log-out must survive a failover
    "password_resets": MAJORITY,  # a used token must stay used
    "comments": MAJORITY,  # a member's text
    "review_revisions": MAJORITY,
    "movies": MAJORITY,  # tallies change in the transaction of a review
    "search_terms": MAJORITY,  # derived, but read with majority right after the write
    "site_summary": MAJORITY,  # derived, and computed again every minute
    "people": MAJORITY,  # derived, and deleted in the transaction that edits a film
    "facet_counts": MAJORITY,  # derived, and changed in the transaction of a review
    "outbox": MAJORITY,  # written in the transaction that causes the mail
    "notices": MAJORITY,  # a member must learn of decisions about them
    "reports": MAJORITY,  # a member's text
    "cases": MAJORITY,  # changed in the transactions of reports and decisions
    "decisions": MAJORITY,  # the public log is a hash chain
    "log_head": MAJORITY,  # the end of that chain
    "appeals": MAJORITY,  # a member's text
    "movie_revisions": MAJORITY,  # written with the edit of a film
    "throttle": ONE_MEMBER,  # a count lost in a failover does no harm
    "page_views": UNACKNOWLEDGED,  # a lost view costs nothing, a slow page does
}


class Cursor(DriverCursor[Document]):
    """A cursor that raises our errors."""

    def next(self) -> Document:
        with translate_errors():
            return super().next()

    __next__ = next


class Collection(DriverCollection[Document]):
    """A collection that raises our errors."""

    def find(self, *args: Any, **kwargs: Any) -> Cursor:
        return Cursor(self, *args, **kwargs)

    def aggregate(self, *args: Any, **kwargs: Any) -> Iterator[Document]:  # type: ignore[override]
        with translate_errors():
            rows = super().aggregate(*args, **kwargs)
        return _rows(rows)

    def list_of(self, pipeline: Sequence[Mapping[str, Any]], **kwargs: Any) -> list[Document]:
        """Run a pipeline and return its documents as a list."""
        return list(self.aggregate(pipeline, **kwargs))


def _rows(rows: Any) -> Iterator[Document]:
    with translate_errors():
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
    setattr(Collection, _name, translate_errors()(getattr(DriverCollection, _name)))


def collection(name: str, concern: WriteConcern | None = None) -> Collection:
    """Return a collection, with the write concern of the table unless another is given."""
    write_concern = concern or WRITE_CONCERNS[name]
    # A majority read sees the writes of one member late: too late for a rate limit.
    read_concern = ReadConcern("local") if write_concern is ONE_MEMBER else None
    return Collection(database(), name, write_concern=write_concern, read_concern=read_concern)


def movies(concern: WriteConcern | None = None) -> Collection:
    """Films, as in `sample_mflix`, with their tallies and ranks. Owner: movies."""
    return collection("movies", concern)


def search_terms() -> Collection:
    """Names and words of films, for correcting spelling. Owner: movies."""
    return collection("search_terms")


def people() -> Collection:
    """What the films of prolific people come to. Owner: movies."""
    return collection("people")


def facet_counts() -> Collection:
    """Bitmaps of films, for facet counts. Owner: movies."""
    return collection("facet_counts")


def reviews(concern: WriteConcern | None = None) -> Collection:
    """Reviews, the course's `comments`. Owner: reviews."""
    return collection("comments", concern)


def site_summary() -> Collection:
    """Figures of the whole site. Owner: reviews."""
    return collection("site_summary")


def revisions() -> Collection:
    """Earlier versions of edited reviews. Owner: reviews."""
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
    """Mails to send. Owner: accounts."""
    return collection("outbox")


def notices() -> Collection:
    """Notices in members' inboxes. Owner: accounts."""
    return collection("notices")


def reports() -> Collection:
    """Reports, each with the text as it was reported. Owner: moderation."""
    return collection("reports")


def cases() -> Collection:
    """All reports of one target until a decision. Owner: moderation."""
    return collection("cases")


def decisions() -> Collection:
    """The public log, an append-only hash chain. Owner: moderation."""
    return collection("decisions")


def log_head() -> Collection:
    """Number and hash of the log's last row. Owner: moderation."""
    return collection("log_head")


def appeals() -> Collection:
    """Appeals against decisions, and their answers. Owner: moderation."""
    return collection("appeals")


def movie_revisions() -> Collection:
    """Versions of edited films, and the targets of merged ones. Owner: movies."""
    return collection("movie_revisions")


def throttle() -> Collection:
    """Counters of rate limits. Owner: accounts."""
    return collection("throttle")


def page_views(concern: WriteConcern | None = None) -> Collection:
    """Views per film and day. Owner: movies."""
    return collection("page_views", concern)

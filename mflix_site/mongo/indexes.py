"""Every index as data: its name, its keys, and the query that it serves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel

from .collections import collection
from .timeouts import long_timeout

Keys = tuple[tuple[str, int | str], ...]
EXPIRES = {"expireAfterSeconds": 0}
# The planner uses a partial index only if the query implies its filter: it sees that for $exists,
# and not for $type.
OPEN_AND_SIGNED = {"open": True, "reporter.id": {"$exists": True}}
SITE_OWNED = {"origin": "site", "author.id": {"$exists": True}}


@dataclass(frozen=True, slots=True)
class Index:
    """An index that must exist; `serves` names the queries that need it."""

    collection: str
    name: str
    keys: Keys
    serves: str
    options: Mapping[str, Any] = field(default_factory=dict)

    def model(self) -> IndexModel:
        return IndexModel(list(self.keys), name=self.name, **self.options)


def _movies(name: str, serves: str, *keys: tuple[str, int | str], **options: Any) -> Index:
    return Index("movies", name, keys, serves, options)


UP, DOWN = ASCENDING, DESCENDING
POPULAR = ("ranks.popularity", DOWN)
TIER = ("ranks.tier", DOWN)
LAST = ("_id", DOWN)

INDEXES: tuple[Index, ...] = (
    _movies("popular", "browse: sort=popular", POPULAR, LAST),
    _movies("newest", "browse: sort=newest, oldest; year", ("year", DOWN), LAST),
    _movies("title", "browse: sort=title", ("title_key", UP), LAST),
    _movies("score", "browse: sort=rating", ("ranks.score", DOWN), LAST),
    _movies("discussed", "browse: sort=discussed", ("num_mflix_comments", DOWN), LAST),
    _movies("rating", "browse: rating_min", ("ranks.rating", DOWN), LAST),
    _movies("genre", "browse: genre; home: because you like", ("genres", UP), POPULAR, LAST),
    _movies("country", "browse: country", ("countries", UP), POPULAR, LAST),
    _movies("language", "browse: language", ("languages", UP), POPULAR, LAST),
    _movies("rated", "browse: rated; preferred ratings", ("rated", UP), POPULAR, LAST),
    _movies(
        "rated_score", "home: highest rated of preferred certificates",
        ("rated", UP), ("ranks.score", DOWN), LAST,
    ),
    _movies("runtime", "browse: runtime", ("runtime", UP), LAST),
    _movies("person", "browse: person; a person's page", ("person_keys", UP), ("year", DOWN), LAST),
    _movies("title_keys", "search: titles, exact or nearly so", ("search.keys", UP)),
    _movies("kinds", "a film's page: films of the same kind", ("kinds", UP), TIER, LAST),
    _movies("similar_age", "similar films to compute anew", ("similar.at", UP)),
    _movies(
        "year_discussed", "talked about, by decade",
        ("year", UP), ("num_mflix_comments", DOWN), LAST,
    ),
    _movies(
        "title_begins", "search: titles that begin so, shortest first; suggestions",
        ("search.begins", UP), ("search.length", UP), TIER, LAST,
    ),
    _movies("words", "search: films that have all words", ("search.words", UP), TIER, LAST),
    Index("search_terms", "keys", (("keys", UP),), "search: names and words, or nearly so"),
    Index(
        "search_terms", "begins", (("begins", UP), ("films", DOWN), ("_id", UP)),
        "search: people whose names begin so; suggestions",
    ),
    Index("people", "expiry", (("at", UP),), "sweeping", {"expireAfterSeconds": 3600}),
    Index(
        "comments", "newest_for_movie",
        (("movie_id", UP), ("state", UP), ("date", DOWN), LAST),
        "a film's reviews by date; talked about",
    ),
    Index(
        "comments", "rated_for_movie",
        (("movie_id", UP), ("state", UP), ("rating", DOWN), ("date", DOWN), LAST),
        "a film's reviews, highest or lowest first",
    ),
    Index(
        "comments", "best_of_author",
        (("author.id", UP), ("rating", DOWN), ("date", DOWN), LAST),
        "home: films like the one that a member rated highest",
    ),
    Index(
        "comments", "newest",
        (("state", UP), ("date", DOWN), LAST),
        "home: new reviews, talked about this week",
    ),
    Index(
        "comments", "by_author",
        (("author.id", UP), ("date", DOWN), LAST),
        "a member's page, export, closing",
    ),
    Index(
        "comments", "one_per_member_and_movie",
        (("author.id", UP), ("movie_id", UP)),
        "one review a member a film; a member's own review on a film's page",
        {"unique": True, "partialFilterExpression": SITE_OWNED},
    ),
    Index("review_revisions", "by_review", (("review_id", UP), ("version", UP)), "history, export"),
    Index(
        "users", "email_key", (("email_key", UP),), "log-in; one account an address",
        {"unique": True, "partialFilterExpression": {"email_key": {"$exists": True}}},
    ),
    Index(
        "users", "handle_key", (("handle_key", UP),), "a member's page; one member a handle",
        {"unique": True, "partialFilterExpression": {"handle_key": {"$exists": True}}},
    ),
    Index("users", "staff", (("role", UP), LAST), "who may decide an appeal; members by role"),
    Index(
        "users", "joined", (("joined_at", DOWN), LAST),
        "members, newest first; joins by day",
    ),
    Index(
        "users", "standings", (("standing", UP), ("joined_at", DOWN), LAST),
        "members by standing",
    ),
    Index("users", "name_key", (("name_key", UP), LAST), "members whose names begin so"),
    Index("notices", "of_member", (("member_id", UP), ("at", DOWN), LAST), "an inbox"),
    Index("reports", "of_case", (("case_id", UP), LAST), "a case: its reports"),
    Index(
        "reports", "one_open_per_reporter",
        (("reporter.id", UP), ("target.id", UP)),
        "one open report a person and thing",
        {"unique": True, "partialFilterExpression": OPEN_AND_SIGNED},
    ),
    Index("reports", "by_reporter", (("reporter.id", UP), ("at", DOWN), LAST), "own reports"),
    Index("reports", "by_day", (("at", DOWN),), "reports by day"),
    Index(
        "cases", "one_open_per_thing", (("target.id", UP),), "reporting",
        {"unique": True, "partialFilterExpression": {"open": True}},
    ),
    Index("cases", "queue", (("open", UP), ("rank", DOWN), LAST), "the queue"),
    Index(
        "cases", "queue_by_reason", (("open", UP), ("reasons", UP), ("rank", DOWN), LAST),
        "the queue, of one reason",
    ),
    Index(
        "cases", "queue_by_word", (("open", UP), ("words", UP), ("rank", DOWN), LAST),
        "the queue, searched",
    ),
    Index("cases", "decided", (("open", UP), ("decided_at", DOWN), LAST), "decided cases"),
    Index("cases", "of_author", (("about.member_id", UP),), "closing"),
    Index("cases", "of_thing", (("target.id", UP), LAST), "what came before of a thing"),
    Index(
        "decisions", "number", (("number", DOWN),), "the log, newest first; its chain",
        {"unique": True},
    ),
    Index("decisions", "by_action", (("action", UP), ("number", DOWN)), "the log, of one action"),
    Index("decisions", "by_rule", (("rule", UP), ("number", DOWN)), "the log, of one rule"),
    Index(
        "decisions", "by_moderator", (("moderator.handle", UP), ("number", DOWN)),
        "the log, of one moderator",
    ),
    Index("decisions", "of_member", (("about.member", UP), ("number", DOWN)), "a member's record"),
    Index("decisions", "of_thing", (("about.id", UP), ("number", DOWN)), "what came before"),
    Index("decisions", "by_day", (("at", DOWN),), "decisions by day"),
    Index(
        "decisions", "undone_once", (("undoes", UP),), "whether a decision is undone",
        {"unique": True, "partialFilterExpression": {"undoes": {"$exists": True}}},
    ),
    Index(
        "appeals", "one_per_decision", (("decision_id", UP),), "one appeal a decision",
        {"unique": True},
    ),
    Index("appeals", "waiting", (("open", UP), ("at", UP), LAST), "appeals, oldest first"),
    Index("appeals", "by_member", (("member_id", UP), LAST), "a member's appeals"),
    Index(
        "movie_revisions", "by_movie", (("movie_id", UP), ("version", DOWN)), "a film's history",
        {"unique": True},
    ),
    Index("movie_revisions", "unfinished", (("unfinished", UP),), "purge", {"sparse": True}),
    Index(
        "users", "trials", (("free_trial", UP), ("free_trial_ends_at", UP)), "trials that are over"
    ),
    Index(
        "users", "account_type", (("account_type", UP), ("free_trial", UP)), "who gets a trial"
    ),
    Index("users", "closing", (("closing", UP),), "purge", {"sparse": True}),
    Index("sessions", "expiry", (("expires_at", UP),), "sweeping", EXPIRES),
    Index("sessions", "by_member", (("member_id", UP),), "ending a member's sessions"),
    Index("password_resets", "expiry", (("expires_at", UP),), "sweeping", EXPIRES),
    Index("password_resets", "by_member", (("member_id", UP),), "ending a member's tokens"),
    Index("throttle", "expiry", (("expires_at", UP),), "sweeping", EXPIRES),
    Index("outbox", "due", (("state", UP), ("due_at", UP)), "sending; purge"),
    Index(
        "page_views", "movie_and_day", (("movie_id", UP), ("day", DOWN)), "counting a view",
        {"unique": True},
    ),
)  # fmt: skip


def _matches(index: Index, stored: Mapping[str, Any]) -> bool:
    if any(dict(index.options).get(o) != stored.get(o) for o in ("unique", "expireAfterSeconds")):
        return False
    if index.options.get("partialFilterExpression") != stored.get("partialFilterExpression"):
        return False
    return bool(tuple(stored["key"]) == index.keys)


def find_drift() -> list[tuple[Index, str]]:
    """Return the indexes that are "missing" or "different" in the database."""
    drift = []
    for name in sorted({index.collection for index in INDEXES}):
        present = collection(name).index_information()
        for index in (i for i in INDEXES if i.collection == name):
            stored = present.get(index.name)
            if stored is None:
                drift.append((index, "missing"))
            elif not _matches(index, stored):
                drift.append((index, "different"))
    return drift


def conflicting_indexes(index: Index) -> list[str]:
    """Return the names of other indexes with the same keys, which MongoDB does not allow."""
    present = collection(index.collection).index_information()
    same_keys = (name for name, stored in present.items() if tuple(stored["key"]) == index.keys)
    return [name for name in same_keys if name != index.name]


def create_index(index: Index, state: str) -> None:
    """Create an index; a different one of the same name is dropped first."""
    with long_timeout():
        if state == "different":
            collection(index.collection).drop_index(index.name)
        collection(index.collection).create_indexes([index.model()])

"""What earlier versions of the site did not store, filled in once for each database."""

from collections.abc import Callable
from functools import partial

from accounts.bulk import add_name_words, count_nothing_taken_down
from accounts.queries import count_all_members
from diary.bulk import add_states_of_all_reviews
from mflix_site.mongo import collections as mongo
from mflix_site.text import now
from moderation.queries import members_with_cases
from movies.bulk import update_title_keys
from reviews.queries import approximate_review_count

STATES_OF_REVIEWS = "film_states of reviews"
WORDS_OF_NAMES = "words of members' names"
TITLE_KEYS = "keys of titles, without English articles"
NOTHING_TAKEN_DOWN = "members of whom nothing was taken down"
MIGRATIONS: dict[str, Callable[[Callable[[int], None]], None]] = {
    STATES_OF_REVIEWS: add_states_of_all_reviews,
    WORDS_OF_NAMES: add_name_words,
    NOTHING_TAKEN_DOWN: partial(count_nothing_taken_down, members_with_cases),
    TITLE_KEYS: update_title_keys,
}
DESCRIPTIONS = {
    STATES_OF_REVIEWS: "what members watched, from their reviews",
    NOTHING_TAKEN_DOWN: "which members never had words taken down, so that they post faster",
    WORDS_OF_NAMES: "the words of members' names, for finding members",
    TITLE_KEYS: "the keys that titles are sorted by, without English articles in any language",
}


def pending_migrations() -> list[str]:
    """Return the names of what is still to be filled in; nothing in an empty database."""
    if not approximate_review_count():
        return []
    done = {doc["_id"] for doc in mongo.migrations().find({}, {"_id": 1})}
    return [name for name in MIGRATIONS if name not in done]


def mark_new_database() -> None:
    """Record that nothing is missing where nobody is a member yet: what comes lacks nothing."""
    if not approximate_review_count() and not count_all_members():
        for name in MIGRATIONS:
            _record(name)


def run_migration(name: str, advance: Callable[[int], None]) -> None:
    """Fill in what is missing, in batches, also while the site runs; killed, it can run again."""
    MIGRATIONS[name](advance)
    _record(name)


def _record(name: str) -> None:
    done = {"$setOnInsert": {"at": now()}}
    mongo.migrations().update_one({"_id": name}, done, upsert=True)

"""The premium trial: given to every standard account at once, and ending by itself."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from mflix_site.clock import now
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.timeouts import long_timeout

DAYS, MOST_DAYS = 30, 365
STANDARD = {"account_type": "standard"}


@dataclass(frozen=True, slots=True)
class Promotion:
    """What an update of many accounts did."""

    matched: int
    modified: int


def count_trial_candidates() -> Promotion:
    """Count the standard accounts, and those of them that a trial would be given (`account_type`).

    An account whose trial is over has none.
    """
    count = mongo.members().count_documents
    with long_timeout():
        return Promotion(count(STANDARD), count(_without_a_trial()))


def start_trial(*, days: int = DAYS) -> Promotion:
    """Give every standard account a trial of `days` days; who has one keeps it as it is."""
    ends = now() + timedelta(days=days)
    given = {"free_trial": True, "free_trial_ends_at": ends}
    with long_timeout():
        matched = mongo.members().count_documents(STANDARD)
        done = mongo.members().update_many(_without_a_trial(), {"$set": given})
    return Promotion(matched, done.modified_count)


def _without_a_trial() -> dict[str, Any]:
    over = {"free_trial": True, "free_trial_ends_at": {"$lte": now()}}
    return {**STANDARD, "$or": [{"free_trial": {"$ne": True}}, over]}


def count_ended_trials(*, all_of_them: bool = False) -> int:
    """Count the trials whose time is over, or all of them (index `trials`)."""
    with long_timeout():
        return mongo.members().count_documents(_to_end(all_of_them))


def end_trials(*, all_of_them: bool = False) -> Promotion:
    """End the trials whose time is over, or all of them."""
    update = {"$set": {"free_trial": False}, "$unset": {"free_trial_ends_at": ""}}
    with long_timeout():
        found = mongo.members().update_many(_to_end(all_of_them), update)
    return Promotion(found.matched_count, found.modified_count)


def _to_end(all_of_them: bool) -> dict[str, Any]:
    over = {} if all_of_them else {"free_trial_ends_at": {"$lte": now()}}
    return {"free_trial": True, **over}

"""The premium trial: started for all standard accounts at once, and ended when its time is over."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.transactions import long_timeout
from mflix_site.text import now

DEFAULT_DAYS, MAX_DAYS = 30, 365
STANDARD_ACCOUNT = {"account_type": "standard"}


@dataclass(frozen=True, slots=True)
class PromotionResult:
    """How many accounts an update of many matched and modified."""

    matched: int
    modified: int


def count_trial_candidates() -> PromotionResult:
    """Count the standard accounts, and those without a running trial (index `account_type`)."""
    count = mongo.members().count_documents
    with long_timeout():
        return PromotionResult(count(STANDARD_ACCOUNT), count(_trial_candidates_filter()))


def start_trial(*, days: int = DEFAULT_DAYS) -> PromotionResult:
    trial = {"free_trial": True, "free_trial_ends_at": now() + timedelta(days=days)}
    with long_timeout():
        matched = mongo.members().count_documents(STANDARD_ACCOUNT)
        result = mongo.members().update_many(_trial_candidates_filter(), {"$set": trial})
    return PromotionResult(matched, result.modified_count)


def count_running_trials() -> int:
    """Return how many trials have time left (index `trials`)."""
    running = {"free_trial": True, "free_trial_ends_at": {"$gt": now()}}
    return mongo.members().count_documents(running)


def count_trials_to_end(*, include_running: bool = False) -> int:
    """Count the trials that `end_trials` would end (index `trials`)."""
    with long_timeout():
        return mongo.members().count_documents(_trials_to_end_filter(include_running))


def end_trials(*, include_running: bool = False) -> PromotionResult:
    update = {"$set": {"free_trial": False}, "$unset": {"free_trial_ends_at": ""}}
    with long_timeout():
        result = mongo.members().update_many(_trials_to_end_filter(include_running), update)
    return PromotionResult(result.matched_count, result.modified_count)


def _trial_candidates_filter() -> dict[str, Any]:
    is_over = {"free_trial": True, "free_trial_ends_at": {"$lte": now()}}
    return {**STANDARD_ACCOUNT, "$or": [{"free_trial": {"$ne": True}}, is_over]}


def _trials_to_end_filter(include_running: bool) -> dict[str, Any]:
    is_over = {} if include_running else {"free_trial_ends_at": {"$lte": now()}}
    return {"free_trial": True, **is_over}

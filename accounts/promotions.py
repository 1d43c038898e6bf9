"""The premium trial: given to every standard account at once, and ending by itself."""

from dataclasses import dataclass
from datetime import timedelta

from mflix_site.clock import now
from mflix_site.mongo import collections as mongo

DAYS = 30


@dataclass(frozen=True, slots=True)
class Promotion:
    """What an update of many accounts did."""

    matched: int
    modified: int


def start_trial(*, days: int = DAYS) -> Promotion:
    """Give every standard account a trial of `days` days; who has one keeps it as it is."""
    ends = now() + timedelta(days=days)
    standard = {"account_type": "standard"}
    without = {**standard, "free_trial": {"$ne": True}}
    matched = mongo.members().count_documents(standard)
    given = {"free_trial": True, "free_trial_ends_at": ends}
    modified = mongo.members().update_many(without, {"$set": given}).modified_count
    return Promotion(matched, modified)


def end_trials(*, all_of_them: bool = False) -> Promotion:
    """End the trials whose time is over, or all of them."""
    over = {"free_trial": True}
    if not all_of_them:
        over |= {"free_trial_ends_at": {"$lte": now()}}  # type: ignore[dict-item]
    update = {"$set": {"free_trial": False}, "$unset": {"free_trial_ends_at": ""}}
    found = mongo.members().update_many(over, update)
    return Promotion(found.matched_count, found.modified_count)

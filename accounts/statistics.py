"""Figures about members for whoever runs the site."""

from datetime import date, datetime

from mflix_site.clock import now
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.daily_counts import counts_by_day, daily_count_pipeline


def joins_by_day(since: datetime) -> dict[date, int]:
    """Give how many joined on each day since a moment (index `joined`)."""
    return counts_by_day(mongo.members().aggregate(daily_count_pipeline("joined_at", since)))


def mails_by_state() -> dict[str, int]:
    """Give how many mails wait, and how many were given up (index `due`)."""
    count = mongo.outbox().count_documents
    return {state: count({"state": state}, limit=10_000) for state in ("pending", "failed")}


def trials_running() -> int:
    """Count the trials that have time left (index `trials`); one that is over has ended."""
    left = {"free_trial": True, "free_trial_ends_at": {"$gt": now()}}
    return mongo.members().count_documents(left)

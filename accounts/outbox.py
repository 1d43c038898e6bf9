"""Mails: written down with their cause, and sent by a process of their own, never in a request."""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.core.mail import send_mail
from pymongo import ReturnDocument

from mflix_site.clock import now
from mflix_site.errors import Problem
from mflix_site.mongo import collections as mongo

from .notices import notice_mail
from .password_reset import reset_mail

Writer = Callable[[Mapping[str, Any]], tuple[str, str, str] | None]

# A mail's kind names who writes it: address, subject and text; None when there is nobody to tell.
WRITERS: Mapping[str, Writer] = {"password-reset": reset_mail, "notice": notice_mail}
CLAIMED_FOR, TRIES = timedelta(minutes=2), 8

log = logging.getLogger(__name__)


def send_pending() -> int:
    """Send every mail that is due, and give how many were; one that fails is tried again later."""
    sent = 0
    while (row := _claimed()) is not None:
        sent += _send(row)
    return sent


def _claimed() -> dict[str, Any] | None:
    """Take one due mail for this process: pending, or claimed by a process that died."""
    moment = now()
    row: dict[str, Any] | None = mongo.outbox().find_one_and_update(
        {"state": "pending", "due_at": {"$lte": moment}},
        {"$set": {"due_at": moment + CLAIMED_FOR}, "$inc": {"tries": 1}},
        sort=[("due_at", 1)],
        return_document=ReturnDocument.AFTER,
    )
    return row


def _send(row: Mapping[str, Any]) -> int:
    try:
        written = WRITERS[row["kind"]](row)
        if written is not None:
            to, subject, text = written
            send_mail(subject, text, None, [to])
    except Problem:
        raise
    except Exception as error:  # whatever one mail meets, the others must not wait for it
        return _failed(row, error)
    mongo.outbox().delete_one({"_id": row["_id"]})
    return int(written is not None)


def _failed(row: Mapping[str, Any], error: Exception) -> int:
    log.warning("A mail of kind %s could not be sent: %s", row["kind"], type(error).__name__)
    later = {"due_at": now() + timedelta(seconds=15 * 2 ** row["tries"])}
    given_up = {"state": "failed"} if row["tries"] >= TRIES else {}
    mongo.outbox().update_one({"_id": row["_id"]}, {"$set": {**later, **given_up}})
    return 0


def purge_failed() -> int:
    """Delete mails that were given up a month ago, and give how many."""
    long_ago = now() - timedelta(days=30)
    return (
        mongo.outbox().delete_many({"state": "failed", "due_at": {"$lte": long_ago}}).deleted_count
    )

"""The outbox: mails are queued with what causes them, and sent by a separate process."""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.core.mail import send_mail
from pymongo import ReturnDocument

from mflix_site.errors import Problem
from mflix_site.mongo import collections as mongo
from mflix_site.text import now

from .notices import write_notice_mail
from .password_reset import write_reset_mail

Writer = Callable[[Mapping[str, Any]], tuple[str, str, str] | None]

# By the kind of a queued mail; they return address, subject and text, or None to send nothing.
MAIL_WRITERS: Mapping[str, Writer] = {
    "password-reset": write_reset_mail,
    "notice": write_notice_mail,
}
CLAIM_DURATION, MAX_TRIES = timedelta(minutes=2), 8

log = logging.getLogger(__name__)


def send_pending() -> int:
    """Send all mails that are due and return how many were sent; failed ones are retried later."""
    sent = 0
    while (row := _claim_next()) is not None:
        sent += _send(row)
    return sent


def _claim_next() -> dict[str, Any] | None:
    """Claim a due mail for this process; an expired claim is of a process that was killed."""
    moment = now()
    row: dict[str, Any] | None = mongo.outbox().find_one_and_update(
        {"state": "pending", "due_at": {"$lte": moment}},
        {"$set": {"due_at": moment + CLAIM_DURATION}, "$inc": {"tries": 1}},
        sort=[("due_at", 1)],
        return_document=ReturnDocument.AFTER,
    )
    return row


def _send(row: Mapping[str, Any]) -> int:
    try:
        mail = MAIL_WRITERS[row["kind"]](row)
        if mail is not None:
            to, subject, text = mail
            send_mail(subject, text, None, [to])
    except Problem:
        raise
    except Exception as error:  # one mail that fails must not stop the others
        _reschedule(row, error)
        return 0
    mongo.outbox().delete_one({"_id": row["_id"]})
    return int(mail is not None)


def _reschedule(row: Mapping[str, Any], error: Exception) -> None:
    log.warning("A mail of kind %s could not be sent: %s", row["kind"], type(error).__name__)
    changes: dict[str, Any] = {"due_at": now() + timedelta(seconds=15 * 2 ** row["tries"])}
    if row["tries"] >= MAX_TRIES:
        changes["state"] = "failed"
    mongo.outbox().update_one({"_id": row["_id"]}, {"$set": changes})


def count_mails_by_state() -> dict[str, int]:
    """Return how many mails are pending and how many have failed, to 10,000 (index `due`)."""
    count = mongo.outbox().count_documents
    return {state: count({"state": state}, limit=10_000) for state in ("pending", "failed")}


def delete_failed_mails() -> int:
    """Delete mails that failed for good a month ago, and return how many."""
    expired = {"state": "failed", "due_at": {"$lte": now() - timedelta(days=30)}}
    return mongo.outbox().delete_many(expired).deleted_count

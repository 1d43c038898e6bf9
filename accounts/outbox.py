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

from . import email_change
from .notices import write_notice_mail
from .password_reset import write_reset_mail

# Writers by mail kind; each returns address, subject and text, or None to send nothing.
MAIL_WRITERS: Mapping[str, Callable[[Mapping[str, Any]], tuple[str, str, str] | None]] = {
    "password-reset": write_reset_mail,
    "notice": write_notice_mail,
    "email-change": email_change.write_confirmation_mail,
    "email-change-warning": email_change.write_warning_mail,
    "email-changed": email_change.write_changed_mail,
}
CLAIM_DURATION, MAX_TRIES = timedelta(minutes=2), 8

log = logging.getLogger(__name__)


def send_pending() -> int:
    """Send all mails that are due and return how many were sent; failed ones are retried later."""
    return sum(map(_send, iter(_claim_next, None)))


def _claim_next() -> dict[str, Any] | None:
    """Claim a due mail for this process; an expired claim is of a process that was killed."""
    due = {"state": "pending", "due_at": {"$lte": now()}}
    claim = {"$set": {"due_at": now() + CLAIM_DURATION}, "$inc": {"tries": 1}}
    oldest, after = [("due_at", 1)], ReturnDocument.AFTER
    return mongo.outbox().find_one_and_update(due, claim, sort=oldest, return_document=after)


def _send(row: Mapping[str, Any]) -> int:
    try:
        mail = MAIL_WRITERS[row["kind"]](row)
        if mail is not None:
            to, subject, text = mail
            send_mail(subject, text, None, [to])
    except Problem:
        raise
    except Exception as error:  # one mail that fails must not stop the others
        log.warning("A mail of kind %s could not be sent: %s", row["kind"], type(error).__name__)
        delay = timedelta(seconds=15 * 2 ** row["tries"])
        state = "failed" if row["tries"] >= MAX_TRIES else "pending"
        changes = {"due_at": now() + delay, "state": state}
        mongo.outbox().update_one({"_id": row["_id"]}, {"$set": changes})
        return 0
    mongo.outbox().delete_one({"_id": row["_id"]})
    return int(mail is not None)


def count_mails_by_state() -> dict[str, int]:
    """Return how many mails are pending and how many have failed, up to 10,000 (index `due`)."""
    count = mongo.outbox().count_documents
    return {state: count({"state": state}, limit=10_000) for state in ("pending", "failed")}


def delete_failed_mails() -> int:
    """Delete mails that failed for good a month ago, and return how many."""
    expired = {"state": "failed", "due_at": {"$lte": now() - timedelta(days=30)}}
    return mongo.outbox().delete_many(expired).deleted_count

"""The outbox: mails are queued with what causes them, and sent by a separate process."""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from pymongo import ReturnDocument

from mflix_site.errors import Problem
from mflix_site.mongo import collections as mongo
from mflix_site.text import now

from . import email_change
from .names import deliverable_address
from .notices import (
    SECURITY_MAILS,
    Mail,
    deliver_queued_notices,
    write_notice_mail,
    write_security_mail,
)
from .password_reset import write_reset_mail

# Writers by mail kind; each returns None to send nothing.
MAIL_WRITERS: Mapping[str, Callable[[Mapping[str, Any]], Mail | None]] = {
    "password-reset": write_reset_mail,
    "notice": write_notice_mail,
    "email-change": email_change.write_confirmation_mail,
    "email-change-warning": email_change.write_warning_mail,
    **dict.fromkeys(SECURITY_MAILS, write_security_mail),
}
CLAIM_DURATION, MAX_TRIES = timedelta(minutes=2), 8
MAX_DELAY, GIVE_UP_AFTER = timedelta(hours=1), timedelta(days=1)
# RFC 3834, and Exchange's own: no absence note answers a mail that nobody wrote.
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
MESSAGE_ERRORS = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError)

log = logging.getLogger(__name__)


def send_pending() -> int:
    """Send the mails that are due, and those of queued notices; return how many were sent."""
    deliver_queued_notices()
    sent = 0
    while settings.MAILS_ARE_SENT and (row := _claim_next()):
        try:
            sent += _send(row)
        except OSError as error:
            _retry_later(row, error)
            break  # the mail server does not answer: the others would wait for it in vain
    return sent


def _claim_next() -> dict[str, Any] | None:
    """Claim a due mail for this process; an expired claim is of a process that was killed."""
    due = {"state": "pending", "due_at": {"$lte": now()}}
    claim = {"$set": {"due_at": now() + CLAIM_DURATION}, "$inc": {"tries": 1}}
    options: dict[str, Any] = {"sort": [("due_at", 1)], "return_document": ReturnDocument.AFTER}
    return mongo.outbox().find_one_and_update(due, claim, **options)


def _send(row: Mapping[str, Any]) -> int:
    """Send a mail, or reschedule it; raise OSError where the server is the cause, not the mail."""
    try:
        if mail := MAIL_WRITERS[row["kind"]](row):
            to, subject, text = mail
            EmailMessage(subject, text, None, [deliverable_address(to)], headers=HEADERS).send()
    except Exception as error:  # one mail that fails must not stop the others
        if isinstance(error, Problem | OSError) and not isinstance(error, MESSAGE_ERRORS):
            raise
        _retry_later(row, error)
        return 0
    mongo.outbox().delete_one({"_id": row["_id"]})
    return int(bool(mail))


def _retry_later(row: Mapping[str, Any], error: Exception) -> None:
    """Reschedule a mail; give up after some tries, but not within a day if the server is away."""
    log.warning("A mail of kind %s could not be sent: %s", row["kind"], type(error).__name__)
    is_old = now() - row["_id"].generation_time > GIVE_UP_AFTER
    is_message_error = isinstance(error, MESSAGE_ERRORS) or not isinstance(error, OSError)
    is_given_up = row["tries"] >= MAX_TRIES and (is_message_error or is_old)
    delay = min(timedelta(seconds=15 * 2 ** min(row["tries"], MAX_TRIES)), MAX_DELAY)
    changes = {"due_at": now() + delay, "state": "failed" if is_given_up else "pending"}
    mongo.outbox().update_one({"_id": row["_id"]}, {"$set": changes})


def count_mails_by_state() -> dict[str, int]:
    """Return how many mails are pending and how many have failed, up to 10,000 (index `due`)."""
    count = mongo.outbox().count_documents
    return {state: count({"state": state}, limit=10_000) for state in ("pending", "failed")}


def delete_failed_mails() -> int:
    """Delete mails that failed for good a month ago, and return how many."""
    expired = {"state": "failed", "due_at": {"$lte": now() - timedelta(days=30)}}
    return mongo.outbox().delete_many(expired).deleted_count

"""Mails as their readers get them."""

import re

from bson import ObjectId
from django.core import mail

from accounts.email_change import LINK_LIFETIME, write_confirmation_mail
from accounts.outbox import send_pending
from mflix_site.mongo import collections as mongo
from mflix_site.text import now

from .browsing import Browser


def ask_for_reset(email: str, browser: Browser | None = None) -> int:
    """Request a new password by the form, and return the answer's status."""
    return (browser or Browser()).post("/accounts/reset/", {"email": email}).status_code


def confirmation_token(member_id: ObjectId, email: str = "new@example.test") -> str:
    """Return the token of the link in a mail that asks to confirm a new address."""
    pending = {"email": email, "until": now() + LINK_LIFETIME}
    mongo.members().update_one({"_id": member_id}, {"$set": {"pending_email": pending}})
    mail_ = write_confirmation_mail({"member_id": member_id, "email": email})
    assert mail_
    return mail_[2].partition("/accounts/email/")[2].partition("/")[0]


def mailed_link(email: str) -> str:
    """Request a new password, have the mail sent, and return the path of the link in it."""
    ask_for_reset(email)
    send_pending()
    link = re.search(r"https?://[^/]+(/accounts/reset/\S+)", str(mail.outbox[-1].body))
    assert link
    return link[1]

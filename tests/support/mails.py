"""Mails as their readers get them."""

import re

from django.core import mail

from accounts.outbox import send_pending

from .browsing import Browser


def ask_for_reset(email: str, browser: Browser | None = None) -> int:
    """Request a new password by the form, and return the answer's status."""
    return (browser or Browser()).post("/accounts/reset/", {"email": email}).status_code


def mailed_link(email: str) -> str:
    """Request a new password, have the mail sent, and return the path of the link in it."""
    ask_for_reset(email)
    send_pending()
    link = re.search(r"https?://[^/]+(/accounts/reset/\S+)", str(mail.outbox[-1].body))
    assert link
    return link[1]

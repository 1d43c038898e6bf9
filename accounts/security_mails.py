"""Mails about an account's security, to the address that it has when something happens to it."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from pymongo.client_session import ClientSession

from mflix_site.errors import LazyText
from mflix_site.mongo import collections as mongo
from mflix_site.text import now

from .notices import pending_mail

Mail = tuple[str, str, str]  # address, subject and text
SECURITY_MAILS: Mapping[str, tuple[LazyText, LazyText]] = {
    "email-changed": (  # to the old address
        _("Your mflix e-mail address has changed"),
        _(
            "Hello %(name)s,\n\nThe e-mail address of your mflix account has changed. Log in with "
            "the new one from now on. This is the last e-mail we'll send to this address.\n\n"
            "If it wasn't you, write to the people who run the site.\n"
        ),
    ),
    "password-changed": (
        _("Your mflix password has been changed"),
        _(
            "Hello %(name)s,\n\nThe password of your mflix account has been changed, and your "
            "other devices have been logged out.\n\n"
            "If it wasn't you, set a new password now:\n\n%(link)s\n"
        ),
    ),
    "account-closed": (
        _("Your mflix account has been closed"),
        _(
            "Hello %(name)s,\n\nYour mflix account has been closed, and your e-mail address "
            "deleted with it. This is the last e-mail we'll send you. Thank you for being here."
            "\n\nIf it wasn't you, write to the people who run the site.\n"
        ),
    ),
}


def queue_security_mail(kind: str, owner: Mapping[str, Any], session: ClientSession) -> None:
    """Within the transaction of its cause: queue a mail to the owner, as `users` has them."""
    if email := owner.get("email"):
        mail = pending_mail(kind, now(), email=email, name=str(owner.get("name") or ""))
        mongo.outbox().insert_one(mail, session=session)


def write_security_mail(row: Mapping[str, Any]) -> Mail:
    subject, text = SECURITY_MAILS[row["kind"]]
    values = {"name": row["name"], "link": f"{settings.SITE_URL.rstrip('/')}/accounts/reset/"}
    return row["email"], str(subject), text % values

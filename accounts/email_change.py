"""Changing one's e-mail address: the new one confirms it by a link, and the old one gets a mail.

The link's token is stored as a hash among the reset links, and ends with them.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import Duplicate, in_transaction
from mflix_site.text import now

from .documents import NOT_CLOSING, Member
from .errors import EmailLinkInvalid, EmailTaken
from .former_accounts import remember_sanction
from .names import email_key
from .notices import pending_mail
from .password_reset import create_token, valid_link
from .permissions import require_permission
from .queries import find_document_by_email, find_member
from .services import verify_own_password

LINK_LIFETIME = timedelta(hours=24)
Mail = tuple[str, str, str]


def request_email_change(*, member: Member, email: str, password: str) -> None:
    """Queue the mails to the new and to the old address.

    Raise WrongPassword, or EmailTaken if the new address has an account, also if it is one's own.
    """
    require_permission(member, "change-email")
    verify_own_password(member=member, password=password)
    if taken := find_document_by_email(email, {"email_key": 1}):
        if taken["_id"] == member.id:
            raise EmailTaken(_("This is your e-mail address already."))
        raise EmailTaken(_("Another account has this e-mail address. Choose a different one."))
    kinds, moment = ("email-change", "email-change-warning"), now()
    mongo.outbox().insert_many(
        [pending_mail(kind, moment, member_id=member.id, email=email) for kind in kinds]
    )


def write_confirmation_mail(row: Mapping[str, Any]) -> Mail | None:
    """Create a token and return the mail to the new address; None if the member has left."""
    member = find_member(row["member_id"])
    if member is None:
        return None
    token = create_token(member.id, LINK_LIFETIME, email=row["email"])
    text = _(
        "Hello %(name)s,\n\nConfirm your new e-mail address with this link, and you'll log in "
        "to mflix with it from then on. The link works once, for a day:\n\n%(link)s\n\n"
        "If you didn't ask for this, ignore this e-mail.\n"
    )
    values = {
        "name": member.name,
        "link": f"{settings.SITE_URL.rstrip('/')}/accounts/email/{token}/",
    }
    return row["email"], _("Confirm your new e-mail address"), text % values


def write_warning_mail(row: Mapping[str, Any]) -> Mail | None:
    """Return the mail that tells the old address what was asked for."""
    member = find_member(row["member_id"])
    if member is None:
        return None
    text = _(
        "Hello %(name)s,\n\nSomebody, probably you, asked to change the e-mail address of your "
        "mflix account to %(email)s. It changes once that address is confirmed.\n\n"
        "If it wasn't you, change your password now. That stops it.\n"
    )
    values = {"name": member.name, "email": row["email"]}
    return member.email, _("Your mflix e-mail address is about to change"), text % values


def write_changed_mail(row: Mapping[str, Any]) -> Mail:
    """Return the mail that tells the old address that the account has a new one."""
    text = _(
        "Hello %(name)s,\n\nThe e-mail address of your mflix account has changed. Log in with "
        "the new one from now on. This is the last e-mail we'll send to this address.\n\n"
        "If it wasn't you, write to the people who run the site.\n"
    )
    return row["email"], _("Your mflix e-mail address has changed"), text % {"name": row["name"]}


def address_to_confirm(token: str) -> str:
    """Return the address that a link confirms (index `_id_`), unused; raise EmailLinkInvalid."""
    link = mongo.password_resets().find_one(valid_link(token, confirms_email=True))
    if link is None:
        raise EmailLinkInvalid
    return str(link["email"])


def confirm_email(*, token: str) -> None:
    """Consume a link: set the new address, end other links, and queue the mail to the old one.

    Raise EmailLinkInvalid, or EmailTaken if somebody has the address meanwhile.
    """

    def work(session: ClientSession) -> None:
        valid = valid_link(token, confirms_email=True)
        link = mongo.password_resets().find_one_and_delete(valid, session=session)
        if link is None:
            raise EmailLinkInvalid
        present = {"_id": link["member_id"], **NOT_CLOSING}
        update = {"$set": {"email": link["email"], "email_key": email_key(link["email"])}}
        old = mongo.members().find_one_and_update(present, update, session=session)
        if old is None:
            raise EmailLinkInvalid
        remember_sanction(old, session)
        remember_sanction({**old, "email_key": email_key(link["email"])}, session)
        mongo.password_resets().delete_many({"member_id": old["_id"]}, session=session)
        mail = pending_mail("email-changed", now(), email=old.get("email"), name=old.get("name"))
        mongo.outbox().insert_one(mail, session=session)

    try:
        in_transaction(work)
    except Duplicate as taken:
        raise EmailTaken from taken

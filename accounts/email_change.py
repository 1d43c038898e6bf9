"""Changing one's e-mail address: the new one confirms it by a link, and the old one gets a mail.

A member's document has the address that waits (`pending_email`), and a link confirms no other: a
request ends with a later one, with cancelling it, and with a new password. A link's token is
stored as a hash among the reset links.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.mongo.collections import Duplicate
from mflix_site.mongo.transactions import in_transaction
from mflix_site.text import now

from .documents import NOT_CLOSING, WITHOUT_PASSWORD, Member
from .errors import EmailLinkInvalid, EmailTaken, MemberNotFound
from .former_accounts import remember_sanction
from .names import email_key
from .notices import Mail, pending_mail, queue_security_mail
from .password_reset import create_token, valid_link_filter
from .permissions import require_permission
from .queries import find_document_by_email
from .services import verify_own_password

LINK_LIFETIME = timedelta(hours=24)


def request_email_change(*, member: Member, email: str, password: str) -> None:
    """Queue the mails to the new and to the old address; raise WrongPassword or EmailTaken."""
    require_permission(member, "change-email")
    stored = verify_own_password(member=member, password=password)
    if taken := find_document_by_email(email, {"email_key": 1}):
        if taken["_id"] == member.id:
            raise EmailTaken(_("This is your e-mail address already."))
        raise EmailTaken(_("Another account has this e-mail address. Use a different one."))
    kinds, moment = ("email-change", "email-change-warning"), now()
    mails = [pending_mail(kind, moment, member_id=member.id, email=email) for kind in kinds]

    def work(session: ClientSession) -> None:
        unchanged = {"_id": member.id, "password": stored, **NOT_CLOSING}
        pending = {"email": email, "until": moment + LINK_LIFETIME}
        update = {"$set": {"pending_email": pending}}
        if not mongo.members().update_one(unchanged, update, session=session).matched_count:
            raise MemberNotFound
        _delete_links(member, session)
        mongo.outbox().insert_many(mails, session=session)

    in_transaction(work)


def cancel_email_change(*, member: Member) -> None:
    """Forget the address that waits to be confirmed, and end its links."""
    require_permission(member, "cancel-email-change")

    def work(session: ClientSession) -> None:
        own = {"_id": member.id}
        mongo.members().update_one(own, {"$unset": {"pending_email": ""}}, session=session)
        _delete_links(member, session)

    in_transaction(work)


def find_pending_email(member: Member) -> str:
    """Return the address that a member has yet to confirm (index `_id_`); empty without one."""
    waiting = {"_id": member.id, "pending_email.until": {"$gt": now()}}
    doc = mongo.members().find_one(waiting, {"pending_email": 1})
    return str(doc["pending_email"]["email"]) if doc else ""


def _delete_links(member: Member, session: ClientSession) -> None:
    links = {"member_id": member.id, "email": {"$exists": True}}
    mongo.password_resets().delete_many(links, session=session)


def _waiting_member_filter(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the filter of the member who waits for the address of a link or a queued mail."""
    return {"_id": row["member_id"], "pending_email.email": row["email"], **NOT_CLOSING}


def _find_waiting_member(row: Mapping[str, Any]) -> Member | None:
    doc = mongo.members().find_one(_waiting_member_filter(row), WITHOUT_PASSWORD)
    return Member.from_doc(doc) if doc else None


def write_confirmation_mail(row: Mapping[str, Any]) -> Mail | None:
    """Create a token and return the mail to the new address; None if it is no longer wanted."""
    if (member := _find_waiting_member(row)) is None:
        return None
    token = create_token(member.id, LINK_LIFETIME, email=row["email"])
    text = _(
        "Hello %(name)s,\n\nConfirm your new e-mail address with this link, and you'll log in "
        "to mflix with it from then on. The link works once, for a day:\n\n%(link)s\n\n"
        "If you didn't ask for this, ignore this e-mail.\n"
    )
    link = f"{settings.SITE_URL.rstrip('/')}/accounts/email/{token}/"
    values = {"name": member.name, "link": link}
    return row["email"], _("Confirm your new e-mail address"), text % values


def write_warning_mail(row: Mapping[str, Any]) -> Mail | None:
    """Return the mail that tells the old address what was asked for, if it still is."""
    if (member := _find_waiting_member(row)) is None:
        return None
    text = _(
        "Hello %(name)s,\n\nSomebody, probably you, asked to change the e-mail address of your "
        "mflix account to %(email)s. It changes once that address is confirmed.\n\n"
        "If it wasn't you, change your password now. That stops it.\n"
    )
    values = {"name": member.name, "email": row["email"]}
    return member.email, _("Your mflix e-mail address is about to change"), text % values


def address_to_confirm(token: str) -> str:
    """Return the address that a link confirms (index `_id_`), unused; raise EmailLinkInvalid."""
    link = mongo.password_resets().find_one(valid_link_filter(token, confirms_email=True))
    if link is None or _find_waiting_member(link) is None:
        raise EmailLinkInvalid
    return str(link["email"])


def confirm_email(*, token: str) -> None:
    """Consume a link and set its address; raise EmailLinkInvalid, or EmailTaken by now."""

    def work(session: ClientSession) -> None:
        valid = valid_link_filter(token, confirms_email=True)
        link = mongo.password_resets().find_one_and_delete(valid, session=session)
        if link is None:
            raise EmailLinkInvalid
        names = {"email": link["email"], "email_key": email_key(link["email"])}
        update = {"$set": names, "$unset": {"pending_email": ""}}
        old = mongo.members().find_one_and_update(
            _waiting_member_filter(link), update, session=session
        )
        if old is None:
            raise EmailLinkInvalid
        remember_sanction(old, session)
        remember_sanction({**old, "email_key": email_key(link["email"])}, session)
        mongo.password_resets().delete_many({"member_id": old["_id"]}, session=session)
        queue_security_mail("email-changed", old, session)

    try:
        in_transaction(work)
    except Duplicate as taken:
        raise EmailTaken from taken

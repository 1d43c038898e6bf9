"""Notices to members: in their inbox, and by e-mail to those who chose it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId
from django.conf import settings
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from mflix_site.mongo import collections as mongo
from mflix_site.paging import Page, paginate_cursor
from mflix_site.text import now

from .documents import NOT_CLOSING, Member

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice: subject, paragraphs, a quotation, and a link with its label."""

    subject: str
    paragraphs: tuple[str, ...]
    quote: str = ""
    path: str = ""
    label: str = ""
    at: datetime | None = None
    seen: bool = False

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Notice":
        return cls(
            subject=doc["subject"],
            paragraphs=tuple(doc["paragraphs"]),
            quote=str(doc.get("quote") or ""),
            path=str(doc.get("path") or ""),
            label=str(doc.get("label") or ""),
            at=doc["at"],
            seen=bool(doc["seen"]),
        )


def send_notices(
    notices: Mapping[ObjectId, Notice], *, session: ClientSession, at: datetime | None = None
) -> int:
    """Within the transaction of their cause: insert notices by member, and queue their e-mails.

    Members who have left are skipped. Return how many notices were sent.
    """
    moment = at or now()
    selector = {"_id": {"$in": list(notices)}, **NOT_CLOSING}
    fields = {"preferences.notices_by_mail": 1}
    members = list(mongo.members().find(selector, fields, session=session))
    if not members:
        return 0
    docs = [notice_document(m["_id"], notices[m["_id"]], moment) for m in members]
    mongo.notices().insert_many(docs, session=session)
    updates = [UpdateOne({"_id": doc["member_id"]}, {"$inc": {"unread": 1}}) for doc in docs]
    mongo.members().bulk_write(updates, ordered=False, session=session)
    by_mail = {m["_id"] for m in members if (m.get("preferences") or {}).get("notices_by_mail")}
    mails = [_mail_document(doc["_id"], moment) for doc in docs if doc["member_id"] in by_mail]
    if mails:
        mongo.outbox().insert_many(mails, session=session)
    return len(docs)


def notice_document(member_id: ObjectId, notice: Notice, moment: datetime) -> dict[str, Any]:
    """Return the document of a new notice."""
    return {
        "_id": ObjectId(),
        "member_id": member_id,
        "at": moment,
        "subject": notice.subject,
        "paragraphs": list(notice.paragraphs),
        "quote": notice.quote,
        "path": notice.path,
        "label": notice.label,
        "seen": False,
    }


def _mail_document(notice_id: ObjectId, moment: datetime) -> dict[str, Any]:
    return {
        "kind": "notice",
        "notice_id": notice_id,
        "state": "pending",
        "asked_at": moment,
        "due_at": moment,
        "tries": 0,
    }


def inbox_page(member: Member, number: int) -> Page[Notice]:
    """Return a page of a member's notices, newest first (index `of_member`)."""
    own = {"member_id": member.id}
    total = mongo.notices().count_documents(own)
    cursor = mongo.notices().find(own).sort([("at", -1), ("_id", -1)])
    return paginate_cursor(cursor, Notice.from_doc, number=number, size=PAGE_SIZE, total=total)


def mark_inbox_read(*, member: Member) -> int:
    """Mark a member's notices as seen, and return how many were unread."""
    unread = {"member_id": member.id, "seen": False}
    count = mongo.notices().update_many(unread, {"$set": {"seen": True}}).modified_count
    mongo.members().update_one({"_id": member.id}, {"$set": {"unread": 0}})
    return count


def notices_export(member_id: ObjectId) -> Sequence[dict[str, Any]]:
    """Return all notices of a member, for their export (index `of_member`)."""
    return list(mongo.notices().find({"member_id": member_id}, {"member_id": 0}))


def write_notice_mail(row: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Return the mail of a notice: address, subject, text; None if its member has left."""
    doc = mongo.notices().find_one({"_id": row["notice_id"]})
    to = doc and mongo.members().find_one({"_id": doc["member_id"]}, {"email": 1})
    if not doc or not to or not to.get("email"):
        return None
    notice = Notice.from_doc(doc)
    quoted = "\n".join(f"> {line}" for line in notice.quote.splitlines())
    link = f"{notice.label}: {settings.SITE_URL.rstrip('/')}{notice.path}" if notice.path else ""
    text = "\n\n".join(filter(None, [*notice.paragraphs, quoted, link]))
    return to["email"], notice.subject, f"{text}\n\n— mflix\n"

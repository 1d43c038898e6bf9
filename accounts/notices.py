"""What the site tells its members: in their inbox, and by mail to those who want that too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bson import ObjectId
from django.conf import settings
from pymongo import UpdateOne
from pymongo.client_session import ClientSession

from mflix_site.clock import now
from mflix_site.mongo import collections as mongo
from mflix_site.paging import Page

from .documents import Member

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell: what about, in paragraphs, a quotation, and where to go from there."""

    subject: str
    paragraphs: tuple[str, ...]
    quote: str = ""
    path: str = ""
    label: str = ""
    at: datetime | None = None
    seen: bool = False

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Notice":
        """Read a `notices` document."""
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
    told: Mapping[ObjectId, Notice], *, session: ClientSession, at: datetime | None = None
) -> int:
    """Within the transaction of what happened: put a notice into each of these inboxes.

    Whoever has left meanwhile is told nothing. Gives how many were told.
    """
    moment = at or now()
    chosen = {"_id": {"$in": list(told)}, "closing": {"$exists": False}}
    fields = {"preferences.notices_by_mail": 1}
    found = list(mongo.members().find(chosen, fields, session=session))
    if not found:
        return 0
    docs = [document_of(member["_id"], told[member["_id"]], moment) for member in found]
    mongo.notices().insert_many(docs, session=session)
    more = [UpdateOne({"_id": doc["member_id"]}, {"$inc": {"unread": 1}}) for doc in docs]
    mongo.members().bulk_write(more, ordered=False, session=session)
    by_mail = {m["_id"] for m in found if (m.get("preferences") or {}).get("notices_by_mail")}
    mails = [_mail(doc["_id"], moment) for doc in docs if doc["member_id"] in by_mail]
    if mails:
        mongo.outbox().insert_many(mails, session=session)
    return len(docs)


def document_of(member_id: ObjectId, notice: Notice, moment: datetime) -> dict[str, Any]:
    """Give the document of a notice that nobody has seen yet."""
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


def _mail(notice_id: ObjectId, moment: datetime) -> dict[str, Any]:
    return {
        "kind": "notice",
        "notice_id": notice_id,
        "state": "pending",
        "asked_at": moment,
        "due_at": moment,
        "tries": 0,
    }


def inbox(member: Member, number: int) -> Page[Notice]:
    """Give a page of what a member was told, newest first (index `of_member`)."""
    mine = {"member_id": member.id}
    page: Page[Notice] = Page((), number, PAGE_SIZE, mongo.notices().count_documents(mine))
    number = min(number, page.last)
    cursor = mongo.notices().find(mine).sort([("at", -1), ("_id", -1)])
    cursor = cursor.skip((number - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    return Page([Notice.from_doc(doc) for doc in cursor], number, PAGE_SIZE, page.total)


def read_inbox(*, member: Member) -> int:
    """Mark all that a member was told as seen, and give how many were new."""
    new = {"member_id": member.id, "seen": False}
    seen = mongo.notices().update_many(new, {"$set": {"seen": True}}).modified_count
    mongo.members().update_one({"_id": member.id}, {"$set": {"unread": 0}})
    return seen


def own_notices(member_id: ObjectId) -> Sequence[dict[str, Any]]:
    """Give all that a member was told, for their export (index `of_member`)."""
    return list(mongo.notices().find({"member_id": member_id}, {"member_id": 0}))


def _site() -> str:
    return str(settings.SITE_URL).rstrip("/")


def notice_mail(row: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Write the mail of a notice: address, subject, text; None when there is nobody to tell."""
    doc = mongo.notices().find_one({"_id": row["notice_id"]})
    to = doc and mongo.members().find_one({"_id": doc["member_id"]}, {"email": 1})
    if not doc or not to or not to.get("email"):
        return None
    notice = Notice.from_doc(doc)
    quoted = "\n".join(f"> {line}" for line in notice.quote.splitlines())
    where = f"{notice.label}: {_site()}{notice.path}" if notice.path else ""
    text = "\n\n".join(filter(None, [*notice.paragraphs, quoted, where]))
    return to["email"], notice.subject, f"{text}\n\n— mflix\n"

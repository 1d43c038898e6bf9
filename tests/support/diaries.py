"""Diaries for tests."""

from typing import Any

from bson import ObjectId

from accounts.documents import Member
from diary.documents import DiaryEntry, EntryContent
from moderation.posting import log_film


def logged(member: Member, film: ObjectId, day: str | None = None, **content: Any) -> DiaryEntry:
    """Log a viewing, public unless said otherwise."""
    said = EntryContent(day=day, **content)
    return log_film(member=member, movie_id=film, content=said).entry

"""Viewings of one film: rows of a diary and of reviews that belong together."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bson import ObjectId

from diary.documents import MAX_TAGS, PUBLIC, is_possible_day, read_tags
from mflix_site.text import clean_text
from reviews.documents import MAX_TEXT_LENGTH

from .documents import ImportRow

CUT, NO_DAY = "cut", "no-day"


@dataclass(slots=True)
class Viewing:
    """The rows of one viewing, or of a review without one."""

    key: str
    day: str | None = None
    added: str | None = None
    rating: int | None = None
    rewatch: bool = False
    is_private: bool = False
    is_entry: bool = False
    tags: tuple[str, ...] = ()
    note: str = ""
    text: str = ""
    written: str | None = None
    spoiler: bool = False
    remark: str = ""
    rows: list[ObjectId] = field(default_factory=list)

    def take(self, row: ImportRow) -> None:
        record = row.row
        self.rows.append(row.id)
        self.is_entry |= record.kind == "entry" or bool(record.day)
        self.day = self.day or record.day
        self.added = self.added or record.added
        self.rating = self.rating if self.rating is not None else record.rating
        self.rewatch |= record.rewatch
        self.tags = self.tags or record.tags
        self.note = self.note or clean_text(record.note)
        if record.text and not self.text:
            self.text = clean_text(record.text)
            self.written, self.spoiler = record.added, record.spoiler
        self.is_private |= record.privacy not in ("", PUBLIC)

    def check(self) -> None:
        """Leave out what cannot be kept, and remark on it; of tags that are alike one stays."""
        self.tags = read_tags(",".join(self.tags))[:MAX_TAGS]
        if self.day and not is_possible_day(self.day):
            self.day, self.remark = None, NO_DAY
        if len(self.text) > MAX_TEXT_LENGTH:
            self.text, self.remark = self.text[:MAX_TEXT_LENGTH], CUT


def viewings_of(rows: Sequence[ImportRow]) -> list[Viewing]:
    """Return the viewings that rows tell of, the earliest first."""
    viewings: dict[str, Viewing] = {}
    for row in rows:
        if row.row.kind in ("entry", "review"):
            key = row.row.key or f"row:{row.n}"
            viewings.setdefault(key, Viewing(key)).take(row)
    for viewing in viewings.values():
        viewing.check()
    return sorted(viewings.values(), key=lambda v: (v.day or v.added or "", v.rewatch))

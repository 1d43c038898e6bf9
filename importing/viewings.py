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

    def add_row(self, row: ImportRow) -> None:
        parsed = row.parsed
        self.rows.append(row.id)
        self.is_entry |= parsed.kind == "entry" or bool(parsed.day)
        self.day = self.day or parsed.day
        self.added = self.added or parsed.added
        self.rating = self.rating if self.rating is not None else parsed.rating
        self.rewatch |= parsed.rewatch
        self.tags = self.tags or parsed.tags
        self.note = self.note or clean_text(parsed.note)
        if parsed.text and not self.text:
            self.text, self.spoiler = clean_text(parsed.text), parsed.spoiler
            self.written = parsed.added
        self.is_private |= parsed.privacy not in ("", PUBLIC)

    def normalize(self) -> None:
        """Leave out what cannot be kept, and remark on it; of tags that are alike one stays."""
        self.tags = read_tags(",".join(self.tags))[:MAX_TAGS]
        if self.day and not is_possible_day(self.day):
            self.day, self.remark = None, NO_DAY
        if len(self.text) > MAX_TEXT_LENGTH:
            self.text, self.remark = self.text[:MAX_TEXT_LENGTH], CUT


def viewings_of(rows: Sequence[ImportRow]) -> list[Viewing]:
    """Group rows of entries and reviews into viewings, the earliest first."""
    viewings: dict[str, Viewing] = {}
    for row in rows:
        if row.parsed.kind in ("entry", "review"):
            key = row.parsed.key or f"row:{row.n}"
            viewings.setdefault(key, Viewing(key)).add_row(row)
    for viewing in viewings.values():
        viewing.normalize()
    return sorted(viewings.values(), key=lambda v: (v.day or v.added or "", v.rewatch))

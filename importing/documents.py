"""An import of somebody's history, and its rows, as pages show them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from bson import ObjectId

from mflix_site.text import as_stored, as_worded

from .personal.documents import Row
from .states import ACTIVE, public_state

MATCH, CHOOSE, NOT_FOUND, SKIP, ALREADY = "match", "choose", "not_found", "skip", "already"
OUTCOMES = (MATCH, CHOOSE, NOT_FOUND, SKIP, ALREADY)
UNMATCHED = ""  # until the catalogue has been asked
HEADING = "heading"  # of a list: no row of the file
PARTS = ("diary", "ratings", "reviews", "watched", "likes", "watchlist", "lists")
PART_OF_KIND = {
    **{"entry": "diary", "rating": "ratings", "review": "reviews", "watched": "watched"},
    **{"liked": "likes", "wanted": "watchlist", "list": "lists", "list-entry": "lists"},
}
ROW_FIELDS = {field.name: field for field in fields(Row)}
DEFAULTS = {name: field.default for name, field in ROW_FIELDS.items()}


@dataclass(frozen=True, slots=True)
class Options:
    """What an import brings in, and whether it replaces what is here."""

    parts: tuple[str, ...] = PARTS
    overwrite: bool = False
    privacy: str = "public"

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Options":
        return cls(tuple(doc["parts"]), bool(doc["overwrite"]), str(doc["privacy"]))

    def fields(self) -> dict[str, Any]:
        return {**asdict(self), "parts": list(self.parts)}


@dataclass(frozen=True, slots=True)
class Import:
    """One uploaded file: what it holds, and how far it has come."""

    id: str
    member_id: ObjectId
    state: str
    source: str
    counts: Mapping[str, int]
    total: int
    done: int
    work: int
    result: Mapping[str, int]
    options: Options
    created_at: datetime
    ran_at: datetime | None
    undo_until: datetime | None
    kept_names: tuple[str, ...] = ()

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Import":
        return cls(
            id=str(doc["_id"]),
            member_id=doc["member_id"],
            state=doc["state"],
            source=doc.get("source") or "",
            counts={name: doc["counts"].get(name, 0) for name in OUTCOMES},
            total=doc["total"],
            done=doc.get("done", 0),
            work=doc.get("work", 0),
            result=doc.get("result") or {},
            options=Options.from_doc(doc["options"]) if "options" in doc else Options(),
            created_at=doc["created_at"],
            ran_at=doc.get("ran_at"),
            undo_until=doc.get("undo_until"),
            kept_names=tuple(doc.get("kept_names", ())[:5]),
        )

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def public_state(self) -> str:
        return public_state(self.state)


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A row of the file, what the catalogue has for it, and what became of it."""

    id: ObjectId
    n: int
    outcome: str
    films: tuple[ObjectId, ...]
    film: ObjectId | None
    remark: str
    is_pending: bool
    row: Row

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "ImportRow":
        return cls(
            id=doc["_id"],
            n=doc["n"],
            outcome=doc["outcome"],
            films=tuple(doc["films"]),
            film=doc.get("film"),
            remark=doc.get("remark") or "",
            is_pending="pending" in doc,
            row=row_from_doc(doc["values"]),
        )


def row_to_doc(row: Row) -> dict[str, Any]:
    """Return the fields of a row that say something."""
    values = {name: getattr(row, name) for name in ROW_FIELDS}
    return {
        name: list(map(as_stored, value)) if isinstance(value, tuple) else as_stored(value)
        for name, value in values.items()
        if value != DEFAULTS[name]
    }


def row_from_doc(doc: Mapping[str, Any]) -> Row:
    values: dict[str, Any]
    values = {
        name: tuple(map(as_worded, v)) if isinstance(v, list) else as_worded(v)
        for name, v in doc.items()
    }
    return Row(**values)

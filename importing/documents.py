"""An import of somebody's history, and its rows, as they are stored and shown."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from bson import ObjectId

from mflix_site.text import as_stored, as_worded, fold_text

from .personal.documents import Row
from .states import ACTIVE

Doc = dict[str, Any]
MATCH, CHOOSE, NOT_FOUND, SKIP, ALREADY = "match", "choose", "not_found", "skip", "already"
OUTCOMES = (MATCH, CHOOSE, NOT_FOUND, SKIP, ALREADY)
WITH_FILM = (MATCH, CHOOSE, NOT_FOUND, ALREADY)  # of rows that mean a film
UNMATCHED = ""  # until the catalogue has been asked
HEADING = "heading"  # of a list: no row of the file
PARTS = ("diary", "ratings", "reviews", "watched", "likes", "watchlist", "lists")
PART_OF_KIND = {
    **{"entry": "diary", "rating": "ratings", "review": "reviews", "watched": "watched"},
    **{"liked": "likes", "wanted": "watchlist", "list": "lists", "list-entry": "lists"},
}
DEFAULTS = {field.name: field.default for field in fields(Row)}


@dataclass(frozen=True, slots=True)
class Options:
    """What an import brings in, and whether it replaces what is here."""

    parts: tuple[str, ...] = PARTS
    overwrite: bool = False
    privacy: str = "public"

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Options":
        return cls(tuple(doc["parts"]), bool(doc["overwrite"]), str(doc["privacy"]))

    def fields(self) -> Doc:
        return {**asdict(self), "parts": list(self.parts)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """An uploaded file: what it holds, and how much of it is done."""

    id: str
    member_id: ObjectId
    state: str
    source: str = ""
    counts: Mapping[str, int]
    total: int
    done: int = 0
    work: int = 0
    result: Mapping[str, int]
    options: Options
    created_at: datetime
    ran_at: datetime | None = None
    undo_until: datetime | None = None
    kept_names: tuple[str, ...]

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "Import":
        stored = {field.name: doc[field.name] for field in fields(cls) if field.name in doc}
        parsed = {
            "id": str(doc["_id"]),
            "counts": {name: doc["counts"].get(name, 0) for name in OUTCOMES},
            "result": doc.get("result") or {},
            "options": Options.from_doc(doc["options"]) if "options" in doc else Options(),
            "kept_names": tuple(doc.get("kept_names", ())[:5]),
        }
        return cls(**stored | parsed)

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE


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
    parsed: Row

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> "ImportRow":
        n, outcome, films, film = doc["n"], doc["outcome"], tuple(doc["films"]), doc.get("film")
        remark, is_pending = doc.get("remark") or "", "pending" in doc
        row = row_from_doc(doc["values"])
        return cls(doc["_id"], n, outcome, films, film, remark, is_pending, row)


def new_row_document(import_id: ObjectId, n: int, row: Row) -> Doc:
    is_heading, title = row.kind == "list", fold_text(row.title) or row.title
    return {
        **{"_id": ObjectId(), "import_id": import_id, "n": n, "file": row.file, "row": row.number},
        "outcome": HEADING if is_heading else UNMATCHED,
        "films": [],
        "title_key": f"{title}|{row.year or ''}|{row.imdb_id}|{row.tmdb_id}",
        **({"list_key": row.list_key} if row.list_key else {}),
        **({"pending": "list"} if is_heading else {}),
        "values": row_to_doc(row),
    }


def row_to_doc(row: Row) -> Doc:
    """Return the fields of a row whose values are not the defaults; its number as `row`."""
    values = {name: getattr(row, name) for name in DEFAULTS if name != "number"}
    return {
        name: list(map(as_stored, value)) if isinstance(value, tuple) else as_stored(value)
        for name, value in values.items()
        if value != DEFAULTS[name]
    } | {"row": row.number}


def row_from_doc(doc: Mapping[str, Any]) -> Row:
    values: Doc = {
        name: tuple(map(as_worded, value)) if isinstance(value, list) else as_worded(value)
        for name, value in doc.items()
    }
    return Row(number=values.pop("row"), **values)

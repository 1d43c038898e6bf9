"""Histories from elsewhere: their rows, as a reader would give them, and what becomes of them."""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from itertools import count
from typing import Any

import bson
import pytest
from bson import ObjectId

from accounts.documents import Member
from importing import preview, running, undoing
from importing.documents import Options
from importing.personal.documents import Match, Row
from importing.states import INVARIANT
from importing.worker import advance_imports
from mflix_site.mongo import collections as mongo

# What an import may change; undone, each document is as it was, byte for byte.
HISTORY = ("comments", "review_revisions", "film_states", "diary", "lists", "list_entries")
Films = Mapping[str, Sequence[ObjectId]]


def a_row(kind: Any, title: str, number: int, **fields: Any) -> Row:
    """Return a row of an export; its key is that of a viewing."""
    file = {"entry": "diary.csv", "rating": "ratings.csv", "review": "reviews.csv"}.get(kind, kind)
    return Row(
        **{"source": "letterboxd", "file": file, "number": number, **fields}, kind=kind, title=title
    )


def rows_of(*facts: tuple[str, str, Mapping[str, Any]]) -> list[Row]:
    """Return rows of kinds and titles, with numbers of their own."""
    numbers = count(1)
    return [a_row(kind, title, next(numbers), **fields) for kind, title, fields in facts]


class Histories:
    """Uploads, and the films that the titles in them mean."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.films: dict[str, Sequence[ObjectId]] = {}
        self.rows: list[Row] = []
        monkeypatch.setattr(preview, "read_upload", self._read)
        monkeypatch.setattr(preview, "match_rows", self._match)

    def _read(self, *_: Any, **__: Any) -> Iterator[Row]:
        yield from self.rows

    def _match(self, rows: Sequence[Row]) -> list[Match]:
        return [self._match_one(row) for row in rows]

    def _match_one(self, row: Row) -> Match:
        films = tuple(self.films.get(row.title, ()))
        if row.skip_reason:
            return Match("skip")
        return Match(("not_found", "match", "choose")[min(len(films), 2)], films)  # type: ignore[arg-type]

    def upload(self, member: Member, rows: Sequence[Row]) -> ObjectId:
        self.rows = list(rows)
        return preview.start_import(member=member, upload=BytesIO(), filename="any.zip")

    def take(self, member: Member, rows: Sequence[Row], **options: Any) -> ObjectId:
        """Upload rows and import those that are sure."""
        import_id = self.upload(member, rows)
        take(member, import_id, **options)
        return import_id


def take(member: Member, import_id: ObjectId, **options: Any) -> None:
    running.run_import(member=member, import_id=import_id, options=Options(**options))
    advance_imports()


def undo(member: Member, import_id: ObjectId) -> None:
    undoing.undo_import(member=member, import_id=import_id)
    advance_imports()


def stored(import_id: ObjectId) -> dict[str, Any]:
    """Return an import as it is stored; what its state says of its fields must be true."""
    doc = mongo.imports().find_one({"_id": import_id}) or {}
    present, absent = INVARIANT[doc["state"]]
    assert present <= set(doc), doc["state"]
    assert not absent & set(doc), doc["state"]
    return doc


def history_bytes(database: Any) -> dict[str, list[bytes]]:
    """Return all that imports may change, byte for byte."""
    return {
        name: [bson.encode(doc) for doc in database[name].find().sort("_id", 1)] for name in HISTORY
    }

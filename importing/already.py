"""Which rows of a file say what is here already, so that a second import changes nothing."""

from collections.abc import Sequence
from typing import Any

from bson import ObjectId

from diary.imported import documents_of_films
from mflix_site.text import clean_text
from reviews.documents import MAX_TEXT_LENGTH
from reviews.imported import own_documents

from .addresses import entry_key
from .documents import ImportRow
from .lists import listed_already

Doc = dict[str, Any]


def rows_already_here(
    member_id: ObjectId, rows: Sequence[tuple[ImportRow, ObjectId]]
) -> set[ObjectId]:
    """Return the ids of the rows, each with its film, that would change nothing."""
    films = list({film for _, film in rows})
    states, entries = documents_of_films(member_id, films)
    reviews = own_documents(member_id, films)
    here = {
        row.id
        for row, film in rows
        if _is_here(row, states.get(film, {}), reviews.get(film, {}), entries.get(film, ()))
    }
    return here | listed_already(member_id, rows)


def _is_here(row: ImportRow, state: Doc, review: Doc, entries: Sequence[Doc]) -> bool:
    record = row.row
    if record.kind in ("watched", "liked", "wanted"):
        return bool(state.get(record.kind))
    if record.kind == "rating":
        return record.rating is not None and review.get("rating") == record.rating
    keys = set(map(entry_key, entries))
    words = {str(entry.get("note") or "") for entry in entries}
    text = clean_text(record.text)[:MAX_TEXT_LENGTH]
    has_words = not text or text == review.get("text") or any(text in one for one in words)
    if record.kind == "entry":
        return record.key in keys and has_words
    return record.kind == "review" and bool(text) and has_words

"""How the facet index is stored: a head that pages read, and documents for what few ask for.

Films are numbered by popularity. The head holds the bitmaps of the `HEAD_FILMS` most popular ones
for each group's commonest values; where nothing is filtered, the totals suffice. Bit slices, rare
values and, in a catalogue of more films, the bitmaps of all films are read only where a filter
names them.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from bson import ObjectId
from pyroaring import BitMap

from ..selection import GROUPS
from .bitmaps import BitmapIndex
from .changes import BITMAPS, HEAD, TOTALS
from .values import BARS, Key

Doc = dict[str, Any]
Ranked = list[tuple[str, int]]

# Documents of another version are ignored by pages, and replaced by the next build.
VERSION = 2
HEAD_FILMS = 65_536
# In the head are so many values of a group, and then rarer ones while their bitmaps have room.
HEAD_VALUES, HEAD_BYTES_OF_RARE_VALUES = 40, 32_768
MAX_TOTALS = 200


def index_documents(index: BitmapIndex, build: ObjectId) -> Iterator[Doc]:
    """Yield the documents of an index, those first that pages read first."""
    is_partial = len(index.films) > HEAD_FILMS
    facts = {"build": build, "version": VERSION, "films": len(index.films), "partial": is_partial}
    ranked = {name: _rank_values(index, name) for name in (*GROUPS, *BARS)}
    totals = {name: [list(row) for row in rows[:MAX_TOTALS]] for name, rows in ranked.items()}
    yield {"_id": TOTALS, **facts, "values": totals}
    head = {name: list(_head_rows(index, name, rows)) for name, rows in ranked.items()}
    yield {"_id": HEAD, **facts, "values": head}
    for group in GROUPS:
        for value, _ in ranked[group][0 if is_partial else len(head[group]) :]:
            bitmaps = [index.values[group, value].serialize()]
            yield {"_id": document_id(group, value), "build": build, "bitmaps": bitmaps}
    for name, slices in index.slices.items():
        bitmaps = [bitmap.serialize() for bitmap in slices]
        yield {"_id": document_id("number", name), "build": build, "bitmaps": bitmaps}


def document_id(group: str, value: str) -> str:
    return f"{BITMAPS}{group}:{value}"


def load_index(head: Doc, parts: Iterable[Doc]) -> BitmapIndex:
    """Return the index of what was read: bitmaps from `parts` are of all films."""
    values: dict[Key, BitMap] = {
        (group, value): BitMap.deserialize(bitmap)
        for group, rows in head["values"].items()
        for value, _, bitmap in rows
    }
    slices = {}
    for doc in parts:
        _, group, value = doc["_id"].split(":", 2)
        bitmaps = [BitMap.deserialize(bitmap) for bitmap in doc["bitmaps"]]
        if group == "number":
            slices[value] = bitmaps
        else:
            values[group, value] = bitmaps[0]
    return BitmapIndex(BitMap(range(head["films"])), values, slices)


def stored_totals(head: Doc) -> dict[Key, int]:
    """Return how many films each value has in all, from the head or the totals."""
    values = head["values"].items()
    return {(group, row[0]): row[1] for group, rows in values for row in rows}


def _rank_values(index: BitmapIndex, name: str) -> Ranked:
    totals = [(v, len(bitmap)) for (group, v), bitmap in index.values.items() if group == name]
    return sorted(totals, key=lambda row: (-row[1], row[0]))


def _head_rows(index: BitmapIndex, name: str, ranked: Ranked) -> Iterator[list[Any]]:
    room, head = HEAD_BYTES_OF_RARE_VALUES, BitMap(range(HEAD_FILMS))
    for at, (value, total) in enumerate(ranked):
        bitmap = (index.values[name, value] & head).serialize()
        room -= len(bitmap) if at >= HEAD_VALUES else 0
        if room < 0:
            return
        yield [value, total, bitmap]

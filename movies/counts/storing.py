"""How bits lie in MongoDB: one head that pages read, and a document for what few ask for.

The films are numbered by popularity. The head holds the bits of the most popular ones, `HEAD_ROOM`
of them, for each group's commonest choices, and their ordinals for rarer ones; where nothing is
filtered, the totals suffice. Slices of numbers, choices that are rarer still, and whatever concerns
the other films, are read only where a filter names them.
"""

import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bson import ObjectId

from ..selection import GROUPS
from .bits import Table
from .changes import HEAD, TOTALS
from .facts import BARS
from .tallying import Key

Doc = dict[str, Any]

HEAD_ROOM = 65_536
MOST = 40
MOST_TOTALS = 200
ROOM_FOR_RARE = 10_000


def documents_of(table: Table, build: ObjectId) -> Iterator[Doc]:
    """Give the documents of a table: the head first."""
    more = table.films > HEAD_ROOM
    rows = {name: _ranked(table, name) for name in (*GROUPS, *BARS)}
    tops = {name: ranked[:MOST] for name, ranked in rows.items()}
    facts = {"build": build, "films": table.films, "more": more}
    totals = {n: [list(row) for row in ranked[:MOST_TOTALS]] for n, ranked in rows.items()}
    yield {"_id": TOTALS, **facts, "choices": totals}
    bits = {
        name: [[value, total, _bytes(_front(table.values[name, value]))] for value, total in top]
        for name, top in tops.items()
    }
    rare = {group: list(_rare(table, group, rows[group][MOST:])) for group in GROUPS}
    yield {"_id": HEAD, **facts, "choices": bits, "rare": rare}
    for group in GROUPS:
        for at, (value, total) in enumerate(rows[group]):
            if more or at >= MOST:
                split = _split([table.values[group, value]], build)
                yield {"_id": key_of(group, value), "total": total, **split}
    for name, slices in table.slices.items():
        yield {"_id": key_of("number", name), **_split(slices, build)}


def key_of(group: str, value: str) -> str:
    """Give the id of a document of bits."""
    return f"bits:{group}:{value}"


def head_table(head: Doc, named: Iterable[Doc]) -> Table:
    """Give the table of the films that the head speaks of, with what else was read for them."""
    values = {
        (group, value): int.from_bytes(bits, "little")
        for group, rows in head["choices"].items()
        for value, _, bits in rows
    }
    rare = {
        (group, value): array("H", ordinals)
        for group, rows in head["rare"].items()
        for value, _, ordinals in rows
    }
    return _with(Table(min(head["films"], HEAD_ROOM), values, {}, rare), named, "front")


def rest_table(head: Doc, named: Iterable[Doc]) -> Table:
    """Give the table of the other films: only what was read for them is in it."""
    return _with(Table(max(0, head["films"] - HEAD_ROOM), {}, {}), named, "rest")


def totals_of(head: Doc) -> dict[Key, int]:
    """Give how many films each choice has in all."""
    rows = (
        (g, row) for part in ("choices", "rare") for g, rows in head[part].items() for row in rows
    )
    return {(group, row[0]): row[1] for group, row in rows}


def _with(table: Table, named: Iterable[Doc], part: str) -> Table:
    values, slices = dict(table.values), {}
    for doc in named:
        _, group, value = doc["_id"].split(":", 2)
        found = [_unpacked(bits) for bits in doc[part]]
        if group == "number":
            slices[value] = found
        else:
            values[group, value] = found[0]
    return Table(table.films, values, slices, table.rare)


def _rare(table: Table, group: str, ranked: list[tuple[str, int]]) -> Iterator[list[Any]]:
    """Give choices that few films have as these films' ordinals, as long as there is room."""
    room = ROOM_FOR_RARE
    for value, total in ranked:
        front = _front(table.values[group, value])
        room -= front.bit_count()
        if room < 0:
            return
        yield [value, total, array("H", _ordinals(front)).tobytes()]


def _ordinals(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _ranked(table: Table, group: str) -> list[tuple[str, int]]:
    totals = [(v, bits.bit_count()) for (g, v), bits in table.values.items() if g == group]
    return sorted(totals, key=lambda row: (-row[1], row[0]))


def _split(found: Iterable[int], build: ObjectId) -> Mapping[str, Any]:
    bits = list(found)
    front = [_packed(_front(b)) for b in bits]
    rest = [_packed(b >> HEAD_ROOM) for b in bits]
    return {"build": build, "front": front, "rest": rest}


def _front(bits: int) -> int:
    return bits & ((1 << HEAD_ROOM) - 1)


def _bytes(bits: int) -> bytes:
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little")


def _packed(bits: int) -> bytes:
    """Compress only what becomes far smaller: to inflate dense bits takes longer than a read."""
    raw = _bytes(bits)
    small = zlib.compress(raw, 1)
    return b"z" + small if 4 * len(small) < len(raw) else b"r" + raw


def _unpacked(packed: bytes) -> int:
    raw = zlib.decompress(packed[1:]) if packed[:1] == b"z" else packed[1:]
    return int.from_bytes(raw, "little")

"""Near misses by exact keys: a text with few mistakes still has most of its parts unhurt.

A text is cut into four parts. One mistake leaves three of them as they were, two leave two: so each
three and each two of its parts, with the length of the whole, are stored as keys. A query asks for
those of its own pieces that could be such parts of a text a little longer or shorter than itself
(after PassJoin, Li et al., 2011, which keeps single parts: fewer keys, far more candidates).
"""

from collections.abc import Iterator
from itertools import combinations, product

# How long a text must be for one mistake, and for two, to be forgiven.
FORGIVES = {1: 4, 2: 8}
PARTS = 4
Part = tuple[int, int]


def forgiven(text: str) -> int:
    """Give how many mistakes are forgiven in a text."""
    return sum(len(text) >= least for least in FORGIVES.values())


def keys(text: str, kind: str, hurt: int = 0) -> list[str]:
    """Give the keys under which a text of a kind is found with one or two mistakes.

    With `hurt`, only those that are of use when one mistake is in the first letters.
    """
    parts = _parts(len(text))
    found = []
    for edits in range(1, forgiven(text) + 1):
        for lost in combinations(range(PARTS), edits):
            if not hurt or any(parts[at][0] < hurt for at in lost):
                kept = [text[a:b] for at, (a, b) in enumerate(parts) if at not in lost]
                found.append(_key(kind, len(text), lost, kept))
    return found


def probes(text: str, kind: str, edits: int) -> list[str]:
    """Give the keys that texts of a kind may have that are `edits` mistakes away."""
    lengths = range(max(len(text) - edits, FORGIVES[edits]), len(text) + edits + 1)
    return list(dict.fromkeys(k for n in lengths for k in _probes_of(text, kind, edits, n)))


def _probes_of(text: str, kind: str, edits: int, length: int) -> Iterator[str]:
    parts, longer = _parts(length), len(text) - length
    for lost, shifts in product(combinations(range(PARTS), edits), _shifts(edits, longer)):
        if kept := _kept(text, parts, dict(zip(lost, shifts, strict=True))):
            yield _key(kind, length, lost, kept)


def mended(text: str, edits: int) -> list[str]:
    """Two letters swapped across a border hurt both parts: give the text with them put back.

    It is what was meant, or with two mistakes a text with one left.
    """
    borders = {start + by for start, _ in _parts(len(text))[1:] for by in range(1 - edits, edits)}
    return [
        text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]
        for at in sorted(borders)
        if 0 < at < len(text) and text[at] != text[at - 1]
    ]


def _shifts(edits: int, longer: int) -> Iterator[tuple[int, ...]]:
    """How much longer each hurt part may have become, together as much as the whole has."""
    if edits == 1:
        yield (longer,)
        return
    for first in (-1, 0, 1):
        if abs(longer - first) <= 1:
            yield (first, longer - first)


def _kept(text: str, parts: list[Part], grown: dict[int, int]) -> list[str]:
    """Give the unhurt parts as they stand in a text; nothing where they would not fit."""
    kept, moved = [], 0
    for at, (start, end) in enumerate(parts):
        if at in grown:
            moved += grown[at]
            if end + moved < start + moved - grown[at]:
                return []
        else:
            kept.append(text[start + moved : end + moved])
    return kept


def _parts(length: int) -> list[Part]:
    """Give start and end of the parts, as even as can be."""
    return [(length * at // PARTS, length * (at + 1) // PARTS) for at in range(PARTS)]


def _key(kind: str, length: int, lost: tuple[int, ...], kept: list[str]) -> str:
    return f"{kind}{length}.{''.join(map(str, lost))}.{'.'.join(kept)}"

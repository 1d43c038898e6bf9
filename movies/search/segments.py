"""Near misses by exact keys: a text with k mistakes still has one of its k + 1 parts unhurt.

A text is cut into two parts to forgive one mistake, and into three to forgive two. Each part is
stored as a key with the length of the whole; a query asks for those of its own pieces that could
be such a part of a text a little longer or shorter (the windows of PassJoin, Li et al., 2011).
"""

from collections.abc import Iterator

# How long a text must be for one mistake, and for two, to be forgiven.
FORGIVES = {1: 4, 2: 8}


def forgiven(text: str) -> int:
    """Give how many mistakes are forgiven in a text."""
    return sum(len(text) >= least for least in FORGIVES.values())


def keys(text: str, kind: str) -> list[str]:
    """Give the keys under which a text of a kind is found with one or two mistakes."""
    return [
        _key(kind, len(text), edits, at, text[start : start + size])
        for edits in range(1, forgiven(text) + 1)
        for at, (start, size) in enumerate(_parts(len(text), edits))
    ]


def probes(text: str, kind: str, edits: int) -> list[str]:
    """Give the keys that texts of a kind may have that are `edits` mistakes away."""
    found = dict.fromkeys(_windows(text, kind, edits))
    return list(found | dict.fromkeys(_swapped_back(text, kind, edits)))


def _windows(text: str, kind: str, edits: int) -> Iterator[str]:
    for length in range(max(len(text) - edits, FORGIVES[edits]), len(text) + edits + 1):
        longer = len(text) - length
        for at, (start, size) in enumerate(_parts(length, edits)):
            first = max(start - at, start + longer - (edits - at), 0)
            last = min(start + at, start + longer + (edits - at), len(text) - size)
            for place in range(first, last + 1):
                yield _key(kind, length, edits, at, text[place : place + size])


def _swapped_back(text: str, kind: str, edits: int) -> Iterator[str]:
    """Two letters swapped across a border hurt both parts: swap them back for the first."""
    if len(text) < FORGIVES[edits]:
        return
    parts = _parts(len(text), edits)
    for at, (start, size) in enumerate(parts[:-1]):
        border = start + size
        mended = text[: border - 1] + text[border] + text[border - 1] + text[border + 1 :]
        yield _key(kind, len(text), edits, at, mended[start:border])


def _parts(length: int, edits: int) -> list[tuple[int, int]]:
    """Give start and size of the parts, as even as can be; the last ones are the longer."""
    size, rest = divmod(length, edits + 1)
    parts, start = [], 0
    for at in range(edits + 1):
        this = size + (at > edits - rest)
        parts.append((start, this))
        start += this
    return parts


def _key(kind: str, length: int, edits: int, at: int, part: str) -> str:
    return f"{kind}{length}.{edits}{at}.{part}"

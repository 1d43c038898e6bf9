"""The keys by which texts are found: exact, by prefix, by word, and with one or two typos.

For typos a text is cut into four parts. One edit leaves three of them unchanged, two leave two: so
each three and each two of its parts, with the length of the text, are stored as keys. A query looks
up those of its own substrings that could be such parts of a text a little longer or shorter (after
PassJoin, Li et al., 2011, which stores single parts: fewer keys, far more candidates).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Any

from ..documents import read_names, read_text, strip_credit_note
from .normalization import MAX_LENGTH, MAX_WORD_LENGTH, MIN_LENGTHS, canonicalize, normalize

PARTS = 4
# Prefixes of these lengths are keys; a query takes the longest that it has, and compares on.
PREFIX_LENGTHS = (2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 22, 26, 32)
# Words of these lengths with this mark find popular films while few letters are typed.
SHORT_PREFIX_LENGTHS, SHORT_PREFIX = (2, 3, 4), "<"
MAX_FILM_WORDS, MAX_TITLE_WORDS = 300, 8
# The kinds of keys: titles, people, words; and the mark of words of a title.
TITLE, PERSON, WORD, TITLE_WORD = "t", "p", "w", "^"
ROLES = {"director": "directors", "writer": "writers", "actor": "cast"}
FACETS = {"genre": "genres", "country": "countries", "language": "languages", "rated": "rated"}
SOURCE_FIELDS = ("title", *ROLES.values(), *FACETS.values(), "plot")
# Words that nearly every plot has say nothing about one; in titles and names they count.
COMMON = (
    "a about after all also an and are as at be been before being between both but by for from had "
    "has have he her him his how in into is it its may more most no not of off on one only or "
    "other out over she so some such than that the their them then there these they this to up was "
    "were what when where which while who whom will with"
)
STOP_WORDS = frozenset(COMMON.split())
Part = tuple[int, int]


def exact_key(kind: str, text: str) -> str:
    return f"{kind}={text}"


def fuzzy_keys(kind: str, text: str, edits: int) -> list[str]:
    """Return the keys of the texts of a kind that are at most so many edits from this one."""
    keys = [exact_key(kind, text)]
    if edits and len(text) >= MIN_LENGTHS[1] - 1:
        keys += candidate_keys(text, kind, edits)
        for other in undo_transpositions(text, edits):
            keys.append(exact_key(kind, other))
            keys += candidate_keys(other, kind, 1) if edits > 1 else []
    return keys


def max_edits(text: str) -> int:
    return sum(len(text) >= length for length in MIN_LENGTHS.values())


def partition_keys(text: str, kind: str, prefix: int = 0) -> list[str]:
    """Return the keys under which a text is stored, to be found with one or two edits.

    With `prefix`, only those that are of use when one edit is in so many first letters.
    """
    parts = _parts(len(text))
    keys = []
    for edits in range(1, max_edits(text) + 1):
        for edited in combinations(range(PARTS), edits):
            if not prefix or any(parts[at][0] < prefix for at in edited):
                kept = [text[a:b] for at, (a, b) in enumerate(parts) if at not in edited]
                keys.append(_key(kind, len(text), edited, kept))
    return keys


def candidate_keys(text: str, kind: str, edits: int) -> Iterator[str]:
    """Yield the keys that a stored text `edits` edits away may have, some of them twice."""
    for length in range(max(len(text) - edits, MIN_LENGTHS[edits]), len(text) + edits + 1):
        parts, longer = _parts(length), len(text) - length
        for edited, shifts in product(combinations(range(PARTS), edits), _shifts(edits, longer)):
            if kept := _kept_parts(text, parts, dict(zip(edited, shifts, strict=True))):
                yield _key(kind, length, edited, kept)


def _shifts(edits: int, longer: int) -> list[tuple[int, ...]]:
    """Return how much longer each edited part may be, together as much as the whole text."""
    if edits == 1:
        return [(longer,)]
    return [(first, longer - first) for first in (-1, 0, 1) if abs(longer - first) <= 1]


def _kept_parts(text: str, parts: list[Part], shifts: dict[int, int]) -> list[str]:
    """Return the unedited parts as they stand in a text; nothing where they would not fit."""
    kept, offset = [], 0
    for at, (start, end) in enumerate(parts):
        if at not in shifts:
            kept.append(text[start + offset : end + offset])
        elif end + shifts[at] < start:
            return []
        offset += shifts.get(at, 0)
    return kept


def undo_transpositions(text: str, edits: int) -> list[str]:
    """Return the text with two letters swapped back, for each border between two parts.

    A transposition across a border changes both parts, so no key would find it.
    """
    borders = {start + by for start, _ in _parts(len(text))[1:] for by in range(1 - edits, edits)}
    return [
        text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]
        for at in sorted(borders)
        if 0 < at < len(text) and text[at] != text[at - 1]
    ]


def _parts(length: int) -> list[Part]:
    return [(length * at // PARTS, length * (at + 1) // PARTS) for at in range(PARTS)]


def _key(kind: str, length: int, edited: tuple[int, ...], kept: list[str]) -> str:
    return f"{kind}{length}.{''.join(map(str, edited))}.{'.'.join(kept)}"


def field_word(field: str, value: str) -> str:
    """Return the word that stands for a value of a field: "genre:scifi"."""
    return f"{field}:{normalize(strip_credit_note(value)).replace(' ', '')}"


def prefixes(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(t[:n] for t in texts for n in PREFIX_LENGTHS if n <= len(t)))


def longest_prefix(text: str) -> str:
    """Return the longest stored prefix of a text; empty for a single letter."""
    return text[: max((n for n in PREFIX_LENGTHS if n <= len(text)), default=0)]


def title_words_key(words: Sequence[str]) -> str:
    """Return the key of one or two words that a title has, whatever their order."""
    return "".join(TITLE_WORD + word for word in sorted(set(words)))


def search_fields(doc: Mapping[str, Any]) -> dict[str, Any]:
    """Return the field `search` of a film's document, computed from the document alone.

    `compact` is the normalised title without spaces, `canonical` the same without articles."""
    words = normalize(read_text(doc.get("title"))[:MAX_LENGTH]).split()
    compact, canonical = "".join(words), "".join(canonicalize(words))
    return {
        "title": compact,
        "canonical": canonical,
        "length": len(compact),
        "keys": _title_keys(compact, canonical),
        "begins": prefixes((compact, canonical)),
        "words": list(dict.fromkeys(_words(doc, words))),
    }


def _title_keys(compact: str, canonical: str) -> list[str]:
    keys = [exact_key(TITLE, compact), *partition_keys(canonical, TITLE)]
    if compact != canonical:
        # "The Matrix" is canonically "matrix". A query with its "the" intact becomes canonical too,
        # and finds that; only a query with a typo in the article needs keys of the full form.
        article = len("the") if compact == "the" + canonical else 0
        keys += [exact_key(TITLE, canonical), *partition_keys(compact, TITLE, article)]
    return list(dict.fromkeys(keys))


def _words(doc: Mapping[str, Any], title: list[str]) -> Iterator[str]:
    canonical = canonicalize(title)
    of_title = [w[:MAX_WORD_LENGTH] for w in (*title[:MAX_TITLE_WORDS], *canonical)]
    of_title = list(dict.fromkeys(of_title))
    yield from (title_words_key((word,)) for word in of_title)
    yield from map(title_words_key, combinations(of_title[: MAX_TITLE_WORDS + 2], 2))
    for text in ("".join(title), "".join(canonical)):
        yield from (SHORT_PREFIX + text[:n] for n in SHORT_PREFIX_LENGTHS if n <= len(text))
    for field, path in {**ROLES, **FACETS}.items():
        yield from (field_word(field, name) for name in read_names(doc.get(path)))
    plain = (word[:MAX_WORD_LENGTH] for word in (*title, *canonical, *_words_elsewhere(doc)))
    yield from list(dict.fromkeys(plain))[:MAX_FILM_WORDS]


def _words_elsewhere(doc: Mapping[str, Any]) -> Iterator[str]:
    for path in (*ROLES.values(), "genres", "countries"):
        for name in read_names(doc.get(path)):
            yield from normalize(strip_credit_note(name)).split()
    for word in normalize(read_text(doc.get("plot"))[:10_000]).split():
        if word not in STOP_WORDS:
            yield word

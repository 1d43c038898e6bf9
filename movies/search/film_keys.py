"""What a film's document holds so that it is found: computed from the document alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from ..documents import read_names, read_text, strip_credit_note
from . import segments
from .folding import LONGEST, LONGEST_WORD, canonical, compact, folded
from .segments import FORGIVES

# Beginnings of these lengths are keys; a query takes the longest that it has, and compares on.
BEGINNINGS = (2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 22, 26, 32)
# Keys of these lengths find popular films while few letters are typed.
FIRST_LETTERS, BEGINS = (2, 3, 4), "<"
MOST_WORDS_OF_A_FILM, MOST_WORDS_OF_A_TITLE = 300, 8
TITLE, TITLE_WORD = "t", "^"
ROLES = {"director": "directors", "writer": "writers", "actor": "cast"}
FACTS = {"genre": "genres", "country": "countries", "language": "languages", "rated": "rated"}
# Words that nearly every plot has say nothing about one; in titles and names they count.
# What the keys are computed from.
FIELDS_READ = ("title", *ROLES.values(), *FACTS.values(), "plot")
COMMON = (
    "a about after all also an and are as at be been before being between both but by for from had "
    "has have he her him his how in into is it its may more most no not of off on one only or "
    "other out over she so some such than that the their them then there these they this to up was "
    "were what when where which while who whom will with"
)
EMPTY_WORDS = frozenset(COMMON.split())


def exact(kind: str, text: str) -> str:
    """Give the key of a whole text of a kind."""
    return f"{kind}={text}"


def nearly(kind: str, text: str, edits: int) -> list[str]:
    """Give the keys of texts of a kind that are this, or so many mistakes away from it."""
    wanted = [exact(kind, text)]
    if edits and len(text) >= FORGIVES[1] - 1:
        wanted += segments.probes(text, kind, edits)
        for other in segments.mended(text, edits):
            wanted.append(exact(kind, other))
            wanted += segments.probes(other, kind, 1) if edits > 1 else []
    return list(dict.fromkeys(wanted))


def token(field: str, value: str) -> str:
    """Give the word that stands for a fact of a field: "genre:scifi"."""
    return f"{field}:{compact(folded(strip_credit_note(value)).split())}"


def beginnings(texts: Iterable[str]) -> list[str]:
    """Give the stored beginnings of texts, each once."""
    return list(dict.fromkeys(t[:n] for t in texts for n in BEGINNINGS if n <= len(t)))


def longest_beginning(text: str) -> str:
    """Give the longest stored beginning that a text has; empty for a single letter."""
    return text[: max((n for n in BEGINNINGS if n <= len(text)), default=0)]


def pair_of(words: Sequence[str]) -> str:
    """Give the key of one or two words that a title has, whatever their order."""
    return "".join(TITLE_WORD + word for word in sorted(set(words)))


def search_fields(doc: Mapping[str, Any]) -> dict[str, Any]:
    """Give the field `search` of a film's document."""
    words = folded(read_text(doc.get("title"))[:LONGEST]).split()
    raw, plainest = compact(words), compact(canonical(words))
    return {
        "title": raw,
        "canonical": plainest,
        "length": len(raw),
        "keys": _title_keys(words, raw, plainest),
        "begins": beginnings((raw, plainest)),
        "words": list(dict.fromkeys(_words(doc, words))),
    }


def _title_keys(words: list[str], raw: str, plainest: str) -> list[str]:
    keys = [exact(TITLE, raw), *segments.keys(plainest, TITLE)]
    if raw != plainest:
        # Where the only article that was dropped is unhurt, the query drops it as well.
        article = len("the") if raw == "the" + plainest else 0
        keys += [exact(TITLE, plainest), *segments.keys(raw, TITLE, article)]
    return list(dict.fromkeys(keys))


def _words(doc: Mapping[str, Any], title: list[str]) -> Iterator[str]:
    both = {w[:LONGEST_WORD]: None for w in (*title[:MOST_WORDS_OF_A_TITLE], *canonical(title))}
    yield from (pair_of((word,)) for word in both)
    yield from map(pair_of, combinations(list(both)[: MOST_WORDS_OF_A_TITLE + 2], 2))
    for text in (compact(title), compact(canonical(title))):
        yield from (BEGINS + text[:n] for n in FIRST_LETTERS if n <= len(text))
    for field, path in {**ROLES, **FACTS}.items():
        yield from (token(field, name) for name in read_names(doc.get(path)))
    yield from list(dict.fromkeys(_free_words(doc, title)))[:MOST_WORDS_OF_A_FILM]


def _free_words(doc: Mapping[str, Any], title: list[str]) -> Iterator[str]:
    yield from (word[:LONGEST_WORD] for word in [*title, *canonical(title)])
    for path in (*ROLES.values(), "genres", "countries"):
        for name in read_names(doc.get(path)):
            yield from (word[:LONGEST_WORD] for word in folded(strip_credit_note(name)).split())
    for word in folded(read_text(doc.get("plot"))[:10_000]).split():
        if word not in EMPTY_WORDS:
            yield word[:LONGEST_WORD]

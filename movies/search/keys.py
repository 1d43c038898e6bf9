"""Text normalized for searching, and the keys by which it is found: exact, prefix, word, typo.

For typos a text is cut into four parts. One edit leaves three of them unchanged, two leave two: so
each three and each two of its parts, with the length of the text, are stored as keys. A query looks
up those of its own substrings that could be such parts of a text a little longer or shorter (after
PassJoin, Li et al., 2011, which stores single parts: fewer keys, far more candidates).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, product

from mflix_site.text import fold_signs, fold_text

from ..documents import strip_credit_note
from .spelling import FRACTION_SIGNS, WORDS, canonicalize, spell_out_fractions

MAX_LENGTH, MAX_WORDS, MAX_WORD_LENGTH = 200, 12, 40
# The shortest text in which one edit, and two, are tolerated.
MIN_LENGTHS = {1: 4, 2: 8}
PARTS = 4
# Prefixes of these lengths are keys; a query takes the longest that it has, and compares on.
PREFIX_LENGTHS = (2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 22, 26, 32)
# Words of these lengths with this mark find popular films while few letters are typed.
SHORT_PREFIX_LENGTHS, SHORT_PREFIX = (2, 3, 4), "<"
# The kinds of keys: titles, people, words, values of facets; and the mark of words of a title.
TITLE, PERSON, WORD, FACET, TITLE_WORD = "t", "p", "w", "f", "^"
ROLES = {"director": "directors", "writer": "writers", "actor": "cast"}
FACETS = {"genre": "genres", "country": "countries", "language": "languages", "rated": "rated"}
STOP_WORDS = frozenset(WORDS["stop_words"].split())
NOISE_WORDS = frozenset(("film", "films", "movie", "movies"))
YEAR = re.compile(r"(?:1[89]|20)\d\d")

Cuts = tuple[str, list[slice]]

# Letters that Unicode does not decompose, and signs that are read as words.
LETTERS = str.maketrans(
    {"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "æ": "ae",
     "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th", "ı": "i", "ħ": "h", "Ħ": "h",
     "&": " and ", "+": " and ", **FRACTION_SIGNS}
)  # fmt: skip
APOSTROPHE = re.compile("(?<=\\w)['’ʼ`´](?=\\w)")
# Han, kana, Thai, Lao, Khmer and Burmese are written without blanks between words.
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)
# Initials, with points or blanks between them, are one word: "E.T.", "D. W. Griffith".
INITIALS = re.compile(r"(?<!\S)[^\W\d](?: [^\W\d])+(?!\S)")


@dataclass(frozen=True, slots=True)
class SearchText:
    """The words of a query; the year and noise words that were set aside, if any.

    `compact` are the words run together, so that a space too many or too few is no mistake;
    `canonical` is the same of the words in one spelling: no articles, numerals as digits.
    """

    text: str
    words: tuple[str, ...]
    compact: str
    canonical: str
    edits: int  # how many are tolerated at first
    year: int | None = None
    dropped: tuple[str, ...] = ()

    @classmethod
    def of(cls, words: Sequence[str], text: str = "") -> "SearchText":
        compact, canonical = "".join(words), "".join(canonicalize(words))
        edits = int(len(compact) >= MIN_LENGTHS[1] - 1)
        return cls(text or " ".join(words), tuple(words), compact, canonical, edits)

    @property
    def terms(self) -> tuple[str, ...]:
        """Return the words that are looked up one by one: the first, cut to the stored length."""
        words = split_unspaced(self.words)[:MAX_WORDS]
        return tuple(word[:MAX_WORD_LENGTH] for word in words)

    def windows(self) -> dict[str, tuple[int, int]]:
        """Return each title that may be part of the text, in either form, with its place."""
        terms, titles = self.terms, {}
        for start, end in combinations(range(len(terms) + 1), 2):
            words = terms[start:end]
            if len(words) < len(terms) and not STOP_WORDS.issuperset(words):
                titles["".join(words)] = titles["".join(canonicalize(words))] = (start, end)
        return titles

    def without_noise(self) -> "SearchText":
        """Set aside the last year and the noise words; a text without them is returned itself.

        The full text is searched for as well: "2001" and "Blade Runner 2049" are titles.
        """
        years = [at for at, word in enumerate(self.words) if YEAR.fullmatch(word)]
        noise = tuple(dict.fromkeys(w for w in self.words if w in NOISE_WORDS))
        for at in (*years[-1:], None):
            rest = [w for n, w in enumerate(self.words) if n != at and w not in NOISE_WORDS]
            if rest and len(rest) < len(self.words):
                year = None if at is None else int(self.words[at])
                return replace(SearchText.of(rest), year=year, dropped=noise)
        return self

    def without_year(self) -> "SearchText":
        """Drop the year that was set aside."""
        year = (str(self.year),) if self.year else ()
        return replace(self, year=None, dropped=(*self.dropped, *year))


def tokenize(text: str) -> SearchText:
    """Return the normalized words of a text; letters past the 200th are dropped."""
    text = text[:MAX_LENGTH]
    return SearchText.of(normalize(text).split(), text.strip())


def normalize(text: str) -> str:
    """Return words between single spaces: no accents, case, punctuation or apostrophes.

    A text of signs alone is one word of them.
    """
    folded = fold_text(APOSTROPHE.sub("", spell_out_fractions(text).translate(LETTERS)))
    if not folded:
        return "".join(fold_signs(text).split())
    return INITIALS.sub(lambda match: match[0].replace(" ", ""), folded)


def split_unspaced(words: Sequence[str]) -> list[str]:
    """Return words with those of scripts without blanks as each two of their letters."""
    return [part for word in words for part in _pairs(word)]


def _pairs(word: str) -> list[str]:
    if len(word) < 2 or not UNSPACED.fullmatch(word):
        return [word]
    return [word[at : at + 2] for at in range(len(word) - 1)]


def exact_key(kind: str, text: str) -> str:
    return f"{kind}={text}"


def fuzzy_keys(kind: str, text: str, edits: int) -> list[str]:
    """Return the keys of the texts of a kind that are at most `edits` edits from this one."""
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

    With `prefix`, only those that are of use when one edit is in that many first letters.
    """
    length, keys = len(text), []
    for edits in range(1, max_edits(text) + 1):
        for edited in combinations(range(PARTS), edits):
            if not prefix or any(_parts(length)[at][0] < prefix for at in edited):
                start, kept = _cuts(length, dict.fromkeys(edited, 0))
                keys.append(kind + ".".join((start, *(text[cut] for cut in kept))))
    return keys


def candidate_keys(text: str, kind: str, edits: int) -> list[str]:
    """Return the keys that a stored text `edits` edits away may have, some of them twice."""
    cuts = _candidate_cuts(len(text), edits)
    return [kind + ".".join((start, *(text[cut] for cut in kept))) for start, kept in cuts]


@lru_cache(512)
def _candidate_cuts(length: int, edits: int) -> list[Cuts]:
    """Return where a text of this length is cut for keys of stored ones of about its length."""
    found = []
    for stored in range(max(length - edits, MIN_LENGTHS[edits]), length + edits + 1):
        longer = length - stored
        # How much longer each edited part is: together as much as the text.
        pairs = ((first, longer - first) for first in (-1, 0, 1) if abs(longer - first) <= 1)
        shifts = [(longer,)] if edits == 1 else list(pairs)
        for edited, by in product(combinations(range(PARTS), edits), shifts):
            cuts = _cuts(stored, dict(zip(edited, by, strict=True)))
            found += [cuts] if cuts[1] else []
    return found


def _cuts(length: int, shifts: Mapping[int, int]) -> Cuts:
    """Return how a key begins, for a length and its edited parts, and where the other parts are.

    They are shifted by what the edited parts are longer; there are none where these would not fit.
    """
    kept, offset = [], 0
    for at, (start, end) in enumerate(_parts(length)):
        if at not in shifts:
            kept.append(slice(start + offset, end + offset))
        elif end + shifts[at] < start:
            return "", []
        offset += shifts.get(at, 0)
    return f"{length}.{''.join(map(str, shifts))}", kept


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


def _parts(length: int) -> list[tuple[int, int]]:
    return [(length * at // PARTS, length * (at + 1) // PARTS) for at in range(PARTS)]


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


def required_words(words: Sequence[str], films: Mapping[str, int]) -> tuple[str, ...]:
    """Return the words that further films must have, the rarest first: its films are read."""
    distinctive = [word for word in dict.fromkeys(words) if word not in STOP_WORDS]
    if not distinctive:
        return tuple(TITLE_WORD + word for word in dict.fromkeys(words))
    return tuple(sorted(distinctive, key=lambda word: (films.get(word, 0), -len(word))))

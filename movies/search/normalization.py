"""Text normalized for searching: what makes no difference to a reader makes none here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mflix_site.text import fold_text

MAX_LENGTH, MAX_WORDS, MAX_WORD_LENGTH = 200, 12, 40
# The shortest text in which one edit, and two, are tolerated.
MIN_LENGTHS = {1: 4, 2: 8}

# Letters that Unicode does not decompose, and signs that are read as words.
LETTERS = str.maketrans(
    {"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "æ": "ae",
     "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th", "ı": "i", "ħ": "h", "Ħ": "h",
     "&": " and ", "+": " and "}
)  # fmt: skip
APOSTROPHE = re.compile("(?<=\\w)['’ʼ`´](?=\\w)")
ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
ROMAN_NUMERALS = {
    "x" * tens + ones: str(10 * tens + value)
    for tens in range(4)
    for value, ones in enumerate(ONES)
}
NUMBERS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip
NUMBERED = frozenset(("part", "episode", "chapter", "volume", "vol", "book", "no", "number"))


@dataclass(frozen=True, slots=True)
class SearchText:
    """The words of a query, with and without what makes no difference, and the year it names.

    `compact` are the words run together, so that a space too many or too few is no mistake;
    `canonical` is the same of the words without articles and with numerals as digits. `edits` are
    tolerated at first.
    """

    text: str
    words: tuple[str, ...]
    compact: str
    canonical: str
    edits: int
    year: int | None = None

    @classmethod
    def of(cls, words: Sequence[str], text: str = "", year: int | None = None) -> "SearchText":
        compact, canonical = "".join(words), "".join(canonicalize(words))
        edits = int(len(compact) >= MIN_LENGTHS[1] - 1)
        return cls(text or " ".join(words), tuple(words), compact, canonical, edits, year)

    @property
    def terms(self) -> tuple[str, ...]:
        """The words that are looked up one by one: the first ones, cut to the stored length."""
        return tuple(word[:MAX_WORD_LENGTH] for word in self.words[:MAX_WORDS])


def tokenize(text: str) -> SearchText:
    """Return the normalized words of a text; letters past the 200th are dropped."""
    text = text[:MAX_LENGTH]
    return SearchText.of(normalize(text).split(), text.strip())


def normalize(text: str) -> str:
    """Return words between single spaces: no accents, case, punctuation or apostrophes."""
    return fold_text(APOSTROPHE.sub("", text.translate(LETTERS)))


def canonicalize(words: Sequence[str]) -> list[str]:
    """Return words without articles and with numerals as digits; at least one word is kept."""
    kept = [w for w in words if w != "the"]
    if len(kept) > 1 and kept[0] in ("a", "an"):
        kept = kept[1:]
    kept = kept or list(words)
    return [_as_digits(kept, at) for at in range(len(kept))]


def _as_digits(words: Sequence[str], at: int) -> str:
    # Not the X of "X-Men", nor the V of a name.
    word = words[at]
    if at and word in ROMAN_NUMERALS:
        last, numbered = at == len(words) - 1, words[at - 1] in NUMBERED
        return ROMAN_NUMERALS[word] if len(word) > 1 or last or numbered else word
    return NUMBERS.get(word, word)

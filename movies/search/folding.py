"""Text folded for searching: what makes no difference to a reader makes none here."""

import re
from collections.abc import Sequence

from mflix_site.text import fold_text

LONGEST, MOST_WORDS, LONGEST_WORD = 200, 12, 40

# Letters that Unicode does not take apart, and signs that are read as words.
LETTERS = str.maketrans(
    {"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "æ": "ae",
     "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th", "ı": "i", "ħ": "h", "Ħ": "h",
     "&": " and ", "+": " and "}
)  # fmt: skip
WITHIN_A_WORD = re.compile("(?<=\\w)['’ʼ`´](?=\\w)")
ROMAN = re.compile(r"(x{0,3})(ix|iv|v?i{0,3})")
NUMBERS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip
COUNTED = frozenset(("part", "episode", "chapter", "volume", "vol", "book", "no", "number"))


def folded(text: str) -> str:
    """Give text as words between single spaces: no accents, case, punctuation or apostrophes."""
    return fold_text(WITHIN_A_WORD.sub("", text.translate(LETTERS)))


def canonical(words: Sequence[str]) -> list[str]:
    """Give words without articles, and with numerals as digits; some word is always left."""
    kept = [w for w in words if w != "the"]
    if len(kept) > 1 and kept[0] in ("a", "an"):
        kept = kept[1:]
    kept = kept or list(words)
    return [_as_digits(kept, at) for at in range(len(kept))]


def compact(words: Sequence[str]) -> str:
    """Give words run together, so that a space too many or too few is no mistake."""
    return "".join(words)


def _as_digits(words: Sequence[str], at: int) -> str:
    """Give a word, or its digits if it is a numeral: not the X of "X-Men", nor the V of a name."""
    word = words[at]
    if at and (number := _roman(word)):
        last, counted = at == len(words) - 1, words[at - 1] in COUNTED
        return str(number) if len(word) > 1 or last or counted else word
    return NUMBERS.get(word, word)


def _roman(word: str) -> int:
    """Give the value of a roman numeral up to 39; 0 for any other word."""
    found = ROMAN.fullmatch(word) if word else None
    if not found:
        return 0
    ones = {"ix": 9, "iv": 4}.get(found[2])
    rest = found[2].count("i") + 5 * found[2].count("v")
    return 10 * len(found[1]) + (rest if ones is None else ones)

"""One spelling for words that are written in several ways: numbers, fractions, abbreviations."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

# Lists of words and tables of other names.
WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))

TEN = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TEENS = ("thir", "four", "fif", "six", "seven", "eigh", "nine")
UNITS = (*TEN, "ten", "eleven", "twelve", *(f"{start}teen" for start in TEENS))
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
SMALL = {word: n for n, word in enumerate(UNITS)} | {w: n * 10 for n, w in enumerate(TENS, 2)}
ORDINAL_WORDS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
IRREGULAR_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12,
}  # fmt: skip
ORDINALS = (
    {f"{w}th": n for w, n in SMALL.items()}
    | {f"{w[:-1]}ieth": SMALL[w] for w in TENS}
    | IRREGULAR_ORDINALS
)
ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
LETTERS_AND_NUMBER = re.compile(r"([^\W\d_]+)(\d+)")
ROMAN = re.compile(r"m{0,3}(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})")
ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
# A part's number says as much without these: "The Godfather: Part II", "Kill Bill: Vol. 2".
NUMBERED = frozenset(("part", "pt", "episode", "chapter", "volume", "vol", "book", "no", "number"))
LEFT_OUT = NUMBERED - {"no", "number", "book"}
FRACTION_WORDS = frozenset(("half", "quarter", "quarters", "third", "thirds"))
BETWEEN_WORDS = {"v": "vs", "n": "and"}  # "Batman v Superman", "Rock 'n' Roll"
FRACTION_SIGNS = {
    "½": " and a half ", "¼": " and a quarter ", "¾": " and three quarters ",
    "⅓": " and a third ", "⅔": " and two thirds ",
}  # fmt: skip
TYPED_FRACTION = re.compile(r"(?<![\d/])(1/2|1/4|3/4|1/3|2/3)(?![\d/])")
FRACTION_OF = {"1/2": "½", "1/4": "¼", "3/4": "¾", "1/3": "⅓", "2/3": "⅔"}
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def spell_out_fractions(text: str) -> str:
    """Return a text with 1/2 as ½, and without the commas of thousands: "20,000" is 20000."""
    if "/" in text:
        text = TYPED_FRACTION.sub(lambda match: FRACTION_OF[match[1]], text)
    return THOUSANDS.sub("", text) if "," in text else text


def canonicalize(words: Sequence[str]) -> list[str]:
    """Return words without articles, numbers as digits, abbreviated; at least one is kept.

    Letters and a number that are one word become two: "X2" is a title of "X-Men 2".
    """
    kept = [w for w in words if w != "the"]
    if len(kept) > 1 and kept[0] in ("a", "an"):
        kept = kept[1:]
    tokens = list(_with_digits(kept or list(words)))
    return [w for at, w in enumerate(tokens) if not _is_left_out(tokens, at)]


def words_of_series(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words of a series and "third", as plots have it, for its name and a 3.

    Nothing for a text without a number at its end.
    """
    *name, number = canonicalize(words)
    if not name or not number.isdecimal() or not 0 < int(number[:4]) < len(ORDINAL_WORDS):
        return ()
    return (*name, ORDINAL_WORDS[int(number)])


def _is_left_out(tokens: Sequence[str], at: int) -> bool:
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    if at and tokens[at] in LEFT_OUT:
        return following.isdecimal()
    # "9 and a half"
    rest = [w for w in tokens[at : at + 3] if w not in ("and", "a")]
    between = tokens[at] in ("and", "a") and bool(rest) and rest[0] in FRACTION_WORDS
    before = next((w for w in tokens[:at][::-1] if w not in ("and", "a")), "")
    return between and before.isdecimal()


def _with_digits(words: Sequence[str]) -> Iterator[str]:
    at = 0
    while at < len(words):
        value, end = _read_number(words, at)
        if end > at:
            yield str(value)
        else:
            yield from _other_word(words, at)
        at = max(end, at + 1)


def _read_number(words: Sequence[str], start: int) -> tuple[int, int]:
    """Return the number that is spelled out from a word on, and where it ends."""
    total = current = 0
    at = start + (words[start] == "a" and words[start + 1 : start + 2] == ["hundred"])
    step = 10**12  # what may still be added is below this
    end = start
    while at < len(words):
        word = words[at]
        value = SMALL.get(word, ORDINALS.get(word))
        if word.isdecimal() and words[at + 1 : at + 2] and words[at + 1] in SCALES:
            value = int(word[:4])
        if value is not None and value < step:
            current += value
            step = 10 if value >= 20 and not value % 10 else 1
        elif word in SCALES and (not current or step < SCALES[word]):
            scale = SCALES[word]
            current = (current or 1) * scale
            if scale > 100:
                total, current = total + current, 0
            step = scale
        elif word == "and" and end > start and step >= 100 and _adds(words, at + 1):
            at += 1
            continue
        else:
            break
        at = end = at + 1
        if word in ORDINALS:
            break
    return total + current, end


def _adds(words: Sequence[str], at: int) -> bool:
    return at < len(words) and (words[at] in SMALL or words[at] in ORDINALS)


def _other_word(words: Sequence[str], at: int) -> Iterator[str]:
    word = words[at]
    if ordinal := ORDINAL.fullmatch(word):
        yield ordinal[1]
    elif parts := LETTERS_AND_NUMBER.fullmatch(word):
        yield from parts.groups()
    elif at and (len(word) > 1 or _is_numeral(words, at)) and (number := roman_number(word)):
        yield str(number)
    elif 0 < at < len(words) - 1 and word in BETWEEN_WORDS:
        yield BETWEEN_WORDS[word]
    else:
        yield WORDS["abbreviations"].get(word, word)


def _is_numeral(words: Sequence[str], at: int) -> bool:
    # Not the X of "X-Men", nor the V of a name.
    return bool(at) and (at == len(words) - 1 or words[at - 1] in NUMBERED)


@lru_cache(4096)
def roman_number(word: str) -> int:
    """Return the number that a Roman numeral stands for; 0 if it is none."""
    if not word or not ROMAN.fullmatch(word):
        return 0
    digits = [ROMAN_DIGITS[letter] for letter in word]
    following = (*digits[1:], 0)
    return sum(-n if n < after else n for n, after in zip(digits, following, strict=True))

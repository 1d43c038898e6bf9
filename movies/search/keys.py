"""Text in one spelling, and the keys by which it is found: exact, prefix, word, typo.

For typos a text is cut into four parts. One edit leaves three of them unchanged, two leave two: so
each three and each two of its parts, with the length of the text, are stored as keys. A query looks
up those of its own substrings that could be such parts of a text a little longer or shorter (after
PassJoin, Li et al., 2011, which stores single parts: fewer keys, far more candidates).
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, pairwise, product
from operator import itemgetter
from pathlib import Path
from typing import Any

from rapidfuzz.distance import OSA

from mflix_site.text import fold_signs, fold_text

from ..documents import strip_credit_note

# Lists of words and tables of other names.
WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))

MAX_LENGTH, MAX_WORD_LENGTH = 200, 40
# The shortest text in which one edit, and two, are tolerated.
MIN_LENGTHS = {1: 4, 2: 8}
PARTS = 4
ACRONYM_LENGTHS = range(3, 9)  # how many letters may be the initials of a title
# Prefixes of these lengths are keys; a query takes the longest that it has, and compares on.
PREFIX_LENGTHS = (2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 22, 26, 32)
# Words of these lengths with this mark find popular films while few letters are typed.
SHORT_PREFIX_LENGTHS, SHORT_PREFIX = (2, 3, 4), "<"
# The kinds of keys: titles, people, words, values of facets; and the mark of words of a title.
TITLE, INITIALS, PERSON, WORD, FACET, TITLE_WORD = "t", "i", "p", "w", "f", "^"
ROLES = {"director": "directors", "writer": "writers", "actor": "cast"}
FACETS = {"genre": "genres", "country": "countries", "language": "languages", "rated": "rated"}
STOP_WORDS = frozenset(WORDS["stop_words"].split())

APOSTROPHE = re.compile("(?<=\\w)['’ʼ`´](?=\\w)")
# Han, kana, Thai, Lao, Khmer and Burmese are written without spaces between words.
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)
# Initials, with points or spaces between them, are one word: "E.T.", "D. W. Griffith".
SPACED_INITIALS = re.compile(r"(?<!\S)[^\W\d](?: [^\W\d])+(?!\S)")
DIGITS, BETWEEN_LETTERS = re.compile(r"\d+"), re.compile(r"\D.*\D")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")  # "20,000" is 20000
FRACTIONS = {f: words for forms, words in WORDS["fractions"].items() for f in forms.split()}
TYPED_FRACTION = re.compile(rf"(?<![\d/])(?:{'|'.join(f for f in FRACTIONS if f[1:])})(?![\d/])")
# Letters that Unicode does not decompose, and signs that are read as words.
LETTERS = str.maketrans(
    dict(zip("øłđðıħ", "olddih", strict=True))
    | {"æ": "ae", "œ": "oe", "þ": "th", "&": " and ", "+": " and "}
    | {sign: f" and {words} " for sign, words in FRACTIONS.items() if not sign[1:]}
)

# A part's number says as much without these: "The Godfather: Part II", "Kill Bill: Vol. 2".
NUMBERED = frozenset(("part", "pt", "episode", "chapter", "volume", "vol", "book", "no", "number"))
LEFT_OUT = re.compile(rf" (?:{'|'.join(NUMBERED - {'no', 'number', 'book'})})(?= \d+(?!\S))")
BEFORE_FRACTION = re.compile(r"(?<!\S)(\d+)(?: and| a)+(?= (?:half|quarters?|thirds?)(?!\S))")
BETWEEN_WORDS = {"v": "vs", "n": "and"}  # "Batman v Superman", "Rock 'n' Roll"
ORDINAL, LETTERS_AND_NUMBER = re.compile(r"(\d+)(?:st|nd|rd|th)"), re.compile(r"([^\W\d_]+)(\d+)")
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
Cut = tuple[str, Callable[[str], Sequence[str]]]  # how a key begins, and what gets its parts


def _numbered(units: str, tens: str) -> dict[str, int]:
    small, large = WORDS["numbers"][units].split(), WORDS["numbers"][tens].split()
    return {w: n for n, w in enumerate(small)} | {w: n * 10 for n, w in enumerate(large, 2)}


def _numerals(one: str, five: str, ten: str) -> tuple[str, ...]:
    ones = ("", one, one * 2, one * 3)
    return (*ones, one + five, *(five + some for some in ones), one + ten)


ORDINALS = _numbered("ordinals", "tenths")
NUMBERS = ORDINALS | _numbered("units", "tens")
ROMAN_DIGITS = (("", "m", "mm", "mmm"), *map(_numerals, "cxi", "dlv", "mcx"))
ROMAN_NUMBERS = {"".join(digits): n for n, digits in enumerate(product(*ROMAN_DIGITS))}


def normalize(text: str) -> str:
    """Return words between single spaces: no accents, case, punctuation or apostrophes.

    A text of signs alone is one word of them.
    """
    spelled = text.casefold()
    if "/" in spelled:
        spelled = TYPED_FRACTION.sub(lambda match: f" and {FRACTIONS[match[0]]} ", spelled)
    if "," in spelled:
        spelled = THOUSANDS.sub("", spelled)
    folded = fold_text(APOSTROPHE.sub("", spelled).translate(LETTERS))
    if not folded:
        return "".join(fold_signs(text).split())
    return SPACED_INITIALS.sub(lambda match: match[0].replace(" ", ""), folded)


def canonicalize(words: Sequence[str]) -> list[str]:
    """Return words without articles, numbers as digits, abbreviated; at least one is kept.

    Letters and a number that are one word become two: "X2" is a title of "X-Men 2".
    """
    kept = [word for word in words if word != "the"] or list(words)
    if len(kept) > 1 and kept[0] in ("a", "an"):
        kept = kept[1:]
    return BEFORE_FRACTION.sub(r"\1", LEFT_OUT.sub("", " ".join(_with_digits(kept)))).split()


def _with_digits(words: list[str]) -> Iterator[str]:
    at, followed = 0, [*words, ""]
    while at < len(words):
        number, end = _read_number(followed, at)
        yield from (str(number),) if end > at else _other_word(words, at)
        at = max(end, at + 1)


def _read_number(words: list[str], start: int) -> tuple[int, int]:
    """Return the number that is spelled out from a word on, and where it ends; "" is the last."""
    total = current = 0
    at = start + (words[start : start + 2] == ["a", "hundred"])
    end, step = start, 10**12  # what may still be added is below this
    while word := words[at]:
        is_counted = word.isdecimal() and words[at + 1] in SCALES
        number = int(word[:4]) if is_counted else NUMBERS.get(word, step)
        if number < step:
            current += number
            step = 10 if number >= 20 and not number % 10 else 1
        elif (scale := SCALES.get(word, 0)) and (not current or step < scale):
            current, step = (current or 1) * scale, scale
            if scale > 100:
                total, current = total + current, 0
        elif word == "and" and end > start and step >= 100 and words[at + 1] in NUMBERS:
            at += 1
            continue
        else:
            break
        at = end = at + 1
        if word in ORDINALS:
            break
    return total + current, end


def _other_word(words: list[str], at: int) -> tuple[str, ...]:
    word, last = words[at], len(words) - 1
    if match := ORDINAL.fullmatch(word) or LETTERS_AND_NUMBER.fullmatch(word):
        return match.groups()
    # One letter is a numeral at the end or after "part": not the X of "X-Men", nor a name's V.
    if at and (len(word) > 1 or at == last or words[at - 1] in NUMBERED) and word in ROMAN_NUMBERS:
        return (str(ROMAN_NUMBERS[word]),)
    if 0 < at < last and word in BETWEEN_WORDS:
        return (BETWEEN_WORDS[word],)
    return (WORDS["abbreviations"].get(word, word),)


def split_unspaced(words: Sequence[str]) -> list[str]:
    """Return words with those of scripts without spaces as each two of their letters."""
    parts: list[str] = []
    for word in words:
        is_unspaced = len(word) > 1 and UNSPACED.fullmatch(word)
        parts += map("".join, pairwise(word)) if is_unspaced else (word,)
    return parts


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


def edit_distance(text: str, other: str, most: int) -> int:
    """Return the optimal string alignment distance, or more than `most` where that is too far.

    So are texts of other numbers: 3 is no misspelling of 2, only of letters ("se7en"). A 1 does not
    count: "Rocky 1" is "Rocky".
    """
    distance = int(OSA.distance(text, other, score_cutoff=most))
    if 0 < distance <= most:
        numbers, others = ([n for n in DIGITS.findall(one) if n != "1"] for one in (text, other))
        is_word = not (numbers and others) and all(map(BETWEEN_LETTERS.fullmatch, (text, other)))
        return distance if numbers == others or is_word else most + 1
    return distance


def partition_keys(text: str, kind: str, prefix: int = 0) -> list[str]:
    """Return the keys under which a text is stored, so that one or two edits still find it.

    With `prefix`, only keys that allow for an edit within so many first letters.
    """
    borders, stored = _borders(len(text)), []
    for edits in range(1, max_edits(text) + 1):
        for edited in combinations(range(PARTS), edits):
            if not prefix or any(borders[at] < prefix for at in edited):
                stored += _keys(kind, text, _cuts(len(text), dict.fromkeys(edited, 0)))
    return stored


def candidate_keys(text: str, kind: str, edits: int) -> list[str]:
    """Return the keys that a stored text `edits` edits away may have, some of them twice."""
    return _keys(kind, text, _candidate_cuts(len(text), edits))


def _keys(kind: str, text: str, cuts: Iterable[Cut]) -> list[str]:
    return [f"{kind}{start}.{'.'.join(parts(text))}" for start, parts in cuts]


@lru_cache(512)
def _candidate_cuts(length: int, edits: int) -> list[Cut]:
    """Return where a text of this length is cut for keys of stored ones of about its length."""
    found = []
    for stored in range(max(length - edits, MIN_LENGTHS[edits]), length + edits + 1):
        # How much longer each edited part is: together as much as the text.
        shifts = [by for by in product((-1, 0, 1), repeat=edits) if sum(by) == length - stored]
        for edited, by in product(combinations(range(PARTS), edits), shifts):
            found += _cuts(stored, dict(zip(edited, by, strict=True)))
    return found


def _cuts(length: int, shifts: Mapping[int, int]) -> list[Cut]:
    """Return how a key begins, for a length and its edited parts, and what gets the other parts.

    They are shifted by what the edited parts are longer; nothing where these would not fit.
    """
    kept, offset = [], 0
    for at, (start, end) in enumerate(pairwise(_borders(length))):
        if at not in shifts:
            kept.append(slice(start + offset, end + offset))
        elif end + shifts[at] < start:
            return []
        offset += shifts.get(at, 0)
    return [(f"{length}.{''.join(map(str, shifts))}", itemgetter(*kept))]


def _borders(length: int) -> list[int]:
    return [length * at // PARTS for at in range(PARTS + 1)]


def undo_transpositions(text: str, edits: int) -> list[str]:
    """Return the text with two letters swapped back, for each border between two parts.

    A transposition across a border changes both parts, so no key would find it.
    """
    inner = _borders(len(text))[1:-1]
    return [
        text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]
        for at in sorted({border + by for border in inner for by in range(1 - edits, edits)})
        if 0 < at < len(text) and text[at] != text[at - 1]
    ]


def initials_keys(words: Sequence[str]) -> list[str]:
    """Return the keys of a title's initials, if it has three to eight words: "tlotr" and "lotr"."""
    forms = (words, words[1:]) if words[:1] == ["the"] else (words,)
    return [
        exact_key(INITIALS, "".join(w[0] for w in f)) for f in forms if len(f) in ACRONYM_LENGTHS
    ]


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

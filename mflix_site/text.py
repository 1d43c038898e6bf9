"""Values as they are stored: text cleaned and folded, sentences as messages, times, paths.

A notice and what else a site words are stored as their message and its values, and worded when
somebody reads them: in the reader's language. What people wrote is stored as plain text.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import bson
from bson.codec_options import CodecOptions, DatetimeConversion
from django.utils.translation import gettext, override

# Without zones, and with a substitute for dates that Python has no value for: of the year 0.
ANY_DATE = CodecOptions[dict[str, Any]](datetime_conversion=DatetimeConversion.DATETIME_AUTO)

# Control characters but line feed and tab; lone surrogates; marks that reorder or hide text.
UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\ufff0-\ufffb\ufffe\uffff]"
)

# Of texts in ASCII, which most are: what is neither a letter nor a digit.
ASCII_SIGNS = {code: " " for code in range(128) if not chr(code).isalnum()}
# Letters by their category, and blank to the eye.
BLANK_LETTERS = "\u115f\u1160\u3164\uffa0"
# What web addresses end with.
ENDINGS = "com|net|org|info|biz|xyz|top|shop|site|store|online|icu|vip|app|dev|website|edu|gov|mobi"
COUNTRY_ENDINGS = (
    "ai|ar|au|bg|br|ca|cc|cf|ch|cl|cn|co|cz|de|dk|ee|es|eu|fi|fm|fr|ga|gg|gl|gq|gr|hk|hr|hu|ie|il|"
    "io|ir|jp|ke|kr|kz|lt|lu|lv|ly|ml|mx|ng|nl|nz|pe|ph|pk|pl|pt|ro|rs|ru|sa|se|sg|sh|sk|su|th|tk|"
    "tr|tv|tw|ua|ug|uk|uy|uz|ve|vn|ws|za"
)
# Endings that are words too: only with a path, as in "It ended.so did I".
WORD_ENDINGS = (
    "am|as|at|be|by|click|cloud|club|do|fun|gd|id|im|in|is|it|la|life|link|live|me|movie|my|name|"
    "news|no|page|pm|pro|pw|so|space|st|stream|team|to|us|wiki|world"
)
# "Mr.Ng" and "Dr.No/Goldfinger": the short endings are in small letters, or in capitals.
LINK = re.compile(
    r"[a-z][a-z0-9+.-]{0,30}://|\bhttps?:|\bmailto:|\bwww\.\w"
    rf"|[^\W_]\.(?:{ENDINGS}|(?-i:{COUNTRY_ENDINGS}|{COUNTRY_ENDINGS.upper()}))(?![\w-]|\.\w)"
    rf"|[^\W_]\.(?-i:{WORD_ENDINGS}|{WORD_ENDINGS.upper()})/\w",
    re.IGNORECASE,
)


def clean_text(text: str) -> str:
    """Return text to store and show: composed, with one kind of line end, nothing invisible."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", UNWANTED.sub("", text)).strip()


def clean_line(text: str) -> str:
    plain = text.isascii() and text.isprintable()
    return " ".join((text if plain else clean_text(text)).split())


def fold_text(text: str) -> str:
    """Fold text for comparing: no accents, case, punctuation or doubled spaces."""
    if text.isascii():
        return " ".join(text.lower().translate(ASCII_SIGNS).split())
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = (c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c))
    return " ".join("".join(kept).replace("ß", "ss").split())


def fold_signs(text: str) -> str:
    """Fold a text of signs for comparing: compatible forms alike, nothing invisible."""
    composed = unicodedata.normalize("NFKC", clean_text(text))
    return "".join(c for c in composed if not unicodedata.category(c).startswith(("M", "C")))


def contains_link(text: str) -> bool:
    """Return whether a text holds a web address, also in full-width or with invisible letters."""
    composed = unicodedata.normalize("NFKC", clean_text(text)).replace("。", ".")
    return bool(LINK.search("".join(c for c in composed if unicodedata.category(c) != "Cf")))


def get_path(doc: Mapping[str, Any], path: str) -> Any:
    """Return the value at a dotted path; None where anything on the path is missing."""
    value: Any = doc
    for name in path.split("."):  # `dict` first: to check an abstract base class is slow
        value = value.get(name) if isinstance(value, (dict, Mapping)) else None
    return value


def read_bson(raw: bytes) -> dict[str, Any]:
    """Return a document, whatever dates it holds; those that are usual have no zone."""
    return bson.decode(raw, ANY_DATE)


def now() -> datetime:
    """Return the current time in UTC, truncated to milliseconds as MongoDB does."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


class Phrase(str):
    """A sentence, marked for translation as by `gettext`: it is a text, and knows its message."""

    __slots__ = ("message", "values")
    message: str
    values: Mapping[str, Any]

    def __new__(cls, message: str, values: Mapping[str, Any] | None = None) -> "Phrase":
        text = gettext(message) if message else ""
        phrase = super().__new__(cls, text % values if values else text)
        phrase.message, phrase.values = message, values or {}
        return phrase

    def __mod__(self, values: Any) -> "Phrase":
        return Phrase(self.message, values)

    @classmethod
    def of(cls, lazy: Any) -> "Phrase":
        """Return the phrase of a message that is marked by `gettext_lazy` or `gettext_noop`."""
        with override(None):
            message = str(lazy)
        return cls(message)


def as_stored(text: Any) -> Any:
    """Return the stored form of a phrase; other values are stored as they are."""
    if not isinstance(text, Phrase):
        return text
    values = {name: as_stored(value) for name, value in text.values.items()}
    return {"message": text.message, "values": values}


def as_worded(stored: Any) -> Any:
    """Return a stored phrase in the language of now; what is no phrase stays as it is."""
    if not isinstance(stored, Mapping):
        return stored
    values = {name: as_worded(value) for name, value in stored["values"].items()}
    return Phrase(stored["message"], values)


def counted(number: int, noun: str) -> str:
    """Return an English noun with its number, for commands: "1 film", "1,200 entries"."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"

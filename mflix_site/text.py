"""Values as they are stored: by their path, text cleaned and folded, times in milliseconds."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

# Control characters but line feed and tab; lone surrogates; marks that reorder or hide text.
UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\ufff0-\ufffb\ufffe\uffff]"
)

# Of texts in ASCII, which most are: what is neither a letter nor a digit.
ASCII_SIGNS = {code: " " for code in range(128) if not chr(code).isalnum()}
# Letters by their category, and blank to the eye.
BLANK_LETTERS = "\u115f\u1160\u3164\uffa0"


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


def get_path(doc: Mapping[str, Any], path: str) -> Any:
    """Return the value at a dotted path; None where anything on the path is missing."""
    value: Any = doc
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def now() -> datetime:
    """Return the current time in UTC, truncated to milliseconds as MongoDB does."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

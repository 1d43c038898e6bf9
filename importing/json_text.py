"""Documents from extended JSON, one by one: an array, one a line, or simply one after another."""

import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

from bson import json_util
from bson.codec_options import DatetimeConversion
from bson.errors import BSONError

from .entries import Entry, said

CHUNK = 1 << 18
# Canonical extended JSON of the largest document is a few times as long as its BSON.
LONGEST = 64 << 20
# An error this near to the end of what was read may mean that the rest is not there yet.
CUT = 16
BETWEEN = re.compile(r"[\s,\[\]]*")
# Where a document may begin after a broken one: with a line that is neither indented nor an end,
# or with its _id. So a subdocument with an _id, inside a broken document, is taken for a document.
NEXT = re.compile(r'\n(?=[^\s}\]"])|(?=\{\s*"_id"\s*:)')
NEXT_AFTER_JUNK = re.compile(r'\n|(?=\{\s*"_id"\s*:)')
OPTIONS = json_util.JSONOptions(tz_aware=True, datetime_conversion=DatetimeConversion.DATETIME_AUTO)
BAD_VALUE = (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, BSONError)


def _extended(found: dict[str, Any]) -> Any:
    if next(iter(found), "").startswith("$"):
        return json_util.object_hook(found, OPTIONS)
    return found


EXTENDED, PLAIN = json.JSONDecoder(object_hook=_extended), json.JSONDecoder()


def documents(stream: TextIO) -> Iterator[Entry]:
    """Give every document of a text, and for each that is broken its line and the reason."""
    text, number = _Text(stream), 0
    while text.find_value():
        number += 1
        place = f"line {text.line_here()}, document {number}"
        doc, reason = text.take()
        yield Entry(place, doc, reason)
    if text.unclosed:
        yield Entry(f"line {text.line_here()}", None, "the file ends before its array does")


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


class _Text:
    """A window that moves over the text: grows while a document is cut off, shrinks behind it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._buffer, self._at = stream, "", 0
        self._line, self._counted = 1, 0
        self._begun = self._opened = self._closed = False

    @property
    def unclosed(self) -> bool:
        """Tell whether an array was begun that was not ended."""
        return self._opened and not self._closed

    def line_here(self) -> int:
        """Give the number of the line that the window has come to."""
        self._line += self._buffer.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def find_value(self) -> bool:
        """Go to where the next value begins; tell whether there is one."""
        ended = False
        while True:
            start, self._at = self._at, _end(BETWEEN, self._buffer, self._at)
            between = self._buffer[start : self._at]
            self._opened = self._opened or ("[" in between and not self._begun)
            ended = ended or "]" in between
            if self._at < len(self._buffer):
                self._begun = True
                return True
            if not self._grow():
                self._closed = ended
                return False

    def take(self) -> tuple[dict[str, Any] | None, str]:
        """Give the document that begins here, or why there is none, and go behind it."""
        while True:
            try:
                return self._decoded()
            except json.JSONDecodeError as error:
                cut, reason = self._may_be_cut(error), f"broken JSON: {error.msg}"
            except RecursionError:
                cut, reason = False, "broken JSON: it is nested too deeply"
            if not (cut and self._grow()):
                return None, self._leave(reason)

    def _decoded(self) -> tuple[dict[str, Any] | None, str]:
        try:
            found, self._at = EXTENDED.raw_decode(self._buffer, self._at)
        except json.JSONDecodeError:
            raise
        except BAD_VALUE as error:
            # Proper JSON for all we know, so its end can be found without reading its values.
            _, self._at = PLAIN.raw_decode(self._buffer, self._at)
            return None, f"broken extended JSON: {said(error)}"
        return (found, "") if isinstance(found, dict) else (None, "it is not a document")

    def _may_be_cut(self, error: json.JSONDecodeError) -> bool:
        at_end = error.pos >= len(self._buffer) - CUT or error.msg.startswith("Unterminated")
        return at_end and len(self._buffer) - self._at < LONGEST

    def _leave(self, reason: str) -> str:
        """Go from a broken value to where the next may begin; give the reason back."""
        pattern = NEXT if self._buffer[self._at] == "{" else NEXT_AFTER_JUNK
        self._at += 1
        while (found := pattern.search(self._buffer, self._at)) is None:
            self._at = max(self._at, len(self._buffer) - CUT)
            if not self._grow():
                self._at = len(self._buffer)
                return reason
        self._at = found.end()
        return reason

    def _grow(self) -> bool:
        """Drop what is behind and read on, twice as much each time, so that no text is slow."""
        self.line_here()
        self._buffer, self._at, self._counted = self._buffer[self._at :], 0, 0
        more = self._stream.read(max(CHUNK, len(self._buffer)))
        self._buffer += more
        return bool(more)

"""Extended JSON documents of a text: in an array, one a line, or simply one after another.

Why this is not `ijson`: docs/decisions/0012-reading-import-files.md.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

from bson import json_util
from bson.codec_options import DatetimeConversion
from bson.errors import BSONError

CHUNK = 1 << 16
# Canonical extended JSON of the largest document is a few times as long as its BSON.
MAX_LENGTH = 64 << 20
# An error this near to the end of what was read may mean that the rest is not read yet.
MARGIN = 16
MAX_DIGITS = 400
SEPARATORS = re.compile(r"[\s,\[\]]*")
# Where a document may begin after a broken one: at a line that is neither indented nor an end,
# or at an _id. So a subdocument with an _id, inside a broken document, is taken for a document.
NEXT_START = re.compile(r'\n(?=[^\s}\]"])|(?=\{\s*"_id"\s*:)')
NEXT_START_AFTER_JUNK = re.compile(r'\n|(?=\{\s*"_id"\s*:)')
# Values as MongoDB's shells print them, such as `ObjectId("…")`.
STRING = r'"(?:[^"\\]|\\.)*"'
SHELL_CALL = re.compile(
    r"(?:new\s+)?(?P<name>ObjectId|ISODate|Date|NumberInt|NumberLong|NumberDecimal|Int32|Long|"
    r"Double|Decimal128|UUID)\(\s*(?P<argument>\"[^\"\n]*\"|'[^'\n]*'|-?[0-9.eE+]+)\s*\)"
    r"|(?P<undefined>undefined)\b"
)
STRING_OR_CALL = re.compile(f"{STRING}|{SHELL_CALL.pattern}")
EXTENDED_KEYS = {
    **{"ObjectId": "$oid", "ISODate": "$date", "Date": "$date", "UUID": "$uuid"},
    **{"NumberInt": "$numberInt", "Int32": "$numberInt", "NumberLong": "$numberLong"},
    **{"Long": "$numberLong", "Double": "$numberDouble", "NumberDecimal": "$numberDecimal"},
    "Decimal128": "$numberDecimal",
}
OPTIONS = json_util.JSONOptions(tz_aware=True, datetime_conversion=DatetimeConversion.DATETIME_AUTO)
TEXT_PROBLEMS = {
    "Unterminated": "a text has no closing quote",
    "Invalid control": "a text has a line break or another control character in it",
    "Invalid \\": "a text has a backslash that means nothing",
}
MONGOSH = (
    "its keys have no double quotes, as mongosh prints documents: export them with mongoexport, "
    "or print them with EJSON.stringify()"
)
VALUE_ERRORS = (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, BSONError)
# A place in the file, and the document there or the reason why there is none.
Row = tuple[str, dict[str, Any] | None, str]


class UnreadableValue(ValueError):
    """A value that has no meaning; the error's text says which."""


def _convert(fields: dict[str, Any]) -> Any:
    name = next(iter(fields), "")
    if not name.startswith("$"):
        return fields
    try:
        return json_util.object_hook(fields, OPTIONS)
    except VALUE_ERRORS as error:
        shown = " ".join(str(fields[name]).split())[:60]
        raise UnreadableValue(f"{name} can't be “{shown}”") from error


def _parse_int(digits: str) -> int:
    """Return a whole number; raise UnreadableValue for one that BSON cannot hold."""
    if len(digits) > MAX_DIGITS:
        raise UnreadableValue(f"a number of {len(digits):,} digits")
    return int(digits)


EXTENDED = json.JSONDecoder(object_hook=_convert, parse_int=_parse_int)
PLAIN = json.JSONDecoder(parse_int=len, parse_float=len)  # for the end of a value alone


def _extended_json(match: re.Match[str]) -> str:
    """Return a shell's call as extended JSON."""
    if match["undefined"]:
        return "null"
    if match["name"] is None:  # a string, whatever it holds
        return match[0]
    argument, key = match["argument"].strip("\"'"), EXTENDED_KEYS[match["name"]]
    if key == "$date" and re.fullmatch(r"-?[0-9]+", argument):
        return json.dumps({"$date": {"$numberLong": argument}})
    if key == "$date" and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", argument):
        argument += "T00:00:00Z"
    return json.dumps({key: argument})


def syntax_problem(error: json.JSONDecodeError) -> str:
    """Return the reason why a text is not valid JSON."""
    why = next((why for what, why in TEXT_PROBLEMS.items() if error.msg.startswith(what)), "")
    sign = error.doc[error.pos : error.pos + 1].strip()
    is_name = sign.isalpha() or sign in ("_", "$", "'")
    if error.msg.startswith("Expecting property name") and is_name:
        return MONGOSH
    unexpected = f"it can't go on with “{sign}”" if sign else "it ends before it is complete"
    return f"broken JSON: {why or unexpected}"


def read_json(stream: TextIO) -> Iterator[Row]:
    """Yield every document, and for each that is broken the reason."""
    window, number = _Window(stream), 0
    while window.skip_separators():
        number += 1
        yield f"line {window.line_number()}, document {number}", *window.read_value()
    if window.in_array:
        yield f"line {window.line_number()}", None, "the file ends before its array does"


class _Window:
    """The part of the text in memory: grows while a document is incomplete, drops what was read."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._buffer, self._at = stream, "", 0
        self._line, self._counted_to = 1, 0
        self._at_start, self.in_array = True, False

    def line_number(self) -> int:
        self._line += self._buffer.count("\n", self._counted_to, self._at)
        self._counted_to = self._at
        return self._line

    def skip_separators(self) -> bool:
        """Move to the next value; return whether there is one."""
        while True:
            match = SEPARATORS.match(self._buffer, self._at)
            separators = match[0] if match else ""
            self._at += len(separators)
            opened = self._at_start and "[" in separators
            self.in_array = (self.in_array or opened) and "]" not in separators
            if self._at < len(self._buffer):
                self._at_start = False
                return True
            if not self._grow():
                return False

    def read_value(self) -> tuple[dict[str, Any] | None, str]:
        """Return the document that begins here, or None and the reason; move behind it."""
        while True:
            try:
                return self._decode()
            except json.JSONDecodeError as error:
                if SHELL_CALL.match(self._buffer, error.pos) and self._convert_calls(error.pos):
                    continue
                near_end = error.pos >= len(self._buffer) - MARGIN
                incomplete = near_end or error.msg.startswith("Unterminated")
                reason = syntax_problem(error)
            except RecursionError:
                incomplete, reason = False, "broken JSON: it is nested too deeply"
            is_short = len(self._buffer) - self._at < MAX_LENGTH
            if not (incomplete and is_short and self._grow()):
                self._skip_broken_value()
                return None, reason

    def _convert_calls(self, position: int) -> bool:
        """Replace the shell's calls up to the last line end, as no string goes over one."""
        end = self._buffer.rfind("\n", position) + 1
        if not end and len(self._buffer) - self._at < MAX_LENGTH and self._grow():
            return True
        end = end or len(self._buffer)
        before = self._buffer[self._at : end]
        converted = STRING_OR_CALL.sub(_extended_json, before)
        self._buffer = self._buffer[: self._at] + converted + self._buffer[end:]
        return converted != before

    def _decode(self) -> tuple[dict[str, Any] | None, str]:
        try:
            value, self._at = EXTENDED.raw_decode(self._buffer, self._at)
        except json.JSONDecodeError:
            raise
        except UnreadableValue as error:
            # Only a value is wrong: its end is found without converting values.
            _, self._at = PLAIN.raw_decode(self._buffer, self._at)
            return None, f"broken extended JSON: {error}"
        return (value, "") if isinstance(value, dict) else (None, "it is not a document")

    def _skip_broken_value(self) -> None:
        pattern = NEXT_START if self._buffer[self._at] == "{" else NEXT_START_AFTER_JUNK
        self._at += 1
        # An error counts the lines before it, from the start of what is in memory.
        self._drop_read()
        while (match := pattern.search(self._buffer, self._at)) is None:
            self._at = max(self._at, len(self._buffer) - MARGIN)
            if not self._grow():
                self._at = len(self._buffer)
                return
        self._at = match.end()

    def _grow(self) -> bool:
        """Drop what was read and read on, twice as much each time, so that no text is slow."""
        self._drop_read()
        more = self._stream.read(max(CHUNK, len(self._buffer)))
        self._buffer += more
        return bool(more)

    def _drop_read(self) -> None:
        self.line_number()
        self._buffer, self._at, self._counted_to = self._buffer[self._at :], 0, 0

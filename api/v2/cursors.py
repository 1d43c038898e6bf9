"""Cursors: where a page of a list ended, signed, so that a client can neither read nor make one."""

from bson import json_util
from django.core import signing

from mflix_site.paging import Position

from .errors import UnknownCursor

SALT = "api.v2.cursor"
CANONICAL = json_util.CANONICAL_JSON_OPTIONS


def encode(position: Position, listed: str) -> str:
    """Return the cursor of a position in the list that `listed` describes."""
    text = json_util.dumps([listed, list(position)], json_options=CANONICAL)
    return signing.dumps(text, salt=SALT, compress=True)


def decode(cursor: str, listed: str) -> Position:
    """Return the position of a cursor; raise UnknownCursor, also for one of another list."""
    try:
        text = signing.loads(cursor, salt=SALT)
        known, position = json_util.loads(text, json_options=CANONICAL)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise UnknownCursor from error
    if known != listed:
        raise UnknownCursor
    return tuple(position)

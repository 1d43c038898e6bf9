"""Sentences that are stored as their message and its values, and worded when somebody reads them.

So a notice is in the language of its reader, and its words may change with the site's. What earlier
versions stored, and what people wrote, is plain text.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, override


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
    """Return what is stored of a phrase; other values are stored as they are."""
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

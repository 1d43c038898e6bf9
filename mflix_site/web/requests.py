"""What requests hold: path converters, and where a form goes next.

A path that no converter matches is a page that does not exist.
"""

import os
import re
from hashlib import sha256
from operator import add
from typing import Any

from bson import ObjectId
from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH
from django.urls import register_converter, reverse
from django.urls.converters import IntConverter, StringConverter
from django.utils.http import url_has_allowed_host_and_scheme

LETTERS = CSRF_ALLOWED_CHARS.encode()
# The letter of each byte; the last bytes are left out, so that all letters are equally likely.
LETTER_OF = bytes(LETTERS[byte % len(LETTERS)] for byte in range(256))
LEFT_OUT = bytes(range(256 // len(LETTERS) * len(LETTERS), 256))
NUMBER_OF = bytes.maketrans(LETTERS, bytes(range(len(LETTERS))))


NO_ID, IS_ID = "0" * 24, re.compile("[0-9a-f]{24}").fullmatch


class ObjectIdConverter:
    """An ObjectId: 24 hexadecimal digits in lower case."""

    regex = "[0-9a-f]{24}"
    to_python = ObjectId

    @staticmethod
    def to_url(value: object) -> str:
        """Return the digits; of another application's id those of no document."""
        text = str(value)
        return text if IS_ID(text) else NO_ID


class YearsConverter:
    """A year, or all of them: None in Python."""

    regex = "all|[1-9][0-9]{3}"

    def to_python(self, value: str) -> int | None:
        return None if value == "all" else int(value)

    def to_url(self, value: int | None) -> str:
        return "all" if value is None else str(value)


class NameConverter(StringConverter):
    """A person's name: any printable text up to 200 characters, slashes included."""

    regex = r"[^\x00-\x1f\x7f]{1,200}"

    def to_python(self, value: str) -> str:
        """Raise ValueError for a name with lone surrogates, which cannot be stored."""
        value.encode()
        return value


# Converters that differ from Django's for strings, or numbers, in their pattern alone.
PATTERNS = {
    "handle": "[A-Za-z0-9_]{1,40}",
    "handle_with_sign": "@?[A-Za-z0-9_]{1,40}",  # as people write and copy it
    "token": "[A-Za-z0-9_-]{20,80}",  # of a mailed link
    "digest": "[0-9a-f]{12}",  # of what an immutable address shows
    "number": "[1-9][0-9]{0,8}",
}


def register_converters() -> None:
    named: dict[str, Any] = {"oid": ObjectIdConverter, "name": NameConverter}
    named["years"] = YearsConverter
    for name, converter in named.items():
        register_converter(converter, name)
    for name, regex in PATTERNS.items():
        base = IntConverter if name == "number" else StringConverter
        register_converter(type(name, (base,), {"regex": regex}), name)


def safe_next_url(request: HttpRequest, default: str | None = None) -> str:
    """Return the `next` of a form or query if it is a path of this site, else the default."""
    target = str(request.POST.get("next") or request.GET.get("next") or "")
    safe = target.startswith("/") and url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    fallback = reverse("home") if default is None else default
    return target if safe and target.isprintable() else fallback


def secret_link(sent: QueryDict) -> str:
    """Return the secret link that a form or query names, "" for what can be none."""
    link = str(sent.get("link", ""))
    return link if re.fullmatch(PATTERNS["token"], link) else ""


def form_key(request: HttpRequest) -> str:
    """Return a key of what a form sends; "" without a CSRF token.

    Each page has a token of its own, so the key is the same only where the same form of the same
    page is sent again: by a second click, by reloading, or after an answer was lost.
    """
    if not request.POST.get("csrfmiddlewaretoken"):
        return ""
    sent = repr([request.path, *sorted(request.POST.lists())])
    return sha256(sent.encode("utf-8", "surrogatepass")).hexdigest()


def page_token(request: HttpRequest) -> str:
    """Return the token of all forms of a page: masking it for each would cost more than the form.

    Making it sets a cookie where there is none, and keeps the page from being shared. It is what
    Django's `get_token` returns, which takes twenty times as many calls: a random mask, and the
    secret added to it.
    """
    token: str | None = getattr(request, "_page_token", None)
    if token is None:
        secret = request.META.setdefault("CSRF_COOKIE", _random_letters().decode())
        if request.COOKIES.get(settings.CSRF_COOKIE_NAME) != secret:
            request.META["CSRF_COOKIE_NEEDS_UPDATE"] = True
        mask = _random_letters()
        numbers = map(add, mask.translate(NUMBER_OF), secret.encode().translate(NUMBER_OF))
        token = (mask + bytes(numbers).translate(LETTER_OF)).decode()
        request._page_token = token  # type: ignore[attr-defined]
    return token


def _random_letters() -> bytes:
    letters = b""
    while len(letters) < CSRF_SECRET_LENGTH:
        letters += os.urandom(2 * CSRF_SECRET_LENGTH).translate(LETTER_OF, LEFT_OUT)
    return letters[:CSRF_SECRET_LENGTH]

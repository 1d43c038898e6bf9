"""Names, handles and e-mail addresses, and the keys by which they are compared."""

import re
import unicodedata
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from mflix_site.mongo import collections as mongo
from mflix_site.text import BLANK_LETTERS, clean_line, fold_text

from .former_accounts import departed

# Handles are ASCII; these two digits are easily taken for letters. Keys are stored: do not change.
SIMILAR_DIGITS = str.maketrans("01", "ol")
# Letters that have no accent to leave out. Words are stored: do not change.
WITHOUT_STROKES = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
RESERVED_HANDLES = (
    *("admin", "administrator", "moderator", "mod", "mflix", "staff", "support", "system", "root"),
    *("help", "about", "api", "me", "operator", "official", "verified", "team", "moderation"),
    *("owner", "security", "abuse", "contact", "info", "webmaster", "postmaster", "sysop"),
)
MAX_HANDLE_LENGTH, MAX_NAME_LENGTH, MAX_EMAIL_LENGTH = 24, 60, 254
MAX_LOCAL_LENGTH = 64  # before the @
INVISIBLE = (
    " \t\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u2060\u2066\u2067\u2068\u2069\ufeff"
)
# Mail servers and name servers ignore these characters, and those of category Cf.
IGNORED_CHARACTERS = {*"\u034f\u1806\u180b\u180c\u180d", *map(chr, range(0xFE00, 0xFE10))}


def clean_display_name(name: str) -> str:
    """Return the name on one line; empty if it has no visible letter or digit."""
    line = clean_line(name)
    return line if any(c.isalnum() and c not in BLANK_LETTERS for c in line) else ""


def clean_email(typed: str) -> str:
    """Return an address as it was meant: with plain letters, and nothing invisible at its ends."""
    return unicodedata.normalize("NFKC", typed).replace("。", ".").strip(INVISIBLE)


def deliverable_address(email: str) -> str:
    """Return an address as mail servers take it, with its domain in Punycode by UTS 46.

    Django's own conversion follows IDNA 2003, where `faß.example` is somebody else's domain. Raise
    UnicodeEncodeError for other letters before the @, and ValueError for what is no domain.
    """
    local, at, domain = email.rpartition("@")
    local.encode("ascii")
    labels = idna.uts46_remap(domain, std3_rules=False).split(".")
    return local + at + ".".join(map(_ascii_label, labels))


def validate_address(email: str) -> None:
    """Raise ValidationError for an address to which no mail can be sent."""
    try:
        local, _at, _domain = email.rpartition("@")
        is_short = len(local) <= MAX_LOCAL_LENGTH and len(email) <= MAX_EMAIL_LENGTH
        validate_email(deliverable_address(email) if is_short and email.isprintable() else "")
    except UnicodeEncodeError:
        sentence = _(
            "We can't send e-mail to this address: before the @ it can only have the letters a to "
            "z, digits and signs. Use another one."
        )
        raise ValidationError(sentence) from None
    except (ValueError, ValidationError):
        raise ValidationError(_("Enter a valid e-mail address.")) from None


def _ascii_label(label: str) -> str:
    return label if label.isascii() else f"xn--{label.encode('punycode').decode()}"


def email_key(email: str) -> str:
    """Return the key of an e-mail address, without width, case and invisible characters.

    Its domain is in Unicode, mapped as browsers do (UTS 46): some send `bücher.example` as
    `xn--bcher-kva.example`.
    """
    local, at, domain = _visible(unicodedata.normalize("NFKC", email)).rpartition("@")
    try:
        mapped = idna.uts46_remap(domain, std3_rules=False)
    except idna.IDNAError:
        mapped = domain.lower()
    labels = ".".join(map(_decode_label, mapped.split(".")))
    return _visible(unicodedata.normalize("NFKC", local.casefold())) + at + labels


def email_keys(email: str) -> list[str]:
    """Return the keys under which an address may be stored, first the one of its spelling."""
    key = email_key(email)
    local, at, domain = key.rpartition("@")
    # Before domains were decoded, each of their spellings had a key of its own.
    labels = map(_ascii_label, domain.split("."))
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", email).casefold())
    return list(dict.fromkeys((_visible(folded), key, local + at + ".".join(labels))))


def keys_by_stored_key(addresses: Iterable[str]) -> dict[str, str]:
    """Return the key of each address by every key under which it may be stored."""
    return {stored: email_key(address) for address in addresses for stored in email_keys(address)}


def _visible(text: str) -> str:
    visible = (c for c in text if unicodedata.category(c) != "Cf" and c not in IGNORED_CHARACTERS)
    return "".join(visible).strip()


def _decode_label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    with suppress(UnicodeError):  # IDNAError too
        decoded = label.removeprefix("xn--").encode("ascii").decode("punycode")
        if idna.uts46_remap(decoded, std3_rules=False) == decoded:
            return _visible(decoded) or label
    return label


def handle_key(handle: str) -> str:
    """Return the unique key of a handle: lower case, no underscores, 0 as o and 1 as l."""
    return fold_text(handle).replace(" ", "").translate(SIMILAR_DIGITS)


def name_key(name: str) -> str:
    """Return the key of a name, which orders members."""
    return fold_text(name) or name.strip().casefold()


def name_fields(name: str) -> dict[str, Any]:
    return {"name": name, "name_key": name_key(name), "name_words": name_words(name)}


def name_words(name: str) -> list[str]:
    """Return the distinct words of a name or a query, also without strokes: `lukasz` of Łukasz."""
    return list(dict.fromkeys(name_key(name).translate(WITHOUT_STROKES).split()))


def distinct_names(names: Iterable[str]) -> list[str]:
    """Return the first spelling of each name: "Tom Hanks" and "tom hanks" are one."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(name_key(name), name)
    return list(first.values())


RESERVED_KEYS = frozenset(map(handle_key, RESERVED_HANDLES))


def handle_from_name(name: str) -> str:
    """Return a handle made of a name: `alice_angstrom` from "Alice Ångström"."""
    ascii_only = fold_text(name).encode("ascii", "ignore").decode()
    handle = re.sub(r"[^a-z0-9]+", "_", ascii_only).strip("_")[:MAX_HANDLE_LENGTH].strip("_")
    is_usable = len(handle) > 1 and handle_key(handle) not in RESERVED_KEYS
    return handle if is_usable else f"film_{handle or 'fan'}"


def is_valid_handle(handle: str) -> bool:
    characters = rf"[A-Za-z0-9_]{{2,{MAX_HANDLE_LENGTH}}}"
    key = handle_key(handle)
    return bool(re.fullmatch(characters, handle) and key and key not in RESERVED_KEYS)


def numbered_handle(handle: str, number: int) -> str:
    """Return the handle with a number, to try when the plain one is taken: `alice_2`."""
    suffix = f"_{number}"
    return handle[: MAX_HANDLE_LENGTH - len(suffix)] + suffix


class HandleAllocator:
    """Allocates handles, with one query; the same people in the same order get the same ones."""

    def __init__(self, people: Iterable[Mapping[str, Any]]) -> None:
        keys = {handle_key(handle) for person in people for handle in _candidates(person)}
        paths = ("handle_key", "former_handles")
        in_use = {"$or": [{path: {"$in": list(keys)}} for path in paths]}
        docs = mongo.members().find(in_use, {"_id": 0, **dict.fromkeys(paths, 1)})
        self._taken = departed("handle", keys)
        for doc in docs:
            self._taken.update(
                filter(None, (doc.get("handle_key"), *doc.get("former_handles", ())))
            )

    def allocate(self, person: Mapping[str, Any]) -> dict[str, str]:
        """Return the fields `handle` and `handle_key` of a person with `_id` and `name`."""
        candidates = _candidates(person)
        free = (handle for handle in candidates if handle_key(handle) not in self._taken)
        handle = next(free, candidates[-1])
        self._taken.add(handle_key(handle))
        return {"handle": handle, "handle_key": handle_key(handle)}


def _candidates(person: Mapping[str, Any]) -> list[str]:
    plain = handle_from_name(str(person.get("name") or ""))
    numbers = (*range(2, 10), zlib.crc32(str(person["_id"]).encode()))
    return [plain, *(numbered_handle(plain, number) for number in numbers)]

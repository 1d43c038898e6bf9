"""Errors of version 2 beside those of the services, with the sentence a client's author reads."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from accounts.errors import KeyInUse, KeyReused
from mflix_site import errors


class Unauthenticated(errors.Problem):
    sentence = _("Send a personal access token: Authorization: Bearer mflix_pat_…")


class InvalidToken(errors.Problem):
    sentence = _("This token is mistyped, revoked or expired. Create one on your account page.")


class InsufficientScope(errors.Problem):
    """The token's scopes do not include the one that an operation needs."""

    def __init__(self, scope: str) -> None:
        super().__init__(_("This token lacks the scope %(scope)s.") % {"scope": scope})
        self.scope = scope


class NoSuchResource(errors.NotFound):
    sentence = _("There's nothing at this address. /api/docs/ lists what there is.")


class UnknownCursor(errors.NotFound):
    sentence = _("There's no such page: the cursor is mistyped, or from another list.")


class MethodNotAllowed(errors.Problem):
    sentence = _("This address doesn't take this method. The header Allow lists those it takes.")


class Unreadable(errors.Problem):
    sentence = _("The body isn't JSON, or the address can't be read.")


class TooLarge(errors.Problem):
    sentence = _("The body is larger than a megabyte.")


class NotJson(errors.Problem):
    sentence = _("Send JSON, with Content-Type: application/json.")


class PreconditionFailed(errors.Problem):
    sentence = _("It has changed since you read it. Read it again, then send your change again.")


class ReviewExists(errors.Conflict):
    sentence = _("You have a review or a rating of this film already. Change it with PUT.")


class FieldError(NamedTuple):
    """What is wrong with one value: `where` is a query parameter, a header, or a JSON pointer."""

    where: str
    kind: str
    detail: str


# By Pydantic's type of an error, or by its beginning. Its own messages are not for people.
VALUE_SENTENCES = {
    "missing": _("This is required."),
    "extra_forbidden": _("There's no such name here."),
    "greater_than_equal": _("This must be %(ge)s or more."),
    "less_than_equal": _("This must be %(le)s or less."),
    "literal_error": _("This must be one of: %(expected)s."),
    "string_too_short": _("This can't be empty."),
    "string_too_long": _("This can have at most %(max_length)s characters."),
    "string_pattern_mismatch": _("This must match %(pattern)s."),
    "too_long": _("This can have at most %(max_length)s items."),
    "string": _("This must be text."),
    "int": _("This must be a whole number."),
    "bool": _("This must be true or false."),
    "date": _("This must be a day such as 2026-11-23."),
    "list": _("This must be an array."),
    **dict.fromkeys(("dict", "model"), _("This must be an object.")),
}


def value_sentence(kind: str, values: Mapping[str, Any]) -> str:
    """Return the sentence for an invalid value, by the error's type and its limits."""
    sentence = VALUE_SENTENCES.get(kind) or VALUE_SENTENCES.get(kind.partition("_")[0])
    grouped = {k: f"{v:,}" if k == "max_length" else v for k, v in values.items()}
    return str(sentence or _("This can't be used.")) % grouped


class Invalid(errors.Problem):
    """Values that an operation does not take."""

    sentence = _("Some values can't be used. `errors` lists them.")

    def __init__(self, field_errors: Sequence[FieldError]) -> None:
        super().__init__()
        self.field_errors = field_errors


class UnknownFilms(Invalid):
    """Ids in a body that are of no film, by their JSON pointers."""

    def __init__(self, ids: Mapping[str, str]) -> None:
        text = str(_("There's no film with the id %(id)s."))
        super().__init__(
            [FieldError(f"body /{at}", "unknown_film", text % {"id": id}) for at, id in ids.items()]
        )


class Kind(NamedTuple):
    """A kind of problem, and the class of its errors."""

    error: type[Exception]
    name: str
    status: int
    title: object


# An error is of the first kind whose class it is an instance of.
KINDS = (
    Kind(Unauthenticated, "unauthenticated", 401, _("A token is needed")),
    Kind(InvalidToken, "invalid-token", 401, _("The token isn't valid")),
    Kind(InsufficientScope, "insufficient-scope", 403, _("The token lacks a scope")),
    Kind(errors.Forbidden, "forbidden", 403, _("Not allowed")),
    Kind(UnknownCursor, "unknown-cursor", 404, _("No such page")),
    Kind(errors.NotFound, "not-found", 404, _("Not found")),
    Kind(MethodNotAllowed, "method-not-allowed", 405, _("Method not allowed")),
    Kind(KeyReused, "idempotency-key-reused", 422, _("The key was used before")),
    Kind(KeyInUse, "idempotency-key-in-use", 409, _("Still running")),
    Kind(errors.Conflict, "conflict", 409, _("It can't be done as things are")),
    Kind(PreconditionFailed, "precondition-failed", 412, _("Changed meanwhile")),
    Kind(TooLarge, "too-large", 413, _("Too large")),
    Kind(NotJson, "not-json", 415, _("Not JSON")),
    Kind(Invalid, "invalid", 422, _("Invalid values")),
    Kind(Unreadable, "unreadable", 400, _("Can't be read")),
    Kind(errors.TooMany, "too-many-requests", 429, _("Too many requests")),
    Kind(errors.Unavailable, "unavailable", 503, _("The database isn't answering")),
    Kind(Exception, "internal-error", 500, _("It's our fault")),
)
BY_STATUS = {kind.status: kind for kind in reversed(KINDS)}
INTERNAL = _("It's our fault, not yours, and we've logged it. Try again in a moment.")


def kind_of(error: Exception) -> Kind:
    return next(kind for kind in KINDS if isinstance(error, kind.error))

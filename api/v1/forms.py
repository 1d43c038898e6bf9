"""What clients send, validated by the site's own forms where it has them."""

import re
from collections.abc import Mapping
from typing import Any

from bson import ObjectId
from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext

from accounts.forms import LogInForm, SignUpForm, password_field
from api.responses import RequestRefused
from reviews.forms import ReviewForm

MAX_PREFERENCES, MAX_NAME, MAX_TEXT, MAX_ITEMS, MAX_NUMBER = 50, 60, 500, 50, 2**53
TEACHING_PASSWORD_LENGTH = 8  # as in the course; those of its tickets have up to nine characters

# The tickets make up addresses such as k3j2h1@a9s8d.x1y, whose last part no mail server has.
TEACHING_ADDRESS = RegexValidator(
    r"^[!-?A-~]{1,64}@([a-z0-9-]+\.)+[a-z0-9-]+\Z", flags=re.IGNORECASE
)


class CourseAddressForm(forms.Form):
    """A form whose `email` may be an address that the course's tickets have made up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings.TEACHING:
            self.fields["email"].validators = [TEACHING_ADDRESS]


class SessionForm(CourseAddressForm, LogInForm):
    """E-mail address and password."""


class RegisterForm(CourseAddressForm, SignUpForm):
    """Name, e-mail address and one password: no form of a page, so without its traps for bots."""

    password_field_names = ("password", "password")
    password1 = password2 = website = opened = None  # type: ignore[assignment]
    password = password_field(is_new=True)

    @property
    def min_length(self) -> int:  # type: ignore[override]
        return TEACHING_PASSWORD_LENGTH if settings.TEACHING else 0


def texts(data: Mapping[str, Any], *names: str) -> dict[str, str]:
    """Return these fields; one that is no text is empty."""
    return {name: v if isinstance(v := data.get(name), str) else "" for name in names}


def object_id(data: Mapping[str, Any], name: str) -> ObjectId:
    """Return a field that holds an id; raise RequestRefused with 404 for another value."""
    value = data.get(name)
    if not isinstance(value, str):
        raise RequestRefused(400, gettext("Send %(name)s as text.") % {"name": name})
    if not ObjectId.is_valid(value):
        raise RequestRefused(404)
    return ObjectId(value)


def review_text(data: Mapping[str, Any], name: str) -> str:
    """Return the words of a review as the site stores them; raise RequestRefused without any."""
    form = ReviewForm({"text": texts(data, name)[name]})
    if not form.is_valid():
        raise RequestRefused(400, str(next(iter(form.errors.values()))[0]))
    return str(form.cleaned_data["text"])


def preferences(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a client's preferences, of which null is none; raise RequestRefused past bounds.

    Where none were sent, those that are stored must not be lost.
    """
    value = {} if data.get("preferences", ...) is None else data.get("preferences")
    if not isinstance(value, dict) or len(value) > MAX_PREFERENCES:
        raise RequestRefused(400, gettext("Send up to 50 preferences as an object."))
    if not all(map(_is_name, value)) or not all(map(_is_preference, value.values())):
        sentence = gettext(
            "A preference has a name of up to 60 characters without $ or full stops, and a value "
            "that is text of up to 500 characters, a number, or a list of up to 50 of them."
        )
        raise RequestRefused(400, sentence)
    return value


def _is_name(name: str) -> bool:
    return 0 < len(name) <= MAX_NAME and name.isprintable() and not set(name) & {"$", "."}


def _is_preference(value: Any) -> bool:
    items = value if isinstance(value, list) else [value]
    return len(items) <= MAX_ITEMS and all(map(_is_scalar, items))


def _is_scalar(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= MAX_TEXT
    is_number = isinstance(value, int | float)  # true and false too
    # Neither infinite nor no number: those compare as false, and an integer of any length compares.
    return value is None or (is_number and abs(value) <= MAX_NUMBER)

"""Forms of accounts; their field names are the services' keyword names."""

import re
from collections.abc import Callable
from contextlib import suppress
from time import time
from typing import Any

from bson import ObjectId
from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mflix_site.text import clean_line, clean_text

from .documents import LANGUAGES, MAX_ABOUT_LENGTH, MAX_FAVORITE_FILMS, Member, time_zone_choices
from .impersonation import may_be_taken_for_staff, name_problem
from .names import (
    MAX_EMAIL_LENGTH,
    MAX_HANDLE_LENGTH,
    MAX_NAME_LENGTH,
    clean_display_name,
    clean_email,
    is_valid_handle,
    validate_address,
)
from .passwords import MAX_LENGTH, find_weakness, normalize_password
from .pictures import COLOURS, changed_picture, drawing_choices, parsed_picture

MAX_NAMES, SIGN_UP_SALT = 50, "sign-up"
PASSWORD_HINT = _("At least {number} characters. A few unrelated words work well.")
SCALE_LABELS = {5: _("Five stars, with half stars"), 10: _("Out of 10"), 100: _("Out of 100")}
THEME_LABELS = {"auto": _("Automatic"), "light": _("Light"), "dark": _("Dark")}
# A comma ends a name, but for the one in "Sammy Davis, Jr.".
NAME_SEPARATOR = re.compile(
    r"[;；、，]|,(?!\s*(?:jr|sr|jnr|snr|ii|iii|iv|esq|phd|ph\.d|md|m\.d)\b\.?\s*(?:[,;\n\r]|$))",
    re.IGNORECASE | re.MULTILINE,
)


def password_field(*, is_new: bool = False) -> forms.CharField:
    """Return a password field, whose value keeps leading and trailing blanks."""
    hint = format_lazy(PASSWORD_HINT, number=settings.PASSWORD_MIN_LENGTH)
    return forms.CharField(
        strip=False,
        max_length=MAX_LENGTH,
        help_text=hint if is_new else "",
        widget=forms.PasswordInput,
    )


def keep_passwords(form: forms.Form) -> None:
    """Keep the passwords typed into a form that is shown again because of other fields.

    Where a password is wrong, or the form as a whole, they are typed again.
    """
    passwords = {n: f for n, f in form.fields.items() if isinstance(f.widget, forms.PasswordInput)}
    for field in passwords.values():
        field.widget.render_value = not form.errors.keys() & {*passwords, NON_FIELD_ERRORS}


class EmailAddressField(forms.EmailField):
    """An address to which mail can be sent, without what typing and copying add to it."""

    def __init__(self) -> None:
        super().__init__(max_length=MAX_EMAIL_LENGTH)
        self.validators = [validate_address]

    def to_python(self, value: Any) -> str:
        return clean_email(super().to_python(value) or "")


def validated_display_name(typed: str, member: Member | None = None) -> str:
    """Return a display name as it is stored; raise ValidationError. A member may keep their own."""
    if name := clean_display_name(typed):
        if problem := name_problem(name, member):
            raise forms.ValidationError(problem)
        return name
    raise forms.ValidationError(_("Choose a name with at least one letter or digit."))


class NewPasswordForm(forms.Form):
    """A new password, typed twice; compared with the member's name and e-mail address."""

    password_field_names = ("new_password1", "new_password2")
    min_length = 0  # as for everybody
    new_password1 = password_field(is_new=True)
    new_password2 = password_field()

    def __init__(self, *args: Any, name: str = "", email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = {"name": name, "email": email}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        owner = self.owner | {name: cleaned[name] for name in self.owner if name in cleaned}
        field, repeated_field = self.password_field_names
        password, repeated = cleaned.get(field), cleaned.get(repeated_field)
        if password and (weakness := find_weakness(password, **owner, min_length=self.min_length)):
            self.add_error(field, weakness)
        elif password and repeated and normalize_password(password) != normalize_password(repeated):
            self.add_error(repeated_field, gettext("The two passwords don't match."))
        return cleaned


class SignUpForm(NewPasswordForm):
    """Name, e-mail address and a password twice; and two traps for bots.

    People leave the hidden field `website` empty. `opened` is the signed time at which the form was
    shown: with SIGN_UP_SECONDS set, a form that is sent sooner is refused.
    """

    password_field_names = ("password1", "password2")
    new_password1 = new_password2 = None  # type: ignore[assignment]
    name = forms.CharField(max_length=MAX_NAME_LENGTH)
    email = EmailAddressField()
    password1 = password_field(is_new=True)
    password2 = password_field()
    website = forms.CharField(required=False, max_length=200)
    opened = forms.CharField(required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("opened", signing.dumps(int(time()), salt=SIGN_UP_SALT))

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(
                _("Leave the field “Website” empty. It's there to catch bots.")
            )
        return ""

    def clean_opened(self) -> str:
        signed, opened = self.cleaned_data["opened"], time()
        with suppress(signing.BadSignature, ValueError, TypeError):
            opened = int(signing.loads(signed, salt=SIGN_UP_SALT, max_age=86_400))
        if settings.SIGN_UP_SECONDS and time() - opened < settings.SIGN_UP_SECONDS:
            raise forms.ValidationError(_("That was quick. Wait a few seconds, then try again."))
        return ""

    def clean_name(self) -> str:
        return validated_display_name(self.cleaned_data["name"])


class ChangePasswordForm(NewPasswordForm):
    """The old password, and a new one twice."""

    old_password = password_field()
    field_order = ("old_password", "new_password1", "new_password2")


class RequestResetForm(forms.Form):
    """The e-mail address of an account whose password is forgotten."""

    email = EmailAddressField()


class LogInForm(RequestResetForm):
    """E-mail address and password."""

    password = password_field()


class ChangeEmailForm(LogInForm):
    """A new e-mail address, and the password."""


class ProfileForm(forms.Form):
    """What other members see: name, handle, picture, a few words, and up to four films by title."""

    name = forms.CharField(max_length=MAX_NAME_LENGTH)
    handle = forms.CharField(max_length=MAX_HANDLE_LENGTH)
    picture = forms.ChoiceField(required=False)
    colour = forms.TypedChoiceField(
        required=False, coerce=int, choices=list(enumerate(COLOURS)), empty_value=None
    )
    about = forms.CharField(required=False, max_length=MAX_ABOUT_LENGTH)

    def __init__(
        self, *args: Any, member: Member, find_film: Callable[[str], Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.member, self.find_film = member, find_film
        drawing, colour = parsed_picture(member.picture, member.name)
        drawings: Any = self.fields["picture"]
        drawings.choices = drawing_choices(member.name, colour)
        drawings.initial, self.fields["colour"].initial = drawing, colour
        for number in range(1, MAX_FAVORITE_FILMS + 1):
            label = gettext("Favourite film %(number)s") % {"number": number}
            field = forms.CharField(required=False, max_length=200, label=label)
            self.fields[f"film{number}"] = field

    def films(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("film")]

    def clean_name(self) -> str:
        return validated_display_name(self.cleaned_data["name"], self.member)

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"].strip().removeprefix("@")
        is_own = self.member.is_staff or handle == self.member.handle
        if is_valid_handle(handle) and (is_own or not may_be_taken_for_staff(handle)):
            return handle
        raise forms.ValidationError(
            _(
                "Use 2 to 24 characters: a to z, digits and underscores. A few names are kept for "
                "the site itself."
            )
        )

    def clean_about(self) -> str:
        return clean_text(self.cleaned_data["about"])

    def clean(self) -> dict[str, Any]:
        """Set `picture`, and `favorite_films` to distinct films; an unknown title is an error."""
        cleaned, ids = super().clean() or {}, []
        for name in [name for name in self.fields if name.startswith("film")]:
            title = clean_line(cleaned.pop(name, ""))
            film, suggestion = self.find_film(title) if title else (None, "")
            if film:
                ids.append(film)
            elif title and suggestion:
                text = gettext("We have no film with this title. Did you mean %(title)s?")
                self.add_error(name, text % {"title": suggestion})
            elif title:
                self.add_error(
                    name, gettext("We have no film with this title. Check the spelling.")
                )
        chosen = cleaned.get("picture", ""), cleaned.pop("colour", None)
        cleaned["picture"] = changed_picture(self.member, *chosen)
        return {**cleaned, "favorite_films": list(dict.fromkeys(ids))}


class CloseAccountForm(forms.Form):
    """The password, and whether the reviews stay."""

    password = password_field()
    keep_reviews = forms.TypedChoiceField(
        choices=[("keep", _("Keep them, without my name")), ("remove", _("Delete them"))],
        coerce=lambda value: value == "keep",
        empty_value=None,
        required=False,
        initial="keep",
    )


class WelcomeForm(forms.Form):
    """Genres that a new member likes, and films they have seen, of those that are offered."""

    favorite_genres = forms.MultipleChoiceField(required=False)
    seen_films = forms.TypedMultipleChoiceField(required=False, coerce=ObjectId)

    def __init__(self, *args: Any, genres: list[str], films: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (("favorite_genres", genres), ("seen_films", films)):
            self.fields[name].choices = [(v, v) for v in offered]  # type: ignore[attr-defined]


class PreferencesForm(forms.Form):
    """A member's preferences."""

    favorite_genres = forms.MultipleChoiceField(required=False)
    favorite_cast = forms.CharField(required=False, max_length=3000)
    preferred_ratings = forms.MultipleChoiceField(required=False)
    rating_scale = forms.TypedChoiceField(choices=list(SCALE_LABELS.items()), coerce=int)
    theme = forms.ChoiceField(choices=list(THEME_LABELS.items()))
    language = forms.ChoiceField(choices=list(LANGUAGES.items()))
    time_zone = forms.ChoiceField(required=False, choices=time_zone_choices)
    hidden_rows = forms.MultipleChoiceField(required=False)
    notices_by_mail = forms.BooleanField(required=False)
    films_private = forms.BooleanField(required=False)
    watchlist_private = forms.BooleanField(required=False)
    hide_scores = forms.BooleanField(required=False)

    def __init__(
        self, *args: Any, genres: list[str], ratings: list[str], rows: dict[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (("favorite_genres", genres), ("preferred_ratings", ratings)):
            values = dict.fromkeys([*offered, *self.initial.get(name, ())])
            self.fields[name].choices = [(v, v) for v in values]  # type: ignore[attr-defined]
        self.fields["hidden_rows"].choices = list(rows.items())  # type: ignore[attr-defined]

    def clean_time_zone(self) -> str:
        return self.cleaned_data["time_zone"] or "UTC"

    def clean_favorite_cast(self) -> list[str]:
        """Return the distinct names: one per line, or separated by commas."""
        lines = NAME_SEPARATOR.sub("\n", self.cleaned_data["favorite_cast"]).splitlines()
        names = list(dict.fromkeys(filter(None, map(clean_line, lines))))
        if len(names) > MAX_NAMES:
            raise forms.ValidationError(
                gettext("Choose up to %(number)s names.") % {"number": MAX_NAMES}
            )
        return names

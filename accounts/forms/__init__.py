"""Forms of accounts; their field names are the services' keyword names."""

from contextlib import suppress
from time import time
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mflix_site.text import clean_text

from ..documents import Member
from ..impersonation import name_problem
from ..names import (
    MAX_EMAIL_LENGTH,
    MAX_NAME_LENGTH,
    clean_display_name,
    clean_email,
    validate_address,
)
from ..passwords import MAX_LENGTH, find_weakness, normalize_password

SIGN_UP_SALT = "sign-up"
PASSWORD_HINT = _("At least {number} characters. A few unrelated words work well.")


class LinesField(forms.CharField):
    """A text of several lines: cleaned first, so that each line end counts once."""

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


def password_field(*, is_new: bool = False) -> forms.CharField:
    """Return a password field, whose value keeps leading and trailing spaces."""
    hint = format_lazy(PASSWORD_HINT, number=settings.PASSWORD_MIN_LENGTH) if is_new else ""
    widget = forms.PasswordInput
    return forms.CharField(strip=False, max_length=MAX_LENGTH, help_text=hint, widget=widget)


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
            sentence = _("Leave the field “Website” empty. It's there to catch bots.")
            raise forms.ValidationError(sentence)
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

    def clean_new_password1(self) -> str:
        old, new = self.cleaned_data.get("old_password", ""), self.cleaned_data["new_password1"]
        if normalize_password(old) == normalize_password(new):
            sentence = _("This is the same as the old one. Choose a new password.")
            raise forms.ValidationError(sentence)
        return str(new)


class RequestResetForm(forms.Form):
    """The e-mail address of an account whose password is forgotten."""

    email = EmailAddressField()


class LogInForm(RequestResetForm):
    """E-mail address and password."""

    password = password_field()


class ChangeEmailForm(LogInForm):
    """A new e-mail address, and the password."""


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

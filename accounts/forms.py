"""Forms of accounts; their field names are the services' keyword names."""

from time import time
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing

from mflix_site.text import clean_line

from .documents import LANGUAGES, RATING_SCALES, THEMES
from .names import MAX_NAME_LENGTH, clean_display_name
from .passwords import MAX_LENGTH, find_weakness

MAX_NAMES = 50
SIGN_UP_SALT = "sign-up"


def password_field(*, is_new: bool = False) -> forms.CharField:
    """Return a password field, whose value keeps leading and trailing blanks."""
    hint = f"At least {settings.PASSWORD_MIN_LENGTH} characters; a few words in a row are good."
    return forms.CharField(strip=False, max_length=MAX_LENGTH, help_text=hint if is_new else "")


def email_field() -> forms.EmailField:
    return forms.EmailField(max_length=254, validators=[validate_printable])


def validate_printable(address: str) -> None:
    """Raise ValidationError for control characters, which Django accepts and no mail can have."""
    if not address.isprintable():
        raise forms.ValidationError("Enter a valid email address.")


class NewPasswordForm(forms.Form):
    """A new password, typed twice; compared with the member's name and e-mail address."""

    password_field_names = ("new_password1", "new_password2")
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
        if password and (weakness := find_weakness(password, **owner)):
            self.add_error(field, weakness)
        elif password and repeated and password != repeated:
            self.add_error(repeated_field, "The two passwords differ.")
        return cleaned


class SignUpForm(NewPasswordForm):
    """Name, e-mail address and a password twice; and two traps for bots.

    `website` is a hidden field that people leave empty. `opened` is the signed time at which the
    form was shown: with SIGN_UP_SECONDS set, a form that is sent sooner is refused.
    """

    password_field_names = ("password1", "password2")
    new_password1 = new_password2 = None  # type: ignore[assignment]
    name = forms.CharField(max_length=MAX_NAME_LENGTH)
    email = email_field()
    password1 = password_field(is_new=True)
    password2 = password_field()
    website = forms.CharField(required=False, max_length=200)
    opened = forms.CharField(required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("opened", signing.dumps(int(time()), salt=SIGN_UP_SALT))

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError("Leave this field empty: it is a trap for bots.")
        return ""

    def clean_opened(self) -> str:
        if not settings.SIGN_UP_SECONDS:
            return ""
        signed = self.cleaned_data["opened"]
        try:
            opened = int(signing.loads(signed, salt=SIGN_UP_SALT, max_age=86_400))
        except (signing.BadSignature, ValueError, TypeError):
            opened = None
        if opened is None or time() - opened < settings.SIGN_UP_SECONDS:
            raise forms.ValidationError("Please wait a moment and try again.")
        return ""

    def clean_name(self) -> str:
        name = clean_display_name(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError("A name needs a letter or a digit.")
        return name


class LogInForm(forms.Form):
    """E-mail address and password."""

    email = email_field()
    password = password_field()


class ChangePasswordForm(NewPasswordForm):
    """The old password, and a new one twice."""

    old_password = password_field()
    field_order = ("old_password", "new_password1", "new_password2")


class RequestResetForm(forms.Form):
    """The e-mail address of an account whose password is forgotten."""

    email = email_field()


class CloseAccountForm(forms.Form):
    """The password, and whether the reviews stay."""

    password = password_field()
    keep_reviews = forms.TypedChoiceField(
        choices=[("keep", "Stay, without my name"), ("remove", "Go with me")],
        coerce=lambda value: value == "keep",
        empty_value=None,
        required=False,
        initial="keep",
    )


class PreferencesForm(forms.Form):
    """A member's preferences."""

    favorite_genres = forms.MultipleChoiceField(required=False)
    favorite_cast = forms.CharField(required=False, max_length=3000)
    preferred_ratings = forms.MultipleChoiceField(required=False)
    rating_scale = forms.TypedChoiceField(choices=list(RATING_SCALES.items()), coerce=int)
    theme = forms.ChoiceField(choices=list(THEMES.items()))
    language = forms.ChoiceField(choices=list(LANGUAGES.items()))
    hidden_rows = forms.MultipleChoiceField(required=False)
    notices_by_mail = forms.BooleanField(required=False)

    def __init__(
        self,
        *args: Any,
        genres: list[str],
        ratings: list[str],
        rows: dict[str, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (("favorite_genres", genres), ("preferred_ratings", ratings)):
            values = dict.fromkeys([*offered, *self.initial.get(name, ())])
            self.fields[name].choices = [(v, v) for v in values]  # type: ignore[attr-defined]
        self.fields["hidden_rows"].choices = list(rows.items())  # type: ignore[attr-defined]

    def clean_favorite_cast(self) -> list[str]:
        """Return the distinct names: one per line, or separated by commas."""
        lines = self.cleaned_data["favorite_cast"].replace(",", "\n").splitlines()
        names = list(dict.fromkeys(filter(None, map(clean_line, lines))))
        if len(names) > MAX_NAMES:
            raise forms.ValidationError(f"At most {MAX_NAMES} names, please.")
        return names

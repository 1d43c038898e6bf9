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


def password_field(label: str, autocomplete: str) -> forms.CharField:
    """Return a password field, whose value keeps leading and trailing blanks."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    least = f"At least {settings.PASSWORD_MIN_LENGTH} characters; a few words in a row are good."
    hint = least if autocomplete == "new-password" else ""
    return forms.CharField(
        label=label, strip=False, max_length=MAX_LENGTH, widget=widget, help_text=hint
    )


def email_field() -> forms.EmailField:
    widget = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})
    return forms.EmailField(
        label="E-mail", max_length=254, widget=widget, validators=[validate_printable]
    )


def validate_printable(address: str) -> None:
    """Raise ValidationError for control characters, which Django accepts and no mail can have."""
    if not address.isprintable():
        raise forms.ValidationError("Enter a valid email address.")


class NewPasswordForm(forms.Form):
    """A new password, typed twice; compared with the member's name and e-mail address."""

    password_field_names = ("new_password1", "new_password2")
    new_password1 = password_field("New password", "new-password")
    new_password2 = password_field("New password, again", "new-password")

    def __init__(self, *args: Any, name: str = "", email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = (name, email)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        field, repeated_field = self.password_field_names
        password, repeated = cleaned.get(field), cleaned.get(repeated_field)
        if password and (weakness := find_weakness(password, *self.name_and_email(cleaned))):
            self.add_error(field, weakness)
        elif password and repeated and password != repeated:
            self.add_error(repeated_field, "The two passwords differ.")
        return cleaned

    def name_and_email(self, cleaned: dict[str, Any]) -> tuple[str, str]:
        """Return the name and address of which the password must not consist."""
        return self.owner


class SignUpForm(NewPasswordForm):
    """Name, e-mail address and a password twice; and two traps for bots.

    `website` is a hidden field that people leave empty. `opened` is the signed time at which the
    form was shown: with SIGN_UP_SECONDS set, a form that is sent sooner is refused.
    """

    password_field_names = ("password1", "password2")
    new_password1 = new_password2 = None  # type: ignore[assignment]
    name = forms.CharField(
        max_length=MAX_NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}),
    )
    email = email_field()
    password1 = password_field("Password", "new-password")
    password2 = password_field("Password, again", "new-password")
    website = forms.CharField(label="Leave this empty", required=False, max_length=200)
    opened = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("opened", signing.dumps(int(time()), salt=SIGN_UP_SALT))

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError("Leave this field empty: it is a trap for robots.")
        return ""

    def clean_opened(self) -> str:
        if not settings.SIGN_UP_SECONDS:
            return ""
        try:
            opened = int(
                signing.loads(self.cleaned_data["opened"], salt=SIGN_UP_SALT, max_age=86_400)
            )
        except (signing.BadSignature, ValueError, TypeError):
            opened = None
        if opened is None or time() - opened < settings.SIGN_UP_SECONDS:
            raise forms.ValidationError("That was very quick. Please send it once more.")
        return ""

    def clean_name(self) -> str:
        name = clean_display_name(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError("A name needs a letter or a digit.")
        return name

    def name_and_email(self, cleaned: dict[str, Any]) -> tuple[str, str]:
        return cleaned.get("name", ""), cleaned.get("email", "")


class LogInForm(forms.Form):
    """E-mail address and password."""

    email = email_field()
    password = password_field("Password", "current-password")


class ChangePasswordForm(NewPasswordForm):
    """The old password, and a new one twice."""

    old_password = password_field("Your password now", "current-password")
    field_order = ("old_password", "new_password1", "new_password2")


class RequestResetForm(forms.Form):
    """The e-mail address of an account whose password is forgotten."""

    email = email_field()


class CloseAccountForm(forms.Form):
    """The password, and whether the reviews stay."""

    password = password_field("Your password", "current-password")
    keep_reviews = forms.TypedChoiceField(
        label="Your reviews",
        choices=[("keep", "Stay, without my name"), ("remove", "Go with me")],
        coerce=lambda value: value == "keep",
        empty_value=None,
        required=False,
        initial="keep",
        widget=forms.RadioSelect,
    )


class PreferencesForm(forms.Form):
    """A member's preferences."""

    favorite_genres = forms.MultipleChoiceField(
        label="Favourite genres", required=False, widget=forms.CheckboxSelectMultiple
    )
    favorite_cast = forms.CharField(
        label="Favourite people",
        help_text="Directors, writers, actors: one name a line.",
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    preferred_ratings = forms.MultipleChoiceField(
        label="Show only films rated",
        help_text="None chosen: all films. Choosing leaves out films without one.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    rating_scale = forms.TypedChoiceField(
        choices=list(RATING_SCALES.items()), coerce=int, widget=forms.RadioSelect
    )
    theme = forms.ChoiceField(choices=list(THEMES.items()), widget=forms.RadioSelect)
    language = forms.ChoiceField(label="Language of dates", choices=list(LANGUAGES.items()))
    hidden_rows = forms.MultipleChoiceField(
        label="Rows to hide on the home page", required=False, widget=forms.CheckboxSelectMultiple
    )
    notices_by_mail = forms.BooleanField(
        label="Send me by mail too what my inbox tells me", required=False
    )

    def __init__(
        self,
        *args: Any,
        genres: list[str],
        ratings: list[str],
        rows: dict[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "favorite_genres": [*genres, *self.initial.get("favorite_genres", ())],
            "preferred_ratings": [*ratings, *self.initial.get("preferred_ratings", ())],
        }
        for name, values in choices.items():
            self.fields[name].choices = [(v, v) for v in dict.fromkeys(values)]  # type: ignore[attr-defined]
        self.fields["hidden_rows"].choices = list(rows.items())  # type: ignore[attr-defined]

    def clean_favorite_cast(self) -> list[str]:
        """Return the distinct names, of which each stands on a line or between commas."""
        lines = self.cleaned_data["favorite_cast"].replace(",", "\n").splitlines()
        names = list(dict.fromkeys(filter(None, map(clean_line, lines))))
        if len(names) > MAX_NAMES:
            raise forms.ValidationError(f"At most {MAX_NAMES} names, please.")
        return names

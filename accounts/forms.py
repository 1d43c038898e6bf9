"""What people fill in about themselves; field names are the services' keyword names."""

from time import time
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing

from mflix_site.text import clean_line

from .documents import LANGUAGES, SCALES, THEMES
from .names import NAME_LONGEST, clean_display_name
from .passwords import LONGEST, weakness

PASSWORD = forms.PasswordInput
MOST_NAMES = 50
OPENED = "sign-up"


def password_field(label: str, autocomplete: str) -> forms.CharField:
    """Give a password's field: taken as typed, blanks at its ends and all."""
    widget = PASSWORD(attrs={"autocomplete": autocomplete})
    least = f"At least {settings.PASSWORD_MIN_LENGTH} characters; a few words in a row are good."
    hint = least if autocomplete == "new-password" else ""
    return forms.CharField(
        label=label, strip=False, max_length=LONGEST, widget=widget, help_text=hint
    )


def email_field() -> forms.EmailField:
    """Give an address's field."""
    widget = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})
    return forms.EmailField(
        label="E-mail", max_length=254, widget=widget, validators=[refuse_unprintable]
    )


def refuse_unprintable(address: str) -> None:
    """Refuse an address with control characters, which a quoted part may hold and no mail can."""
    if not address.isprintable():
        raise forms.ValidationError("Enter a valid email address.")


class NewPasswordForm(forms.Form):
    """A new password, typed twice, and good enough for a person of this name and address."""

    first, second = "new_password1", "new_password2"
    new_password1 = password_field("New password", "new-password")
    new_password2 = password_field("New password, again", "new-password")

    def __init__(self, *args: Any, name: str = "", email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = (name, email)

    def clean(self) -> dict[str, Any]:
        """Compare the two, and weigh the first."""
        cleaned = super().clean() or {}
        first, second = cleaned.get(self.first), cleaned.get(self.second)
        if first and (wrong := weakness(first, *self.owner_of(cleaned))):
            self.add_error(self.first, wrong)
        elif first and second and first != second:
            self.add_error(self.second, "The two passwords differ.")
        return cleaned

    def owner_of(self, cleaned: dict[str, Any]) -> tuple[str, str]:
        """Give the name and address that the password must not be made of."""
        return self.owner


class SignUpForm(NewPasswordForm):
    """Name, address, and a password twice; and two traps for what fills in forms by itself.

    `website` is hidden from people: whoever fills it in sees no page. `opened` says, signed, when
    the form was shown; where SIGN_UP_SECONDS asks for it, one that comes too soon is sent back.
    """

    first, second = "password1", "password2"
    new_password1 = new_password2 = None  # type: ignore[assignment]
    name = forms.CharField(
        max_length=NAME_LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}),
    )
    email = email_field()
    password1 = password_field("Password", "new-password")
    password2 = password_field("Password, again", "new-password")
    website = forms.CharField(label="Leave this empty", required=False, max_length=200)
    opened = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("opened", signing.dumps(int(time()), salt=OPENED))

    def clean_website(self) -> str:
        """Refuse a form whose hidden field was filled in."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError("Leave this field empty: it is a trap for robots.")
        return ""

    def clean_opened(self) -> str:
        """Refuse a form that came sooner than a person can write, where the operator asks so."""
        if not settings.SIGN_UP_SECONDS:
            return ""
        try:
            opened = int(signing.loads(self.cleaned_data["opened"], salt=OPENED, max_age=86_400))
        except (signing.BadSignature, ValueError, TypeError):
            opened = None
        if opened is None or time() - opened < settings.SIGN_UP_SECONDS:
            raise forms.ValidationError("That was very quick. Please send it once more.")
        return ""

    def clean_name(self) -> str:
        """Give the name on one line; a name of invisible characters is none."""
        name = clean_display_name(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError("A name needs a letter or a digit.")
        return name

    def owner_of(self, cleaned: dict[str, Any]) -> tuple[str, str]:
        """Give what was typed just now."""
        return cleaned.get("name", ""), cleaned.get("email", "")


class LogInForm(forms.Form):
    """Address and password."""

    email = email_field()
    password = password_field("Password", "current-password")


class ChangePasswordForm(NewPasswordForm):
    """The old password, and a new one twice."""

    old_password = password_field("Your password now", "current-password")
    field_order = ("old_password", "new_password1", "new_password2")


class RequestResetForm(forms.Form):
    """The address of an account whose password is forgotten."""

    email = email_field()


class CloseAccountForm(forms.Form):
    """The password, and what becomes of the reviews."""

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
    """What a member wants of the site."""

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
        choices=list(SCALES.items()), coerce=int, widget=forms.RadioSelect
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
        chosen = self.initial
        offered = {
            "favorite_genres": [*genres, *chosen.get("favorite_genres", ())],
            "preferred_ratings": [*ratings, *chosen.get("preferred_ratings", ())],
        }
        for name, values in offered.items():
            self.fields[name].choices = [(v, v) for v in dict.fromkeys(values)]  # type: ignore[attr-defined]
        self.fields["hidden_rows"].choices = list(rows.items())  # type: ignore[attr-defined]

    def clean_favorite_cast(self) -> list[str]:
        """Give the names, one a line or with commas between, without blanks and doubles."""
        lines = self.cleaned_data["favorite_cast"].replace(",", "\n").splitlines()
        names = list(dict.fromkeys(filter(None, map(clean_line, lines))))
        if len(names) > MOST_NAMES:
            raise forms.ValidationError(f"At most {MOST_NAMES} names, please.")
        return names

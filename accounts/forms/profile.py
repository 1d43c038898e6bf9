"""Forms of a member's profile and preferences; their fields are named as the services' are."""

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from bson import ObjectId
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mflix_site.text import clean_line

from ..documents import (
    LANGUAGES,
    MAX_ABOUT_LENGTH,
    MAX_FAVORITE_FILMS,
    MAX_FAVORITE_LENGTH,
    MAX_FAVORITES,
    Member,
)
from ..impersonation import may_be_taken_for_staff
from ..names import MAX_HANDLE_LENGTH, MAX_NAME_LENGTH, distinct_names, is_valid_handle
from ..pictures import COLOURS, changed_picture, drawing_choices, parsed_picture
from ..time_zones import time_zone_choices
from . import LinesField, validated_display_name

# More than all favourites at their longest, of signs that JSON escapes.
MAX_SHOWN, MAX_QUOTED = 30_000, 100
SCALE_LABELS = {5: _("Five stars, with half stars"), 10: _("Out of 10"), 100: _("Out of 100")}
THEME_LABELS = {"auto": _("Automatic"), "light": _("Light"), "dark": _("Dark")}
# A comma ends a name, but for the one in "Sammy Davis, Jr.".
NAME_SEPARATOR = re.compile(
    r"[;；、，]|,(?!\s*(?:jr|sr|jnr|snr|ii|iii|iv|esq|phd|ph\.d|md|m\.d)\b\.?\s*(?:[,;\n\r]|$))",
    re.IGNORECASE | re.MULTILINE,
)


class MergingForm(forms.Form):
    """A form that knows what its page showed: the hidden field `shown` has it as JSON.

    A field that was left as it was shown keeps the value that is stored now. One that was also
    changed elsewhere is an error, once: the page that names it shows what is stored.
    """

    shown = forms.CharField(required=False, max_length=MAX_SHOWN, widget=forms.HiddenInput)

    def merge(self) -> None:
        """Compare what was sent with what is stored: once all fields have an initial value."""
        fields = {name: field for name, field in self.fields.items() if name != "shown"}
        stored = {n: _plain(self.get_initial_for_field(f, n)) for n, f in fields.items()}
        self.initial["shown"] = json.dumps(stored, ensure_ascii=False)
        self._changed_elsewhere: dict[str, Any] = {}
        if not self.is_bound:
            return
        shown, data = _parsed(self.data.get("shown")), QueryDict(mutable=True)
        data.update(self.data)
        for name, value in stored.items():
            sent = _plain(fields[name].widget.value_from_datadict(self.data, {}, name))
            if name not in shown or shown[name] == value or sent == value:
                continue
            if sent == shown[name]:
                checked = (["on"] if value else []) if isinstance(value, bool) else [value]
                data.setlist(name, value if isinstance(value, list) else checked)
            else:
                self._changed_elsewhere[name] = value
        data["shown"] = self.initial["shown"]
        self.data = data

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned.pop("shown", None)
        for name, value in self._changed_elsewhere.items():
            sentence = _(
                "You've changed this elsewhere since you opened the page, to “%(value)s”. Save "
                "again to keep what's here."
            )
            self.add_error(name, sentence % {"value": self._worded(name, value)})
        return cleaned

    def _worded(self, name: str, value: Any) -> str:
        labels = {str(key): label for key, label in getattr(self.fields[name], "choices", ())}
        values = value if isinstance(value, list) else [value]
        return ", ".join(str(labels.get(str(one), one)) for one in values)[:MAX_QUOTED]


class ProfileForm(MergingForm):
    """What other members see: name, handle, picture, a few words, and up to four films by title."""

    name = forms.CharField(max_length=MAX_NAME_LENGTH)
    handle = forms.CharField(max_length=MAX_HANDLE_LENGTH)
    picture = forms.ChoiceField(required=False)
    colour = forms.TypedChoiceField(
        required=False, coerce=int, choices=list(enumerate(COLOURS)), empty_value=None
    )
    about = LinesField(required=False, max_length=MAX_ABOUT_LENGTH)

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
        self.merge()

    def films(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("film")]

    def clean_name(self) -> str:
        return validated_display_name(self.cleaned_data["name"], self.member)

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"].strip().removeprefix("@")
        is_own = self.member.is_staff or handle == self.member.handle
        if is_valid_handle(handle) and (is_own or not may_be_taken_for_staff(handle)):
            return handle
        sentence = _(
            "Use 2 to 24 characters: a to z, digits and underscores. A few names are kept for "
            "the site itself."
        )
        raise forms.ValidationError(sentence)

    def clean(self) -> dict[str, Any]:
        """Set `picture`, and `favorite_films` to distinct films; an unknown title is an error."""
        cleaned, ids = super().clean() or {}, []
        for name in [name for name in self.fields if name.startswith("film")]:
            title = clean_line(cleaned.pop(name, ""))
            film, suggestion = self.find_film(title) if title else (None, "")
            if film:
                ids.append(film)
            elif title:
                known = gettext("We have no film with this title. Did you mean %(title)s?")
                other = gettext("We have no film with this title. Check the spelling.")
                self.add_error(name, known % {"title": suggestion} if suggestion else other)
        chosen = cleaned.get("picture", ""), cleaned.pop("colour", None)
        cleaned["picture"] = changed_picture(self.member, *chosen)
        return {**cleaned, "favorite_films": list(dict.fromkeys(ids))}

    def changed_parts(self) -> dict[str, Any]:
        """Return what differs from the member that the form was made for."""
        sent = {**self.cleaned_data, "favorite_films": tuple(self.cleaned_data["favorite_films"])}
        return {name: v for name, v in sent.items() if v != getattr(self.member, name)}


class WelcomeForm(forms.Form):
    """Genres that a new member likes, and films they have seen, of those that are offered."""

    favorite_genres = forms.MultipleChoiceField(required=False)
    seen_films = forms.TypedMultipleChoiceField(required=False, coerce=ObjectId)

    def __init__(self, *args: Any, genres: list[str], films: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (("favorite_genres", genres), ("seen_films", films)):
            self.fields[name].choices = [(v, v) for v in offered]  # type: ignore[attr-defined]


class PreferencesForm(MergingForm):
    """A member's preferences."""

    favorite_genres = forms.MultipleChoiceField(required=False)
    favorite_cast = LinesField(required=False, max_length=MAX_FAVORITES * (MAX_FAVORITE_LENGTH + 1))
    preferred_ratings = forms.MultipleChoiceField(required=False)
    rating_scale = forms.TypedChoiceField(choices=list(SCALE_LABELS.items()), coerce=int)
    theme = forms.ChoiceField(choices=list(THEME_LABELS.items()))
    language = forms.ChoiceField(choices=list(LANGUAGES.items()))
    time_zone = forms.ChoiceField(required=False)
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
        zones = time_zone_choices(self.initial.get("time_zone", "UTC"))
        self.fields["time_zone"].choices = zones  # type: ignore[attr-defined]
        self.fields["hidden_rows"].choices = list(rows.items())  # type: ignore[attr-defined]
        self.merge()

    def clean_time_zone(self) -> str:
        return self.cleaned_data["time_zone"] or "UTC"

    def clean_favorite_cast(self) -> list[str]:
        """Return the distinct names: one per line, or separated by commas.

        A line that is a stored name stays whole: one that came by the API can have a comma.
        """
        stored, typed = set(self.initial.get("favorite_cast", "").splitlines()), list[str]()
        for line in map(clean_line, self.cleaned_data["favorite_cast"].splitlines()):
            typed += [line] if line in stored else NAME_SEPARATOR.split(line)
        names = distinct_names(filter(None, map(clean_line, typed)))
        if len(names) > MAX_FAVORITES:
            sentence = gettext("Choose up to %(number)s names.")
            raise forms.ValidationError(sentence % {"number": MAX_FAVORITES})
        if any(len(name) > MAX_FAVORITE_LENGTH and name not in stored for name in names):
            sentence = gettext("Use up to %(number)s characters for each name.")
            raise forms.ValidationError(sentence % {"number": MAX_FAVORITE_LENGTH})
        return names

    def changed_preferences(self) -> dict[str, Any]:
        """Return what differs from what is stored: the rest stays as it is, in its order."""
        return {n: v for n, v in self.cleaned_data.items() if n in self.changed_data}


def _parsed(shown: str | None) -> Mapping[str, Any]:
    with suppress(ValueError, RecursionError):
        parsed = json.loads(shown or "")
        return parsed if isinstance(parsed, dict) else {}
    return {}


def _plain(value: Any) -> Any:
    """Return a field's value as JSON keeps it, the same for what is stored and what is sent."""
    if isinstance(value, bool):
        return value
    if isinstance(value, list | tuple):
        return sorted(map(str, value))
    return "" if value is None else str(value).replace("\r\n", "\n").strip()

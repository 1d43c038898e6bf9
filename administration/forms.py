"""Forms of admins; their fields are named like the keyword arguments of the services."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.documents import ADMIN, CLOSED, GOOD, LIMITED, MEMBER, MODERATOR, SUSPENDED
from accounts.promotions import DEFAULT_DAYS, MAX_DAYS
from accounts.queries import MemberFilter
from mflix_site.text import clean_line
from moderation.forms import MIN_REASON_LENGTH, ServiceForm, TextField
from movies.documents import MovieCard
from movies.editing import document_version
from movies.film_facts import LABELS, FilmFacts
from movies.forms import SingleLineField, VersionField
from movies.queries import find_namesakes
from movies.selection import FIRST_YEAR, LAST_YEAR

MAX_LINE_LENGTH, MAX_LINES = 500, 400
ROLE_CHOICES = [(MEMBER, _("Member")), (MODERATOR, _("Moderator")), (ADMIN, _("Admin"))]
STANDING_CHOICES = [
    (GOOD, _("Good")), (LIMITED, _("Limited")), (SUSPENDED, _("Suspended")), (CLOSED, _("Closed")),
]  # fmt: skip


class ReasonForm(ServiceForm):
    """The reason of an action, which the public log shows."""

    reason = TextField(_("Public reason"), min_length=MIN_REASON_LENGTH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = self.fields.pop("reason")  # the last on each page


class RoleForm(ReasonForm):
    """A member's new role, and the reason."""

    role = forms.ChoiceField(label=_("Role"), choices=ROLE_CHOICES)


class MemberSearchForm(forms.Form):
    """A search for members, in which an invalid field filters nothing."""

    q = SingleLineField(required=False, max_length=254, label=_("Name, @handle or e-mail address"))
    role = forms.ChoiceField(required=False, choices=[("", _("Any role")), *ROLE_CHOICES])
    standing = forms.ChoiceField(
        required=False, choices=[("", _("Any standing")), *STANDING_CHOICES]
    )

    def member_filter(self) -> MemberFilter:
        self.is_valid()
        return MemberFilter(**{name: self.cleaned_data.get(name, "") for name in self.fields})


class FilmSearchForm(forms.Form):
    """A search for films by title."""

    q = SingleLineField(required=False, max_length=200, label=_("Title, or part of it"))

    def query(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("q", ""))


class NamesField(forms.CharField):
    """A tuple of names, entered one a line."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, tuple) else value

    def clean(self, value: Any) -> Any:
        lines = [clean_line(line) for line in str(super().clean(value)).splitlines()]
        names = tuple(dict.fromkeys(filter(None, lines)))
        problem = ""
        if len(names) > MAX_LINES:
            problem = gettext("Enter up to %(number)s lines.") % {"number": MAX_LINES}
        elif too_long := next((name for name in names if len(name) > MAX_LINE_LENGTH), ""):
            problem = gettext("This line is too long: %(line)s…") % {"line": too_long[:40]}
        if problem:
            raise forms.ValidationError(problem)
        return names


class FilmForm(ReasonForm):
    """The facts of a film that its page shows, and the reason for the change."""

    title = SingleLineField(max_length=500)
    year = forms.IntegerField(required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    runtime = forms.IntegerField(required=False, min_value=1, max_value=100_000)
    rated = SingleLineField(required=False, max_length=40)
    released = forms.DateField(
        required=False,
        error_messages={"invalid": _("Enter a date such as 1949-09-01.")},
        validators=[
            MinValueValidator(date(FIRST_YEAR, 1, 1), _("Enter %(limit_value)s or later.")),
            MaxValueValidator(date(LAST_YEAR, 12, 31), _("Enter %(limit_value)s or earlier.")),
        ],
    )
    directors = NamesField(required=False)
    writers = NamesField(required=False)
    cast = NamesField(required=False)
    genres = NamesField(required=False)
    countries = NamesField(required=False)
    languages = NamesField(required=False)
    plot = SingleLineField(required=False, max_length=5_000)
    fullplot = SingleLineField(required=False, max_length=50_000)
    poster = SingleLineField(required=False, max_length=2_000)
    version = VersionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in LABELS.items():
            self.fields[name].label = label

    @classmethod
    def for_film(cls, doc: Mapping[str, Any], data: Any) -> "FilmForm":
        initial = {**asdict(FilmFacts.from_doc(doc)), "version": document_version(doc)}
        return cls(data, initial=initial)

    def clean_poster(self) -> str:
        """Require a URL that a browser can load, unless the film had another value before."""
        url, parts = str(self.cleaned_data["poster"]), None
        if not url or url == self.initial.get("poster"):
            return url
        with suppress(ValueError):
            parts = urlsplit(url)
        if parts and parts.scheme in {"http", "https"} and parts.hostname:
            return url
        raise forms.ValidationError(_("Enter a web address that begins with https:// or http://."))

    @property
    def namesakes(self) -> list[MovieCard]:
        """Return the films that a new one may be already, unless the admin has seen them."""
        if self.initial or not self.is_valid() or self.data.get("add_anyway"):  # the button
            return []
        return find_namesakes(self.cleaned_data["title"], self.cleaned_data["year"])

    def facts(self) -> FilmFacts:
        return FilmFacts(**{name: self.cleaned_data[name] for name in LABELS})

    def arguments(self) -> dict[str, Any]:
        version = {"version": self.cleaned_data["version"]} if self.initial else {}
        return {"facts": self.facts(), "reason": self.cleaned_data["reason"], **version}


class RevertForm(ReasonForm):
    """The version to go back to, and the reason."""

    version = forms.IntegerField(min_value=1, max_value=2**31)


class TrialForm(ReasonForm):
    """How long a trial lasts, and the reason for it."""

    days = forms.IntegerField(
        label=_("Days"), min_value=1, max_value=MAX_DAYS, initial=DEFAULT_DAYS
    )


class EndTrialsForm(ReasonForm):
    """Whether running trials end too, and the reason."""

    include_running = forms.BooleanField(label=_("End running trials too"), required=False)

"""What admins fill in; field names are the services' keyword names, or the film's facts."""

from typing import Any
from urllib.parse import urlsplit

from django import forms

from accounts.documents import ROLES, STANDINGS
from accounts.member_search import MemberFilter
from accounts.promotions import DAYS, MOST_DAYS
from mflix_site.text import clean_line
from moderation.forms import SHORTEST_REASON, WordsForm, words_field
from movies.film_facts import LABELS, FilmFacts
from movies.forms import FIRST_YEAR, LAST_YEAR, SingleLineField

LONGEST_LINE, MOST_LINES = 500, 400
LONGEST_PLOT, LONGEST_STORY = 5_000, 50_000
MOST_MINUTES = 100_000


class ReasonForm(WordsForm):
    """Why something is done, for all to read in the log."""

    reason = words_field("Reason, public")

    def clean(self) -> dict[str, Any]:
        """Ask for more than a word."""
        cleaned = super().clean()
        if 0 < len(cleaned.get("reason", "")) < SHORTEST_REASON:
            self.add_error("reason", "Everybody reads this: a few words more, please.")
        return cleaned


class RoleForm(ReasonForm):
    """A role, and why."""

    role = forms.ChoiceField(label="Role", choices=[(role, role.capitalize()) for role in ROLES])


class MembersForm(forms.Form):
    """Whom to look for; what is odd looks for everybody."""

    q = SingleLineField(required=False, max_length=254, label="Name, @handle or address")
    role = forms.ChoiceField(
        required=False, choices=[("", "Any role"), *((r, r.capitalize()) for r in ROLES)]
    )
    standing = forms.ChoiceField(
        required=False, choices=[("", "Any standing"), *((s, s.capitalize()) for s in STANDINGS)]
    )

    def wanted(self) -> MemberFilter:
        """Give what was asked for; a field that is wrong filters nothing."""
        self.is_valid()
        return MemberFilter(**{name: self.cleaned_data.get(name, "") for name in self.fields})


class SearchForm(forms.Form):
    """Words of a title."""

    q = SingleLineField(required=False, max_length=200, label="Title, or words of it")

    def words(self) -> str:
        """Give what was asked for; what is too long asks for nothing."""
        self.is_valid()
        return str(self.cleaned_data.get("q", ""))


class LinesField(forms.CharField):
    """Several names, one a line."""

    def __init__(self, label: str) -> None:
        widget = forms.Textarea(attrs={"rows": 3})
        super().__init__(label=label, required=False, max_length=None, widget=widget)

    def prepare_value(self, value: Any) -> Any:
        """Show names one a line."""
        return "\n".join(value) if isinstance(value, tuple) else value

    def clean(self, value: Any) -> Any:
        """Give a tuple of cleaned lines, each once."""
        lines = [clean_line(line) for line in str(super().clean(value)).splitlines()]
        names = tuple(dict.fromkeys(filter(None, lines)))
        if len(names) > MOST_LINES:
            raise forms.ValidationError(f"{MOST_LINES} lines at most.")
        if too_long := next((name for name in names if len(name) > LONGEST_LINE), ""):
            raise forms.ValidationError(f"This line is too long: {too_long[:40]}…")
        return names


def _line(name: str, longest: int, *, required: bool = False) -> SingleLineField:
    return SingleLineField(label=LABELS[name], max_length=longest, required=required)


def _box(name: str, longest: int, rows: int) -> SingleLineField:
    return SingleLineField(
        label=LABELS[name],
        max_length=longest,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class FilmForm(ReasonForm):
    """All facts of a film that its page shows, and why they change."""

    title = _line("title", 500, required=True)
    year = forms.IntegerField(
        label=LABELS["year"], required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR
    )
    runtime = forms.IntegerField(
        label=LABELS["runtime"], required=False, min_value=1, max_value=MOST_MINUTES
    )
    rated = _line("rated", 40)
    released = forms.DateField(
        label=LABELS["released"],
        required=False,
        error_messages={"invalid": "Give a day such as 1949-09-01."},
    )
    genres = LinesField(LABELS["genres"])
    countries = LinesField(LABELS["countries"])
    languages = LinesField(LABELS["languages"])
    directors = LinesField(LABELS["directors"])
    writers = LinesField(LABELS["writers"])
    cast = LinesField(LABELS["cast"])
    plot = _box("plot", LONGEST_PLOT, 2)
    fullplot = _box("fullplot", LONGEST_STORY, 5)
    poster = _line("poster", 2_000)
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31)

    @classmethod
    def of(cls, facts: FilmFacts, version: int, data: Any = None) -> "FilmForm":
        """Give the form filled with what a film says, or with what was sent instead."""
        said = {name: getattr(facts, name) for name in LABELS}
        return cls(data, initial={**said, "version": version})

    def clean_poster(self) -> str:
        """Take an address that a browser can load, or what was there before."""
        address = str(self.cleaned_data["poster"])
        if address and address != self.initial.get("poster") and not _is_address(address):
            raise forms.ValidationError("An address begins with https:// or http://.")
        return address

    def facts(self) -> FilmFacts:
        """Give the facts."""
        return FilmFacts(**{name: self.cleaned_data[name] for name in LABELS})


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


class RevertForm(ReasonForm):
    """Which version to go back to, and why."""

    version = forms.IntegerField(min_value=1, max_value=2**31)


class TrialForm(ReasonForm):
    """How long a trial lasts, and why it is given."""

    days = forms.IntegerField(label="Days", min_value=1, max_value=MOST_DAYS, initial=DAYS)


class EndTrialsForm(ReasonForm):
    """Whether trials that have time left end too, and why."""

    all_of_them = forms.BooleanField(label="Also those that have time left", required=False)

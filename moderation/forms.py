"""What people fill in to report, decide, take back, appeal and answer."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms

from mflix_site.clock import now
from mflix_site.text import clean_text

from .effects import Verdict
from .reports import Complaint
from .rules import ACTIONS, REASONS, REVIEW, RULES

LONGEST, SHORTEST_REASON = 2000, 8
FARTHEST = timedelta(days=5 * 366)
MOST_AT_ONCE = 100


def words_field(label: str, *, required: bool = True, rows: int = 3, hint: str = "") -> Any:
    """Give a field for some lines of text."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, required=required, max_length=LONGEST, widget=widget, help_text=hint
    )


class WordsForm(forms.Form):
    """A form whose texts are cleaned, and whose required ones say something."""

    def clean(self) -> dict[str, Any]:
        """Clean every text; one that shows nothing is none."""
        cleaned = super().clean() or {}
        for name, value in list(cleaned.items()):
            if isinstance(value, str):
                cleaned[name] = clean_text(value)
                if value and not cleaned[name] and self.fields[name].required:
                    self.add_error(name, "Say it in words, please.")
        return cleaned


class ReportForm(WordsForm):
    """Why a thing is reported, and a note."""

    reason = forms.ChoiceField(label="What is wrong with it?", widget=forms.RadioSelect)
    note = words_field("In your words", required=False)

    def __init__(self, *args: Any, kind: str = REVIEW, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(name, r.label) for name, r in REASONS.items() if kind in r.kinds]
        self.fields["reason"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for words where the reason is none of the list."""
        cleaned = super().clean()
        if cleaned.get("reason") == "other" and not cleaned.get("note"):
            self.add_error("note", "Say in a few words what is wrong.")
        return cleaned

    def complaint(self) -> Complaint:
        """Give what was said."""
        return Complaint(self.cleaned_data["reason"], self.cleaned_data["note"])


class VerdictForm(WordsForm):
    """A decision: what, by which rule, why for all to read, and a note for moderators."""

    action = forms.ChoiceField(label="Decision", widget=forms.RadioSelect)
    until = forms.DateField(
        label="Until",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "Give a day such as 2027-01-31."},
    )
    rule = forms.ChoiceField(label="Rule", choices=[(n, f"{n}. {t}") for n, t in RULES.items()])
    reason = words_field("Reason, public")
    note = words_field("Note, for moderators only", required=False, rows=2)

    def __init__(self, *args: Any, kind: str = REVIEW, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(name, a.label) for name, a in ACTIONS.items() if kind in a.kinds]
        self.fields["action"].choices = choices  # type: ignore[attr-defined]

    def clean_until(self) -> datetime | None:
        """Give the end of a suspension, at midnight in UTC; it lies ahead, within five years."""
        day = self.cleaned_data["until"]
        if day is None:
            return None
        until = datetime(day.year, day.month, day.day, tzinfo=UTC)
        if not now() < until <= now() + FARTHEST:
            raise forms.ValidationError("The end must lie ahead, and within five years.")
        return until

    def clean(self) -> dict[str, Any]:
        """Ask for an end where there must be one, and drop it where it means nothing."""
        cleaned = super().clean()
        action = ACTIONS.get(cleaned.get("action", ""))
        if action and action.needs_end and not cleaned.get("until") and "until" not in self.errors:
            self.add_error("until", "Until when? A suspension ends on a day.")
        if action and action.standing not in ("suspended", "limited"):
            cleaned["until"] = None
        if 0 < len(cleaned.get("reason", "")) < SHORTEST_REASON:
            self.add_error("reason", "Everybody reads this: a few words more, please.")
        return cleaned

    def verdict(self) -> Verdict:
        """Give what was decided."""
        given = self.cleaned_data
        names = ("action", "rule", "reason", "note", "until")
        return Verdict(**{name: given[name] for name in names})


class BulkForm(VerdictForm):
    """The same for several cases at once."""

    case = forms.TypedMultipleChoiceField(
        label="Cases", error_messages={"required": "Choose at least one case."}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = self.data.getlist("case")[:MOST_AT_ONCE] if self.is_bound else []  # type: ignore[attr-defined]
        known = [value for value in sent if len(value) == 24 and set(value) <= HEX]
        self.fields["case"].choices = [(value, value) for value in known]  # type: ignore[attr-defined]


HEX = set("0123456789abcdef")


class NoteForm(WordsForm):
    """A note between moderators."""

    text = words_field("A note for the other moderators", rows=2)


class UndoForm(WordsForm):
    """Why a decision is taken back."""

    reason = words_field("Why it is taken back, public")


class AppealForm(WordsForm):
    """What a member says against a decision."""

    text = words_field("Why should it be decided otherwise?", rows=6)


class AnswerForm(WordsForm):
    """The answer to an appeal."""

    granted = forms.ChoiceField(
        label="Answer",
        choices=[("no", "Refuse it: the decision stands"), ("yes", "Grant it: take it back")],
        widget=forms.RadioSelect,
    )
    answer = words_field("In words, public")

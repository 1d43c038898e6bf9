"""Forms to report, decide, undo, appeal and answer."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from bson import ObjectId
from django import forms

from mflix_site.errors import Conflict, Forbidden, NotFound, Problem
from mflix_site.text import clean_text, now

from .decisions import DecisionInput
from .reports import ReportContent
from .rules import ACTIONS, REASONS, REVIEW, RULES

MAX_LENGTH, MIN_REASON_LENGTH = 2000, 8
MAX_SUSPENSION = timedelta(days=5 * 366)
MAX_CASES = 100
T = TypeVar("T")


class TextField(forms.CharField):
    """A text of several lines, which is cleaned and then validated."""

    default_error_messages = {
        "required": "Please write something.",
        "min_length": "Everybody reads this: a few words more, please.",
    }

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label=label, max_length=MAX_LENGTH, **options)

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class ServiceForm(forms.Form):
    """A form that calls its service; `status` is the HTTP status of a page that shows it."""

    refused_status: int | None = None

    def arguments(self) -> dict[str, Any]:
        """Return what was entered, as keyword arguments of the service."""
        return self.cleaned_data

    def submit(self, service: Callable[..., T], **arguments: Any) -> T | None:
        """Call a service with what was entered; return None if that is invalid or refused."""
        if not self.is_valid():
            return None
        try:
            return service(**arguments, **self.arguments())
        except (Conflict, Forbidden, NotFound) as problem:
            self.refuse(problem)
            return None

    def refuse(self, problem: Problem) -> None:
        """Show why the service refused what is otherwise valid."""
        self.add_error(None, problem.sentence)
        self.refused_status = 403 if isinstance(problem, Forbidden) else 409

    @property
    def status(self) -> int:
        return self.refused_status or (422 if self.errors else 200)


class TargetForm(ServiceForm):
    """A form with the choices that there are for one kind of target."""

    choice_field: str
    choices: Mapping[str, Any]

    def __init__(self, *args: Any, kind: str = REVIEW, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(name, c.label) for name, c in self.choices.items() if kind in c.kinds]
        self.fields[self.choice_field].choices = choices  # type: ignore[attr-defined]


class ReportForm(TargetForm):
    """Why a target is reported, and a note."""

    choice_field, choices = "reason", REASONS
    reason = forms.ChoiceField(label="What is wrong with it?")
    note = TextField("In your words", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("reason") == "other" and not cleaned.get("note"):
            self.add_error("note", "Say in a few words what is wrong.")
        return cleaned

    def arguments(self) -> dict[str, Any]:
        return {"content": ReportContent(**self.cleaned_data)}


class DecisionForm(TargetForm):
    """A decision: the action, the rule, a public reason, and a note for moderators."""

    choice_field, choices = "action", ACTIONS
    action = forms.ChoiceField(label="Decision")
    until = forms.DateField(
        label="Until", required=False, error_messages={"invalid": "Give a day such as 2027-01-31."}
    )
    rule = forms.ChoiceField(label="Rule", choices=[(n, f"{n}. {t}") for n, t in RULES.items()])
    reason = TextField("Public reason", min_length=MIN_REASON_LENGTH)
    note = TextField("Note, for moderators only", required=False)

    def clean_until(self) -> datetime | None:
        day = self.cleaned_data["until"]
        if day is None:
            return None
        until = datetime(day.year, day.month, day.day, tzinfo=UTC)
        if not now() < until <= now() + MAX_SUSPENSION:
            raise forms.ValidationError("The end must lie ahead, and within five years.")
        return until

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        action = ACTIONS.get(cleaned.get("action", ""))
        lacks_end = not cleaned.get("until") and "until" not in self.errors
        if action and action.needs_until and lacks_end:
            self.add_error("until", "Until when? A suspension ends on a day.")
        if action and action.standing not in ("suspended", "limited"):
            cleaned["until"] = None
        return cleaned

    def arguments(self) -> dict[str, Any]:
        names = DecisionInput.__dataclass_fields__
        return {"chosen": DecisionInput(**{name: self.cleaned_data[name] for name in names})}


class BulkDecisionForm(DecisionForm):
    """The same for several cases at once."""

    case = forms.TypedMultipleChoiceField(
        label="Cases", coerce=ObjectId, error_messages={"required": "Choose at least one case."}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = self.data.getlist("case")[:MAX_CASES] if self.is_bound else []  # type: ignore[attr-defined]
        known = [(value, value) for value in sent if ObjectId.is_valid(value)]
        self.fields["case"].choices = known  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "case_ids": self.cleaned_data["case"]}


class NoteForm(ServiceForm):
    """A note between moderators."""

    text = TextField("A note for the other moderators")


class UndoForm(ServiceForm):
    """Why a decision is undone."""

    reason = TextField("Why it is taken back, public")


class AppealForm(ServiceForm):
    """What a member says against a decision."""

    text = TextField("Why should it be decided otherwise?")


class AnswerForm(ServiceForm):
    """The answer to an appeal."""

    granted = forms.TypedChoiceField(
        label="Answer",
        coerce=lambda value: value == "yes",
        choices=[("no", "Refuse it: the decision stands"), ("yes", "Grant it: take it back")],
    )
    answer = TextField("In words, public")

"""Forms to report, decide, undo, appeal and answer."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from bson import ObjectId
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mflix_site.errors import Conflict, Forbidden, LazyText, NotFound, Problem
from mflix_site.text import clean_text, fold_text, now

from .decisions import DecisionInput
from .documents import Case
from .errors import WordsChanged
from .reports import ReportContent
from .rules import ACTIONS, PUBLISHING, REASONS, REVIEW, RULES

MAX_LENGTH, MIN_REASON_LENGTH = 2000, 8
MAX_SUSPENSION = timedelta(days=5 * 366)
MAX_CASES = 100
QUOTE_LENGTH = 5  # words in a row
T = TypeVar("T")


class TextField(forms.CharField):
    """A text of several lines: cleaned first, so that each line end counts once."""

    default_error_messages = {
        "min_length": _("Anybody can read this, so say a little more."),
    }

    def __init__(self, label: LazyText, **options: Any) -> None:
        super().__init__(label=label, max_length=MAX_LENGTH, **options)

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class ShownField(forms.Field):
    """The hash of the words that a page showed; any value that is none of theirs is another's."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> str:
        return str(value or "")


def quotes(reason: str, words: str) -> bool:
    """Return whether a reason holds several words in a row of what was reported, or all of it."""
    folded, reported = f" {fold_text(reason)} ", fold_text(words).split()
    size = min(QUOTE_LENGTH, len(reported))
    starts = range(len(reported) - size + 1) if size > 1 else ()
    return any(f" {' '.join(reported[n : n + size])} " in folded for n in starts)


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
        if isinstance(problem, WordsChanged):  # the page that says so shows them as they are now
            self.data = {**self.data.dict(), "shown": ""}  # type: ignore[attr-defined]
        self.refused_status = 403 if isinstance(problem, Forbidden) else 409

    def written(self) -> list[tuple[str, str]]:
        """Return the labels and contents of the texts that somebody has written."""
        texts = [self[name] for name, field in self.fields.items() if isinstance(field, TextField)]
        return [(str(text.label), text.value()) for text in texts if text.value()]

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
    reason = forms.ChoiceField(label=_("What's wrong?"))
    note = TextField(_("In your own words"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("reason") == "other" and not cleaned.get("note"):
            self.add_error("note", gettext("Say in a few words what's wrong."))
        return cleaned

    def arguments(self) -> dict[str, Any]:
        return {"content": ReportContent(**self.cleaned_data)}


class DecisionForm(TargetForm):
    """A decision: the action, the rule, a public reason, and a note for moderators."""

    choice_field, choices = "action", ACTIONS
    action = forms.ChoiceField(label=_("Decision"))
    until = forms.DateField(
        label=_("Until"),
        required=False,
        error_messages={"invalid": _("Enter a date such as 2027-01-31.")},
    )
    rule = forms.ChoiceField(
        label=_("Rule"), choices=[(n, format_lazy("{}. {}", n, t)) for n, t in RULES.items()]
    )
    reason = TextField(_("Public reason"), min_length=MIN_REASON_LENGTH)
    may_quote = forms.BooleanField(label=_("Publish these words all the same"), required=False)
    note = TextField(_("Note for moderators only"), required=False)
    shown = ShownField()

    def __init__(self, *args: Any, words: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words, self.has_quote = words, False

    def adapt(self, case: Case, *, is_visible: bool, has_author: bool) -> None:
        """Leave out what can't be decided: showing what is visible, sanctions of nobody.

        What nobody reported is published: neither dismissed nor restored.
        """
        field: Any = self.fields["action"]
        labels = PUBLISHING if case.is_unreported and case.held_because else {}
        field.choices = [
            (name, labels.get(name, label))
            for name, label in field.choices
            if not (name == "restore" and (is_visible or labels))
            and (has_author or not (ACTIONS[name].standing or ACTIONS[name].clears))
        ]

    def clean_until(self) -> datetime | None:
        if (day := self.cleaned_data["until"]) is None:
            return None
        until = datetime(day.year, day.month, day.day, tzinfo=UTC)
        if not now() < until <= now() + MAX_SUSPENSION:
            raise forms.ValidationError(_("Choose a date in the next five years."))
        return until

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        action = ACTIONS.get(cleaned.get("action", ""))
        lacks_end = not cleaned.get("until") and "until" not in self.errors
        if action and action.needs_until and lacks_end:
            self.add_error("until", gettext("Choose when the suspension ends."))
        if action and cleaned.get("until") and action.standing not in ("suspended", "limited"):
            text = gettext("Only a suspension or a limit has an end: clear the date.")
            self.add_error("until", text)
        self.has_quote = quotes(cleaned.get("reason", ""), self.words)
        if self.has_quote and action and action.is_sanction and not cleaned["may_quote"]:
            problem = gettext(
                "This repeats what was reported, and anybody can read it in the log for good. Say "
                "it in other words, or tick the box below."
            )
            self.add_error("reason", problem)
        return cleaned

    def chosen(self) -> DecisionInput:
        names = DecisionInput.__dataclass_fields__
        return DecisionInput(**{name: self.cleaned_data[name] for name in names})

    def arguments(self) -> dict[str, Any]:
        return {"chosen": self.chosen(), "shown": self.cleaned_data["shown"]}


class BulkDecisionForm(DecisionForm):
    """The same for several cases at once, about the words that were reported."""

    shown = None  # type: ignore[assignment]

    case = forms.TypedMultipleChoiceField(
        label=_("Cases"),
        coerce=ObjectId,
        error_messages={"required": _("Select at least one case.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = self.data.getlist("case")[:MAX_CASES] if self.is_bound else []  # type: ignore[attr-defined]
        known = [(value, value) for value in sent if ObjectId.is_valid(value)]
        self.fields["case"].choices = known  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return {"case_ids": self.cleaned_data["case"], "chosen": self.chosen()}


class NoteForm(ServiceForm):
    """A note between moderators."""

    text = TextField(_("New note"))


class UndoForm(ServiceForm):
    """Why a decision is undone."""

    reason = TextField(_("Public reason"))
    shown = ShownField()


class AppealForm(ServiceForm):
    """What a member says against a decision."""

    text = TextField(_("Why should the decision change?"))


class AnswerForm(ServiceForm):
    """The answer to an appeal."""

    granted = forms.TypedChoiceField(
        label=_("Answer"),
        coerce=lambda value: value == "yes",
        choices=[("no", _("Uphold the decision")), ("yes", _("Overturn the decision"))],
    )
    answer = TextField(_("Public reason"))
    shown = ShownField()

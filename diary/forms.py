"""Forms of the diary: one press of a button, and an entry."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms import LinesField
from movies.forms import SharedFields, VersionField
from reviews.forms import LimitedTextField, RatingForm

from .documents import (
    MAX_NOTE_LENGTH,
    MAX_TAG_LENGTH,
    MAX_TAGS,
    PRIVATE,
    PUBLIC,
    DiaryEntry,
    EntryContent,
    is_possible_day,
    read_tags,
)

PRIVACY_LABELS = {PUBLIC: _("Everybody"), PRIVATE: _("Only you")}


class ToggleForm(forms.Form):
    """A toggle: `on` is 1 to set and 0 to undo."""

    on = forms.ChoiceField(choices=[("1", "1"), ("0", "0")])
    note = LinesField(required=False, max_length=500)

    @property
    def is_on(self) -> bool:
        return bool(self.cleaned_data["on"] == "1")


class EntryForm(RatingForm):
    """A viewing: its day, if it is known, a rating of that day, tags between commas, a note."""

    day = forms.CharField(required=False)
    rewatch = forms.BooleanField(required=False)
    tags = forms.CharField(required=False)
    note = LimitedTextField(
        MAX_NOTE_LENGTH,
        _("A note can have up to %(limit)s characters. Yours has %(length)s."),
        required=False,
    )
    privacy = forms.ChoiceField(
        choices=list(PRIVACY_LABELS.items()), required=False, initial=PUBLIC
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": "entry_%s", **options})  # beside a review's form

    def clean_day(self) -> str | None:
        day: str = self.cleaned_data["day"].strip()
        if not day:
            return None
        if not is_possible_day(day):
            sentence = gettext("Choose a day from 1888 to today, or leave it empty.")
            raise forms.ValidationError(sentence)
        return day

    def clean_tags(self) -> tuple[str, ...]:
        tags = read_tags(self.cleaned_data["tags"])
        if len(tags) > MAX_TAGS or any(len(tag) > MAX_TAG_LENGTH for tag in tags):
            sentence = gettext("Up to %(tags)s tags of up to %(length)s characters each.")
            raise forms.ValidationError(sentence % {"tags": MAX_TAGS, "length": MAX_TAG_LENGTH})
        return tags

    def content(self) -> EntryContent:
        given = {name: self.cleaned_data[name] for name in EntryForm.base_fields}
        return EntryContent(**{**given, "privacy": given["privacy"] or PUBLIC})


EntryForm.base_fields = SharedFields(EntryForm.base_fields)


class EditEntryForm(EntryForm):
    """The same, with the version of the entry that the member edits."""

    version = VersionField()

    @classmethod
    def of(cls, entry: DiaryEntry) -> "EditEntryForm":
        content = entry.content
        names: dict[str, Any] = {n: getattr(content, n) for n in EntryForm.base_fields}
        return cls(initial={**names, "tags": ", ".join(content.tags), "version": entry.version})

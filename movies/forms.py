"""The filters of the browse page, as a form over the URL's parameters."""

from typing import Any, Self

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mflix_site.text import clean_line

from .search.keys import MAX_LENGTH
from .selection import FIRST_YEAR, LAST_YEAR, MAX_CHOICES, Selection

SORT_LABELS = {
    "popular": _("Popular"), "newest": _("Newest"), "oldest": _("Oldest"), "title": _("Title"),
    "rating": _("Highest rated"), "discussed": _("Most reviewed"),
}  # fmt: skip
OUT_OF_RANGE = {
    "min_value": _("Enter %(limit_value)s or more."),
    "max_value": _("Enter %(limit_value)s or less."),
}


class TextListField(forms.MultipleChoiceField):
    """Several short texts, which need not exist in the database."""

    def valid_value(self, value: str) -> bool:
        return len(value) <= 80

    def clean(self, value: Any) -> Any:
        """Return a tuple of cleaned texts, the first twenty."""
        cleaned = super().clean(value)
        return tuple(dict.fromkeys(filter(None, map(clean_line, cleaned))))[:MAX_CHOICES]


class SingleLineField(forms.CharField):
    """A cleaned text on one line; characters that cannot be stored are removed, not refused."""

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")


class VersionField(forms.IntegerField):
    """The version of what a form edits; 0, which is no version of anything, where none is sent."""

    def clean(self, value: Any) -> int:
        try:
            return int(super().clean(value))
        except forms.ValidationError:
            return 0


def _number_field(low: int, high: int) -> forms.IntegerField:
    return forms.IntegerField(
        min_value=low, max_value=high, required=False, error_messages=OUT_OF_RANGE
    )


class SharedFields(dict[str, forms.Field]):
    """Fields that no instance of a form changes: copying them is what a form costs most."""

    def __deepcopy__(self, memo: Any) -> Self:
        return self


class BrowseForm(forms.Form):
    """All filters of the browse page; its field names are those of `Selection`."""

    q = SingleLineField(required=False, max_length=MAX_LENGTH, label=_("Search"))
    genre = TextListField(required=False)
    country = TextListField(required=False)
    language = TextListField(required=False)
    rated = TextListField(required=False)
    not_genre = TextListField(required=False)
    not_country = TextListField(required=False)
    not_language = TextListField(required=False)
    not_rated = TextListField(required=False)
    year_min = _number_field(FIRST_YEAR, LAST_YEAR)
    year_max = _number_field(FIRST_YEAR, LAST_YEAR)
    runtime_min = _number_field(0, 100_000)
    runtime_max = _number_field(0, 100_000)
    rating_min = _number_field(1, 100)
    person = SingleLineField(required=False, max_length=200, label=_("Cast or crew"))
    exact = forms.BooleanField(required=False)
    hide_reviewed = forms.BooleanField(required=False)
    sort = forms.ChoiceField(choices=list(SORT_LABELS.items()), required=False)

    def full_clean(self) -> None:
        """Clean the fields that were sent: most are not, and there are many."""
        fields, self.fields = self.fields, {n: f for n, f in self.fields.items() if n in self.data}
        super().full_clean()
        self.fields = fields

    def clean(self) -> dict[str, Any]:
        """Reject a range that ends before it begins."""
        cleaned = super().clean() or {}
        for name in ("year", "runtime"):
            low, high = cleaned.get(f"{name}_min"), cleaned.get(f"{name}_max")
            if low is not None and high is not None and low > high:
                self.add_error(f"{name}_max", gettext("Choose an end that isn't before the start."))
        return self.cleaned_data

    def selection(self) -> Selection:
        """Return the selection; an invalid field has an error and does not filter."""
        self.is_valid()
        values = {k: v for k, v in self.cleaned_data.items() if v not in ("", None, ())}
        values.pop("hide_reviewed", None)
        return Selection(**values)


BrowseForm.base_fields = SharedFields(BrowseForm.base_fields)

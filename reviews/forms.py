"""Forms to write and edit a review."""

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from mflix_site.errors import LazyText
from mflix_site.text import clean_text
from movies.forms import SharedFields, VersionField

from .documents import MAX_TEXT_LENGTH, Review, ReviewContent

INVALID_RATING = gettext_lazy("Choose a rating from 1 to 100, or leave it empty.")


class LimitedTextField(forms.CharField):
    """A text that is cleaned before its length is checked; `sentence` names limit and length."""

    def __init__(self, limit: int, sentence: LazyText, **options: Any) -> None:
        super().__init__(**options)
        self.limit, self.sentence = limit, sentence

    def clean(self, value: Any) -> str:
        text = clean_text(super().clean(value))
        if len(text) > self.limit:
            lengths = {"limit": f"{self.limit:,}", "length": f"{len(text):,}"}
            raise forms.ValidationError(self.sentence % lengths)
        return text


class RatingForm(forms.Form):
    """A rating from 1 to 100, or none."""

    rating = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=100,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), INVALID_RATING),
    )


class ReviewForm(RatingForm):
    """A text, a rating from 1 to 100, or both; and whether the text has spoilers."""

    text = LimitedTextField(
        MAX_TEXT_LENGTH,
        gettext_lazy("A review can have up to %(limit)s characters. Yours has %(length)s."),
        required=False,
    )
    spoiler = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("text") and cleaned.get("rating") is None:
            raise forms.ValidationError(gettext("Choose a rating, write something, or do both."))
        if not cleaned.get("text"):
            cleaned["spoiler"] = False  # stars alone give nothing away
        return cleaned

    def content(self) -> ReviewContent:
        cleaned = self.cleaned_data
        return ReviewContent(cleaned["text"], cleaned["rating"], cleaned["spoiler"])


RatingForm.base_fields = SharedFields(RatingForm.base_fields)
ReviewForm.base_fields = SharedFields(ReviewForm.base_fields)


class EditReviewForm(ReviewForm):
    """The same, with the version of the review that the member edits."""

    version = VersionField()

    @classmethod
    def of(cls, review: Review) -> "EditReviewForm":
        return cls(initial={name: getattr(review, name) for name in cls.base_fields})

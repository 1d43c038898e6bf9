"""What a member says of a film, as a form."""

from typing import Any

from django import forms

from mflix_site.text import clean_text

from .documents import LONGEST, Review
from .services import ReviewContent


class ReviewForm(forms.Form):
    """A text, a rating from 1 to 100, or both; a switch for spoilers."""

    text = forms.CharField(
        label="Your review",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": LONGEST}),
    )
    rating = forms.IntegerField(
        label="Your rating",
        required=False,
        min_value=1,
        max_value=100,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            "A rating is a whole number from 1 to 100, or nothing.",
        ),
    )
    spoiler = forms.BooleanField(label="It gives the story away: fold it", required=False)

    def clean_text(self) -> str:
        """Give the text cleaned; one that is too long is refused with its length."""
        text = clean_text(self.cleaned_data["text"])
        if len(text) > LONGEST:
            raise forms.ValidationError(
                f"A review has {LONGEST:,} characters at most; this one has {len(text):,}."
            )
        return text

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("text") and cleaned.get("rating") is None:
            raise forms.ValidationError("Give a rating, write something, or both.")
        if not cleaned.get("text"):
            cleaned["spoiler"] = False  # stars alone give nothing away
        return cleaned

    def words(self) -> ReviewContent:
        """Give what was said."""
        given = self.cleaned_data
        return ReviewContent(given["text"], given["rating"], given["spoiler"])


class EditReviewForm(ReviewForm):
    """The same, with the version that the member saw when opening it."""

    version = forms.IntegerField(
        required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput
    )

    @classmethod
    def of(cls, review: Review) -> "EditReviewForm":
        """Give the form filled with what a review says."""
        return cls(
            initial={
                "text": review.text,
                "rating": review.rating,
                "spoiler": review.spoiler,
                "version": review.version,
            }
        )

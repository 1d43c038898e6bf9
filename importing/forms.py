"""Forms of imports: which parts of one come in, and the film that a row means."""

from typing import Any

from bson import ObjectId
from django import forms
from django.utils.translation import gettext_lazy as _

from movies.queries import find_film_by_title

from .documents import PARTS, Options

PART_LABELS = {
    **{"diary": _("Diary"), "ratings": _("Ratings"), "reviews": _("Reviews")},
    **{"watched": _("Films watched without a date"), "likes": _("Films you like")},
    **{"watchlist": _("Watchlist"), "lists": _("Lists")},
}
PRIVACY_LABELS = {"public": _("Everybody"), "private": _("Only you")}


class OptionsForm(forms.Form):
    """What to bring in; without a choice of parts, everything."""

    parts = forms.MultipleChoiceField(
        choices=list(PART_LABELS.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    overwrite = forms.BooleanField(required=False)
    privacy = forms.ChoiceField(
        choices=list(PRIVACY_LABELS.items()), required=False, widget=forms.RadioSelect
    )

    def options(self) -> Options:
        cleaned = self.cleaned_data
        parts = tuple(part for part in PARTS if part in (cleaned["parts"] or PARTS))
        return Options(parts, cleaned["overwrite"], cleaned["privacy"] or "public")


class ChoiceForm(forms.Form):
    """The film that a row means: its id, a title, or nothing for none of these."""

    file = forms.CharField(max_length=300, strip=False)
    row = forms.IntegerField(min_value=1, max_value=10**9)
    film = forms.CharField(required=False, max_length=200)

    def clean_film(self) -> ObjectId | None:
        typed: str = self.cleaned_data["film"].strip()
        if not typed:
            return None
        if ObjectId.is_valid(typed):
            return ObjectId(typed)
        movie_id, meant = find_film_by_title(typed)
        if movie_id is None:
            sentence = _("There's no film called “%(title)s” here. Check the spelling.")
            raise forms.ValidationError(sentence, params={"title": meant or typed})
        return movie_id

    def sentence(self) -> str:
        errors: dict[str, Any] = self.errors
        return str(next(iter(errors.values()))[0])

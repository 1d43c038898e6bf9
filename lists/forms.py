"""Forms of lists: their details, the order and notes of their films, titles to add, an editor."""

import re
from typing import Any

from bson import ObjectId
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mflix_site.text import clean_line, clean_text
from movies.forms import BrowseForm, VersionField
from reviews.forms import LimitedTextField

from . import documents
from .documents import PUBLIC, FilmList, ListDetails
from .errors import ListFull
from .ordering import Arrangement
from .rating_filters import ratings_out_of_100

PRIVACY_LABELS = {
    PUBLIC: _("Public: anybody can find it"),
    documents.LINK: _("By link: only people you send its secret link to"),
    documents.PRIVATE: _("Private: only you, and those you invite to edit it"),
}
TOO_LONG = _("This can have up to %(limit)s characters. Yours has %(length)s.")
UNUSABLE = _(
    "The page of films can't use %(part)s. Choose other filters there, then paste that page's "
    "address here."
)
OBJECT_ID = re.compile(r"[0-9a-f]{24}")
MAX_PASTED, MAX_LINES = 20_000, 100
# What a search may have that is of one reader, or of one page.
NOT_OF_A_LIST = ("page", "hide_reviewed", "all_ratings", "csrfmiddlewaretoken")


class RepeatedField(forms.Field):
    """All values of a name that may be sent several times, as a list of texts."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[str]:
        return [str(one) for one in value or ()]


class FilmsForm(forms.Form):
    """The films of a list in their order, each with a note and a number, and those to remove.

    `films`, `notes` and `numbers` are parallel. `part` says that they are a part of the list,
    from the number `start`.
    """

    films = RepeatedField(required=False)
    notes = RepeatedField(required=False)
    numbers = RepeatedField(required=False)
    remove = RepeatedField(required=False)
    part = forms.BooleanField(required=False)
    start = forms.IntegerField(required=False, min_value=1, max_value=documents.MAX_ENTRIES)
    version = VersionField()

    def clean_films(self) -> list[ObjectId]:
        return _read_ids(self.cleaned_data["films"])

    def clean_remove(self) -> list[ObjectId]:
        return _read_ids(self.cleaned_data["remove"])

    def clean_notes(self) -> list[str]:
        notes = [clean_text(note) for note in self.cleaned_data["notes"]]
        if any(len(note) > documents.MAX_NOTE for note in notes):
            raise forms.ValidationError(gettext("A note can have up to 1,000 characters."))
        return notes

    def clean_numbers(self) -> list[int | None]:
        texts = [text.strip() for text in self.cleaned_data["numbers"]]
        if any(text and not (text.isascii() and text.isdigit()) for text in texts):
            raise forms.ValidationError(gettext("Number the films with whole numbers from 1."))
        return [min(int(text[:9]), documents.MAX_ENTRIES) if text else None for text in texts]

    def arrangement(self) -> Arrangement:
        """Return the order that the form asks for; only numbers that were changed move a film."""
        given = self.cleaned_data
        films, start = given["films"], given["start"] or 1
        numbers = zip(films, enumerate(given["numbers"], start), strict=False)
        return Arrangement(
            films=tuple(films),
            notes=dict(zip(films, given["notes"], strict=False)),
            numbers={id: new for id, (old, new) in numbers if new is not None and new != old},
            removed=frozenset(given["remove"]),
            is_complete=not given["part"],
        )


def _read_ids(values: list[str]) -> list[ObjectId]:
    texts = [text for value in values for text in re.split(r"[\s,]+", value) if text]
    if not all(OBJECT_ID.fullmatch(text) for text in texts):
        raise forms.ValidationError(gettext("One of these isn't a film of the catalogue."))
    if len(texts) > documents.MAX_ENTRIES:
        raise forms.ValidationError(str(ListFull.sentence))
    return [ObjectId(text) for text in texts]


class ListForm(FilmsForm):
    """A list's details, and its films."""

    title = LimitedTextField(documents.MAX_TITLE, TOO_LONG, label=_("Title"))
    description = LimitedTextField(
        documents.MAX_DESCRIPTION, TOO_LONG, label=_("Description"), required=False
    )
    ranked = forms.BooleanField(label=_("Ranked"), required=False)
    privacy = forms.ChoiceField(
        label=_("Who can see it"), choices=list(PRIVACY_LABELS.items()), required=False
    )
    tags = forms.CharField(label=_("Tags"), required=False)
    smart = forms.CharField(label=_("Address of a search"), required=False, max_length=4_000)

    def __init__(self, *args: Any, rating_scale: int = 100, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rating_scale = rating_scale

    @classmethod
    def of(cls, film_list: FilmList) -> "ListForm":
        details = film_list.details
        initial = {name: getattr(details, name) for name in ("title", "description", "ranked")}
        tags = ", ".join(details.tags)
        own = {"privacy": details.privacy, "smart": details.smart, "version": film_list.version}
        return cls(initial={**initial, **own, "tags": tags})

    def clean_title(self) -> str:
        title = clean_line(self.cleaned_data["title"])
        if not any(character.isalnum() for character in title):
            raise forms.ValidationError(gettext("Choose a title with a letter or a digit in it."))
        return title

    def clean_tags(self) -> tuple[str, ...]:
        tags = documents.read_tags(self.cleaned_data["tags"])
        if len(tags) > documents.MAX_TAGS or any(len(tag) > documents.MAX_TAG for tag in tags):
            raise forms.ValidationError(
                gettext("A list can have up to 20 tags, of up to 50 characters each.")
            )
        return tags

    def clean_smart(self) -> str:
        """Return the search's query with its ratings out of 100; one that is stored stays as it is.

        Refuse what the page of films refuses: it would be a list of other films.
        """
        address = str(self.cleaned_data["smart"]).strip()
        if address in ("", self.initial.get("smart")):
            return address
        query = search_query(address)
        if "q" in query:
            query["q"] = ratings_out_of_100(str(query["q"]), self.rating_scale)
        search = BrowseForm(query)
        if name := next(iter(search.errors), ""):
            part = {"part": f"{name}={query[name]}"}
            raise forms.ValidationError(UNUSABLE, params=part)
        if search.selection().is_everything and not query.get("sort"):
            sentence = gettext(
                "Choose some filters on the page of films, then paste that page's address here."
            )
            raise forms.ValidationError(sentence)
        return query.urlencode()

    def details(self, privacy: str = PUBLIC) -> ListDetails:
        """Return the details; `privacy` is that of a form which does not say it."""
        given = self.cleaned_data
        names = ("title", "description", "ranked", "tags", "smart")
        values = {name: given[name] for name in names}
        return ListDetails(**values, privacy=given["privacy"] or privacy)


def search_query(address: str) -> QueryDict:
    """Return the query of a browse page's address, without what is of one reader or page."""
    text = clean_line(address)
    address_query = text.partition("?")[2].partition("#")[0]
    query = QueryDict(address_query if "?" in text else text, mutable=True)
    for name in [*query]:
        if (
            name in NOT_OF_A_LIST
            or name not in BrowseForm.base_fields
            or not any(query.getlist(name))
        ):
            del query[name]
    return query


class PasteForm(forms.Form):
    """Titles of films, one a line."""

    titles = forms.CharField(label=_("Titles, one per line"))

    def clean_titles(self) -> list[str]:
        text = clean_text(self.cleaned_data["titles"])
        lines = [line for line in map(clean_line, text.split("\n")) if line]
        if len(text) > MAX_PASTED or len(lines) > MAX_LINES:
            raise forms.ValidationError(gettext("Paste up to 100 titles at a time."))
        return lines


class InviteForm(forms.Form):
    """The handle of a member to invite."""

    handle = forms.CharField(label=_("Member's handle"), max_length=41)

    def clean_handle(self) -> str:
        handle = clean_line(self.cleaned_data["handle"]).removeprefix("@")
        if not re.fullmatch(r"[A-Za-z0-9_]{1,40}", handle):
            raise forms.ValidationError(gettext("Enter a handle, such as @ann."))
        return handle

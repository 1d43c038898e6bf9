"""Errors of the diary, with the sentence that a person reads."""

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mflix_site.errors import Conflict, EditConflict, Forbidden, NotFound

from .documents import FilmState


class EntryNotFound(NotFound):
    sentence = gettext_lazy("We can't find this diary entry. It may have been deleted.")


class NotYourEntry(Forbidden):
    sentence = gettext_lazy("This is in somebody else's diary. Only they can change it.")


class EntryEditConflict(EditConflict):
    sentence = gettext_lazy(
        "This entry has been saved somewhere else since you opened it. Both versions are below: "
        "save again to keep yours."
    )


class StillWatched(Conflict):
    """A rating, a review or diary entries show that a member has seen a film."""

    def __init__(self, state: FilmState) -> None:
        entries = ngettext("%(n)s diary entry", "%(n)s diary entries", state.viewings)
        evidence = (
            (state.rating is not None, _("your rating")),
            (state.has_text, _("your review")),
            (state.viewings, entries % {"n": state.viewings}),
        )
        held_by = [words for is_there, words in evidence if is_there]
        sentence = ngettext(
            "This film stays watched because of %(these)s. Delete that first.",
            "This film stays watched because of %(these)s. Delete those first.",
            max(state.viewings, len(held_by)),
        )
        if held_by == [_("your rating")]:
            sentence = _("This film stays watched because of %(these)s. Clear your rating first.")
        super().__init__(sentence % {"these": get_text_list(held_by, _("and"))})


class FilmsArePrivate(Forbidden):
    sentence = gettext_lazy("This member keeps these films to themselves.")

"""Errors of lists, with the sentence that a person reads."""

from django.utils.translation import gettext_lazy as _

from mflix_site.errors import Conflict, EditConflict, Forbidden, NotFound


class ListNotFound(NotFound):
    sentence = _("We can't find this list. It may be private, or it may have been deleted.")


class NotYourList(Forbidden):
    sentence = _(
        "This is somebody else's list. Only its owner, and those they invite, can edit it."
    )


class NotYourEntry(Forbidden):
    sentence = _(
        "Only the list's owner, or whoever added a film, can remove it or change its note."
    )


class ListEditConflict(EditConflict):
    sentence = _(
        "This list has been saved somewhere else since you opened it. Your changes are below: save "
        "again to apply them."
    )


class ListFull(Conflict):
    sentence = _("A list can have up to 5,000 films. Remove some first, or start another list.")


class IsSmartList(Conflict):
    sentence = _("This list follows a search, so films can't be added to it by hand.")


class AlreadyInvited(Conflict):
    sentence = _("This member has already been invited.")


class TooManyEditors(Conflict):
    sentence = _("A list can have up to 20 editors. Remove one first.")


class OwnerInvited(Conflict):
    sentence = _("This is your list, so you don't need an invitation.")

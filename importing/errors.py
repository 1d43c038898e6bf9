"""Errors of imports, with the sentence that a person reads."""

from django.utils.translation import gettext_lazy as _

from mflix_site.errors import Conflict, NotFound


class ImportNotFound(NotFound):
    sentence = _(
        "We can't find this import. We keep imports for thirty days, but only the last three "
        "you haven't started."
    )


class RowNotFound(NotFound):
    sentence = _("This import has no such row.")


class NotNow(Conflict):
    """The import is in a state in which this cannot be done."""

    sentence = _("That can't be done with this import at the moment. Reload the page to see why.")


class RowIsImported(Conflict):
    sentence = _("That row has been imported. Change the film on your own pages, or undo it all.")


class UndoIsOver(Conflict):
    sentence = _("An import can be undone for thirty days, and that time has passed.")

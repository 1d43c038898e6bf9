"""Errors about films, with the sentence a person reads."""

from django.utils.translation import gettext_lazy as _

from mflix_site.errors import Conflict, NotFound


class MovieNotFound(NotFound):
    sentence = _("We can't find this film. It may have been removed.")


class PersonNotFound(NotFound):
    sentence = _("None of our films credit this person.")


class RevisionNotFound(NotFound):
    sentence = _("We can't find this version in the film's history.")


class FilmEditConflict(Conflict):
    sentence = _(
        "Somebody else has saved this film since you opened it. Their version is shown beside "
        "yours: save again to keep yours."
    )


class SameFilm(Conflict):
    sentence = _("That's the same film. Choose another.")

"""Errors about films, with the sentence a person reads."""

from django.utils.translation import gettext_lazy as _

from mflix_site.errors import Conflict, NotFound


class MovieNotFound(NotFound):
    """No film has this id."""

    sentence = _("We can't find this film. It may have been removed.")


class PersonNotFound(NotFound):
    """No film names this person."""

    sentence = _("None of our films credit this person.")


class RevisionNotFound(NotFound):
    """A film's history has no such version."""

    sentence = _("We can't find this version in the film's history.")


class FilmEditConflict(Conflict):
    """Somebody saved the film since this form was opened."""

    sentence = _(
        "Somebody else saved this film since you opened it. Their version is shown beside yours: "
        "save again to keep yours."
    )


class SameFilm(Conflict):
    """A film cannot be merged with itself."""

    sentence = _("These are the same entry. Choose another film.")

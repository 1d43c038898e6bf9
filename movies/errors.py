"""Errors about films, with the sentence a person reads."""

from mflix_site.errors import Conflict, NotFound


class MovieNotFound(NotFound):
    """No film has this id."""

    sentence = "We have no film at this address."


class PersonNotFound(NotFound):
    """No film names this person."""

    sentence = "None of our films names this person."


class RevisionNotFound(NotFound):
    """A film's history has no such version."""

    sentence = "This film's history has no such version."


class FilmEditConflict(Conflict):
    """Somebody saved the film since this form was opened."""

    sentence = (
        "Somebody saved this film since you opened it. What they saved is shown beside what you "
        "wrote: save again to keep yours."
    )


class SameFilm(Conflict):
    """A film cannot be merged with itself."""

    sentence = "These are one and the same entry: choose another one."

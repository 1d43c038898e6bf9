"""Errors about films, with the sentence a person reads."""

from mflix_site.errors import Conflict, NotFound


class MovieNotFound(NotFound):
    sentence = "We have no film at this address."


class PersonNotFound(NotFound):
    sentence = "None of our films names this person."


class RevisionNotFound(NotFound):
    sentence = "This film's history has no such version."


class FilmEditConflict(Conflict):
    sentence = (
        "Somebody saved this film since you opened it. What they saved is shown beside what you "
        "wrote: save again to keep yours."
    )


class SameFilm(Conflict):
    sentence = "These are one and the same entry: choose another one."

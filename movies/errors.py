"""What can go wrong with films, in words."""

from mflix_site.errors import NotFound


class MovieNotFound(NotFound):
    """No film has this id."""

    sentence = "We have no film at this address."


class PersonNotFound(NotFound):
    """No film names this person."""

    sentence = "None of our films names this person."

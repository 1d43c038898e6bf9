"""Films and filters that an admin's client sends as JSON, checked by the site's own form."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from bson import ObjectId
from django.utils.translation import gettext as _

from administration.forms import FilmForm
from mflix_site.text import clean_line
from movies.film_facts import FilmFacts

from .responses import Refusal

NUMBERS = ("year", "runtime")
TEXTS = ("title", "plot", "fullplot", "rated", "poster")
LISTS = ("genres", "directors", "writers", "cast", "countries", "languages")
WRITABLE = (*TEXTS, *NUMBERS, *LISTS)
MAX_BATCH = 100
# The public log shows it beside what was done.
REASON = "Through a client of the API."


def read_facts(sent: Any, before: FilmFacts) -> FilmFacts:
    """Return a film's facts with those that were sent; raise Refusal for what cannot be one."""
    values = sent if isinstance(sent, Mapping) else {}
    changes = {name: values[name] for name in WRITABLE if values.get(name) is not None}
    if not changes:
        raise Refusal(400, "NO_UPDATE_DATA", _("Send at least one of a film's facts."))
    data = {name: _as_entered(name, value) for name, value in changes.items()}
    form = FilmForm({**data, "reason": REASON}, initial=asdict(before))
    for name, errors in form.errors.items():
        if name in changes or (name == "title" and not before.title):
            raise _unusable(name, str(errors[0]))
    return replace(before, **{name: form.cleaned_data[name] for name in changes})


def _as_entered(name: str, value: Any) -> Any:
    """Return a value of JSON as somebody would enter it into the form."""
    if name in LISTS:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise _unusable(name, _("Send a list of texts."))
        return "\n".join(map(clean_line, value))
    if isinstance(value, bool) or not isinstance(value, int if name in NUMBERS else str):
        raise _unusable(name, _("Send a whole number.") if name in NUMBERS else _("Send text."))
    return value


def _unusable(name: str, sentence: str) -> Refusal:
    return Refusal(400, "INVALID_FIELD", f"{name}: {sentence}")


def read_batch(sent: Any) -> Sequence[FilmFacts]:
    """Return the facts of the films of a list, at most `MAX_BATCH`."""
    if not isinstance(sent, list) or not sent:
        raise Refusal(400, "EMPTY_REQUEST", _("Send a list of films."))
    _check_size(sent)
    return [read_facts(film, FilmFacts("")) for film in sent]


def read_filter(sent: Mapping[str, Any]) -> Sequence[ObjectId]:
    """Return the ids of `{"filter": {"_id": {"$in": […]}}}`, the one filter that is taken."""
    filter_ = sent.get("filter")
    if not filter_:
        raise Refusal(400, "MISSING_FILTER", _("Name the films by their ids."))
    match filter_:
        case {"_id": {"$in": list(ids), **others}, **options} if ids and not (others or options):
            _check_size(ids)
            return list(dict.fromkeys(map(read_id, ids)))
    raise Refusal(400, "INVALID_FILTER", _("Films can only be chosen by a list of ids."))


def read_id(sent: Any) -> ObjectId:
    """Return an id of a film; raise Refusal for what is none."""
    if not (isinstance(sent, str) and len(sent) == 24 and ObjectId.is_valid(sent)):
        raise Refusal(400, "INVALID_OBJECT_ID", _("This isn't the id of a film."))
    return ObjectId(sent)


def _check_size(films: Sequence[Any]) -> None:
    if len(films) > MAX_BATCH:
        sentence = _("Send up to %(number)s films at once.") % {"number": MAX_BATCH}
        raise Refusal(400, "TOO_MANY_FILMS", sentence)

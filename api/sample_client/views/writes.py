"""Changes of the catalogue: refused but for an admin's token, and then logged as on the site."""

from contextlib import suppress
from typing import Any

from bson import ObjectId
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.access_tokens import find_member_by_token
from accounts.documents import Member
from accounts.permissions import has_permission
from administration.films import add_film, delete_film, edit_film
from moderation.errors import NothingToDo
from movies.editing import document_version
from movies.errors import MovieNotFound
from movies.film_documents import get_public_film
from movies.film_facts import FilmFacts
from movies.queries import get_film_document

from ...films import film_json
from ...requests import bearer_token, json_body, json_value
from ..forms import REASON, read_batch, read_facts, read_filter, read_id
from ..responses import Refusal, answer


def add(request: HttpRequest) -> HttpResponse:
    admin = _permitted(request, "add-film")
    facts = read_facts(json_body(request), FilmFacts(""))
    movie_id = add_film(admin=admin, facts=facts, reason=REASON)
    return answer(film_json(get_public_film(movie_id)), status=201)


def add_batch(request: HttpRequest) -> HttpResponse:
    """Add films one by one, after all of them were checked."""
    admin = _permitted(request, "add-film")
    films = read_batch(json_value(request))
    ids = [str(add_film(admin=admin, facts=facts, reason=REASON)) for facts in films]
    return answer({"insertedCount": len(ids), "insertedIds": ids}, status=201)


def edit(request: HttpRequest, film_id: str) -> HttpResponse:
    admin, movie_id = _permitted(request, "edit-film"), read_id(film_id)
    _edit(admin, movie_id, json_body(request))
    return answer(film_json(get_public_film(movie_id)))


def edit_batch(request: HttpRequest) -> HttpResponse:
    admin, sent = _permitted(request, "edit-film"), json_body(request)
    ids, update = read_filter(sent), sent.get("update")
    read_facts(update, FilmFacts("A title"))  # before any film changes
    changed = []
    for movie_id in ids:
        with suppress(MovieNotFound):
            changed.append(_edit(admin, movie_id, update))
    return answer({"matchedCount": len(changed), "modifiedCount": sum(changed)})


def delete(request: HttpRequest, film_id: str) -> HttpResponse:
    admin, movie_id = _permitted(request, "delete-film"), read_id(film_id)
    delete_film(admin=admin, movie_id=movie_id, reason=REASON)
    return answer({"deletedCount": 1})


def delete_batch(request: HttpRequest) -> HttpResponse:
    admin, deleted = _permitted(request, "delete-film"), 0
    for movie_id in read_filter(json_body(request)):
        with suppress(MovieNotFound):
            delete_film(admin=admin, movie_id=movie_id, reason=REASON)
            deleted += 1
    return answer({"deletedCount": deleted})


def _permitted(request: HttpRequest, action: str) -> Member:
    """Return the admin whose token a request has; raise Refusal, with what the client shows."""
    member = find_member_by_token(bearer_token(request))
    if member is None or not has_permission(member, action):
        raise Refusal(403, "FORBIDDEN", _("Only this site's admins can change its films."))
    return member


def _edit(admin: Member, movie_id: ObjectId, sent: Any) -> bool:
    """Set facts of a film; return whether any differed."""
    doc = get_film_document(movie_id)
    facts, version = read_facts(sent, FilmFacts.from_doc(doc)), document_version(doc)
    with suppress(NothingToDo):
        edit_film(admin=admin, movie_id=movie_id, facts=facts, version=version, reason=REASON)
        return True
    return False

"""How the diary answers: with JSON, or a message on the page that a form was sent from."""

import re

from bson import ObjectId
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.requests import MemberRequest
from mflix_site.web.requests import safe_next_url

from .documents import FilmState
from .queries import get_state

ONLY_POST = re.compile(r"/movies/[0-9a-f]{24}/(?:watched|want|like|rate|log|reviews)/$")


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").partition(",")[0].strip() == "application/json"


def return_path(request: HttpRequest, movie_id: object) -> str:
    """Return where a form leads: its `next`, else the page of this site it was on, else the film.

    Without a fragment: the message is at the top.
    """
    referrer = request.headers.get("Referer", "").partition("#")[0]
    page = referrer.removeprefix(f"{request.scheme}://{request.get_host()}")
    is_page = page.startswith("/") and not ONLY_POST.search(page.partition("?")[0])
    film = reverse("movie", args=[movie_id])
    return safe_next_url(request, page if is_page else film).partition("#")[0]


def state_fields(state: FilmState) -> dict[str, object]:
    """Return the state of a film as JSON has it."""
    return {
        "watched": state.watched,
        "rating": state.rating,
        "liked": state.liked,
        "wanted": state.wanted,
        "reviewed": state.has_text,
        "viewings": state.viewings,
        "last_day": state.last_day,
    }


def state_response(
    request: MemberRequest, movie_id: ObjectId, done: str, button: str = ""
) -> HttpResponse:
    """Return the film's state if JSON is asked for, else a redirect with a message.

    `button` is what the message's button says, its path, and the value of `on`, between bars.
    """
    if wants_json(request):
        state = get_state(request.member.id, movie_id)
        return JsonResponse({**state_fields(state), "message": str(done)})
    messages.success(request, done, extra_tags=button)
    return redirect(return_path(request, movie_id))


def invalid_press(request: HttpRequest) -> HttpResponse | None:
    """Return that a press was invalid as JSON if that is asked for, else None: show the film."""
    error = {"error": _("Reload the page and press it again.")}
    return JsonResponse(error, status=422) if wants_json(request) else None


def refusal(
    request: MemberRequest, movie_id: ObjectId, sentence: str, status: int = 409
) -> HttpResponse:
    """Return why something was not done: as JSON, or as a message on the page it came from."""
    if wants_json(request):
        return JsonResponse({"error": sentence}, status=status)
    messages.error(request, sentence)
    return redirect(return_path(request, movie_id))

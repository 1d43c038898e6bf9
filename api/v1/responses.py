"""Errors as the course's client reads them."""

from django.http import HttpRequest, HttpResponse

from api.responses import json_response, sentence_for

# The client shows errors of these alone, and only the texts of an object.
SHOWN = ("/api/v1/user/register", "/api/v1/user/login")
# The client draws what `movie` is, whatever the status: without it the page goes blank.
FILM = "/api/v1/movies/id/"


def v1_error(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """Return `{"error": …}`: the sentence, or for the forms of the client one beside a field."""
    text = sentence_for(status, sentence)
    if request.path_info.startswith(FILM):
        return json_response({"error": text, "movie": {"title": text}}, status)
    shown = request.path_info in SHOWN and status != 401
    return json_response({"error": {"email": text} if shown else text}, status)

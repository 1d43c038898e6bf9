"""Members, comments and errors as the course's client reads them: never an e-mail address."""

from collections.abc import Iterable

from bson import ObjectId
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.documents import Member
from accounts.permissions import has_permission
from accounts.preferences import get_api_preferences
from api.films import Json, format_date
from api.responses import json_response, sentence_for
from mflix_site.caching import cached, size_when_decoded
from mflix_site.text import read_bson
from reviews.documents import Review

SPOILER_HINT = _("This review contains spoilers. Read it on the film's page of the site.")
ALIAS_DIGITS = 24
# Only for these paths the client shows errors, which must be the values of an object.
SHOWN = ("/api/v1/user/register", "/api/v1/user/login")
# The client renders `movie` whatever the status is: without it the page stays blank.
FILM = "/api/v1/movies/id/"


def v1_error(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """Return `{"error": …}`: the sentence, or for the forms of the client one beside a field."""
    text = sentence_for(status, sentence)
    if request.path_info.startswith(FILM):
        return json_response({"error": text, "movie": {"title": text}}, status)
    shown = request.path_info in SHOWN and status != 401
    return json_response({"error": {"email": text} if shown else text}, status)


def alias_of(key: ObjectId | str) -> str:
    """Return an alias for an e-mail address: always the same for a member, and meaningless."""
    digest = salted_hmac("mflix.api.alias", str(key), algorithm="sha256").hexdigest()
    return f"m-{digest[:ALIAS_DIGITS]}@members.invalid"


def member_info(member: Member) -> Json:
    """Return a member's own account for a client."""
    return {
        "name": member.name,
        "email": alias_of(member.id),
        "isAdmin": has_permission(member, "dashboard"),
        "preferences": get_api_preferences(member.id),
    }


def comment_json(review: Review, reader: Member | None = None) -> Json:
    """Return a review as a comment; one with spoilers without its text, except for its author."""
    is_own = reader is not None and review.author_id == reader.id
    return {
        "_id": review.id,
        "movie_id": review.movie_id,
        "name": review.author_name,
        "email": alias_of(review.author_id or f"review {review.id}"),
        "text": str(SPOILER_HINT) if review.spoiler and not is_own else review.text,
        "date": format_date(review.date),
    }


def read_comment(raw: bytes) -> Review:
    return Review.from_doc(read_bson(raw))


@cached(3_000_000, size_when_decoded)
def comment_for_visitors(raw: bytes) -> Json:
    """Return a comment; the same bytes are read once, and nobody changes it."""
    return comment_json(read_comment(raw))


def comments_for_author(
    raws: Iterable[bytes], author: Member, written: Review | None = None
) -> list[Json]:
    """Return a film's comments, first the one just written, also where it is held."""
    first = [written] if written else []
    others = [one for one in map(read_comment, raws) if not written or one.id != written.id]
    return [comment_json(review, author) for review in (*first, *others)]

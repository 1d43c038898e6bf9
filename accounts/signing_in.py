"""From a request to the member who made it, and back: the web's side of sessions."""

from bson import ObjectId
from bson.errors import InvalidId
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from .documents import Member
from .queries import find_member
from .sessions import MEMBER_KEY

EPOCH_KEY = "epoch"


def sign_in(request: HttpRequest, member: Member) -> None:
    """Begin a session for a member, under a new token, and a new CSRF token with it."""
    request.session.flush()
    request.session[MEMBER_KEY] = str(member.id)
    request.session[EPOCH_KEY] = member.session_epoch
    rotate_token(request)


def sign_out(request: HttpRequest) -> None:
    """End the session, here and in the database."""
    request.session.flush()
    rotate_token(request)


def signed_in_member(request: HttpRequest) -> Member | None:
    """Give the member of this session; None where it was begun before the member's epoch rose."""
    try:
        member_id = ObjectId(request.session.get(MEMBER_KEY) or "")
    except InvalidId:
        return None
    member = find_member(member_id)
    if member is None or request.session.get(EPOCH_KEY) != member.session_epoch:
        return None
    return member

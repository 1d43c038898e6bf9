"""Who calls: the holder of a personal access token, or nobody; never a cookie."""

from dataclasses import dataclass
from hashlib import sha256
from typing import cast

from django.http import HttpRequest

from accounts.access_tokens import AccessToken, find_token_holder
from accounts.documents import Member
from accounts.rate_limits import RateLimit, check_rate_limit
from accounts.requests import Viewer, client_ip
from api.v2.errors import InsufficientScope, InvalidToken, Unauthenticated
from diary.requests import viewer_for


@dataclass(frozen=True, slots=True)
class Caller:
    """A member, and the token that acts for them."""

    token: AccessToken
    member: Member


class ApiRequest(HttpRequest):
    """A request that `identify` has seen; for annotations only."""

    caller: Caller | None
    rate_limit: RateLimit | None


def identify(request: HttpRequest) -> Caller | None:
    """Set `caller` and `rate_limit` of a request; raise InvalidToken or TooOften."""
    seen = cast(ApiRequest, request)
    seen.caller = seen.rate_limit = None
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    holder = find_token_holder(text.strip()) if scheme.casefold() == "bearer" else None
    if holder is None:
        seen.rate_limit = check_rate_limit("api-network", client_ip(request))
        if scheme:
            raise InvalidToken
        return None
    seen.caller = Caller(*holder)
    seen.rate_limit = check_rate_limit("api-token", holder[0].id)
    return seen.caller


def caller_of(request: HttpRequest) -> Caller:
    """Return the caller of an operation that needs a scope."""
    return cast(Caller, cast(ApiRequest, request).caller)


def writer_of(request: HttpRequest, limit: str) -> Member:
    """Return the caller's member, after counting a write towards a limit; raise TooOften."""
    member = caller_of(request).member
    check_rate_limit(limit, member.id)
    return member


def form_key(request: HttpRequest) -> str:
    """Return a key of a write that has an Idempotency-Key, "" without one.

    What is stored with it is saved once, even if the answer to the first request was lost.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return ""
    sent = f"{key}\n{request.method} {request.get_full_path()}\n".encode() + request.body
    return sha256(sent).hexdigest()


def member_with(request: HttpRequest, scope: str) -> Member | None:
    """Return the member whose token has a scope; None for everybody else."""
    caller = cast(ApiRequest, request).caller
    return caller.member if caller and scope in caller.token.scopes else None


def viewer_of(request: HttpRequest) -> Viewer:
    """Return who reads: a token's member, who may hide ratings, or a visitor."""
    caller = cast(ApiRequest, request).caller
    return viewer_for(caller.member if caller else None)


@dataclass(frozen=True)
class NeedsScope:
    """Ninja's `auth`: a token with a scope, which its member's permissions limit further."""

    scope: str

    def __call__(self, request: HttpRequest) -> Caller:
        """Return the caller; raise Unauthenticated or InsufficientScope."""
        caller = cast(ApiRequest, request).caller
        if caller is None:
            raise Unauthenticated
        if self.scope not in caller.token.scopes:
            raise InsufficientScope(self.scope)
        return caller

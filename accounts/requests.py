"""Requests as views get them: with a session from MongoDB, its member, and their permission.

The cookie holds an opaque token, the database only its hash.
"""

import functools
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from types import MappingProxyType
from typing import Any, TypeVar, cast
from urllib.parse import urlencode, urlsplit

from bson import ObjectId
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.crypto import salted_hmac

from mflix_site.errors import Problem
from mflix_site.mongo import collections as mongo
from mflix_site.mongo.joined_rows import Stages
from mflix_site.text import now
from mflix_site.web.kept_forms import KEPT_FORMS, drop_kept_form, keep_form, kept_forms
from mflix_site.web.middleware import problem_page
from mflix_site.web.requests import safe_next_url

from .documents import Member, Preferences, hash_token
from .errors import NotAllowed
from .permissions import PERMISSIONS
from .queries import MEMBER_LOOKUP
from .rate_limits import check_rate_limit, is_rate_limited

MEMBER_KEY, EPOCH_KEY = "member", "epoch"
FORM_LOST = "undone"  # in the query of the page to log in: a form was refused, and is not kept
DEFAULT_PREFERENCES = Preferences()
MAX_KEPT_DATA = 300  # of a session, longer than what it holds of a member
LAST_MEMBER_COOKIE, VISITOR_SESSION_SECONDS = "mflix_writer", 3600
# Answered the same for everybody, and without reading whose session it is.
# The API knows members by their tokens alone: a cookie proves nothing there.
IMPERSONAL_PATHS = ("/healthz", "/readyz", "/posters/", "/api/v1/", "/api/v2/", "/api/movies")
# Each returns the stages that join what a page needs of a session's member, as lists by name.
SESSION_JOINS: list[Callable[[HttpRequest], Stages]] = []
# Each may return the stages that put rows after a session with its lists, which is `row` there.
SESSION_ROWS: list[Callable[[HttpRequest], Stages]] = []
V = TypeVar("V", bound=Callable[..., HttpResponse])


class SiteRequest(HttpRequest):
    """A request that has passed this app's middleware; for annotations only."""

    session: "SessionStore"
    member: Member | None


class MemberRequest(SiteRequest):
    """A request of a signed-in member; for annotations only."""

    member: Member


class SessionStore(SessionBase):
    """Django's session backend on the `sessions` collection; loading reads its member as well.

    `joined` is what the stages `joins` find of the member, by name, and `rows` what follows it.
    Saving a session that was ended meanwhile does not restore it: it raises UpdateError.
    """

    member_doc: dict[str, Any] | None = None
    joins: Sequence[dict[str, Any]] = ()
    joined: Mapping[str, Any] = MappingProxyType({})
    rows: Sequence[bytes] = ()

    def _get_new_session_key(self) -> str:
        return secrets.token_urlsafe(32)

    def load(self) -> dict[str, Any]:
        # Expiry is checked here: the TTL index deletes expired sessions some time later.
        rows = []
        if self.session_key:
            own = {"_id": hash_token(self.session_key), "expires_at": {"$gt": now()}}
            rows = mongo.sessions().raw_list_of([{"$match": own}, MEMBER_LOOKUP, *self.joins])
        if not rows:
            self._session_key = None
            return {}
        self.joined, self.rows = mongo.decoded(rows[0]), rows[1:]
        self.member_doc = next(iter(self.joined["members"]), None)
        data = self.joined["data"]
        if len(data) > MAX_KEPT_DATA:
            return dict(self.decode(data))
        return dict(json.loads(_decoded(data)))

    def create(self) -> None:
        self._session_key = self._get_new_session_key()
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        selector = {"_id": hash_token(self.session_key)}
        age = settings.SESSION_COOKIE_AGE if MEMBER_KEY in data else VISITOR_SESSION_SECONDS
        fields = {
            "data": self.encode(data),
            "member_id": ObjectId(data[MEMBER_KEY]) if MEMBER_KEY in data else None,
            "expires_at": now() + timedelta(seconds=age),
        }
        if must_create:
            mongo.sessions().insert_one(selector | fields)
        elif not mongo.sessions().update_one(selector, {"$set": fields}).matched_count:
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        if token := session_key or self.session_key:
            mongo.sessions().delete_one({"_id": hash_token(token)})


@functools.lru_cache(512)
def _decoded(data: str) -> str:
    return json.dumps(SessionStore().decode(data))


class SessionMiddleware(DjangoSessionMiddleware):
    """Set `request.session` and `request.member`; keep members' pages out of every cache."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return super().__call__(request)  # type: ignore[return-value]
        except Problem as problem:
            return problem_page(request, problem)

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        member, session = None, cast(SessionStore, request.session)
        is_read = session.session_key and not request.path_info.startswith(IMPERSONAL_PATHS)
        if is_read and request.method == "GET":
            session.joins = [s for join in (*SESSION_JOINS, *SESSION_ROWS) for s in join(request)]
        if is_read and session.get(MEMBER_KEY) and session.member_doc:  # `get` loads the session
            owner = Member.from_doc(session.member_doc)
            # Raising a member's epoch ends all sessions that were started before.
            member = owner if session.get(EPOCH_KEY) == owner.session_epoch else None
        request.member = member  # type: ignore[attr-defined]

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if not request.session.accessed and "immutable" not in response.get("Cache-Control", ""):
            patch_vary_headers(response, ["Cookie"])
        if request.member:  # type: ignore[attr-defined]
            patch_cache_control(response, no_store=True, private=True)
            _set_last_member_cookie(request, response)
        return super().process_response(request, response)


def member_mark(member: Member) -> str:
    """Return a mark that tells members apart in a cookie, without identifying them."""
    return _mark(str(member.id))


@functools.lru_cache(1024)
def _mark(member_id: str) -> str:
    return salted_hmac("mflix.writer", member_id).hexdigest()[:32]


def _set_last_member_cookie(request: HttpRequest, response: HttpResponse) -> None:
    mark = member_mark(request.member)  # type: ignore[attr-defined]
    if request.COOKIES.get(LAST_MEMBER_COOKIE) != mark:
        response.set_cookie(
            LAST_MEMBER_COOKIE,
            mark,
            max_age=settings.SESSION_COOKIE_AGE + VISITOR_SESSION_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def sign_in(request: HttpRequest, member: Member) -> None:
    """Start a session for a member, with a new session token and a new CSRF token.

    Forms that the session keeps go on to the new one, unless another member wrote them.
    """
    own = ("", member_mark(member))
    kept = [form for form in kept_forms(request) if form["writer"] in own]
    request.session.flush()
    if kept:
        request.session[KEPT_FORMS] = kept
    request.session[MEMBER_KEY] = str(member.id)
    request.session[EPOCH_KEY] = member.session_epoch
    rotate_token(request)


def sign_out(request: HttpRequest) -> None:
    request.session.flush()
    rotate_token(request)


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person who sees a page: a member, or a visitor without one.

    `scores_shown_for` are the films whose ratings are shown, of all films where it is None.
    """

    member: Member | None = None
    scores_shown_for: frozenset[str] | None = None

    @property
    def preferences(self) -> Preferences:
        return self.member.preferences if self.member else DEFAULT_PREFERENCES

    def may(self, action: str) -> bool:
        """Return whether to offer an action: visitors are sent to log in first."""
        return self.member is None or PERMISSIONS[action].allows(self.member)

    def hides_score(self, *film_ids: str) -> bool:
        """Return whether to hide the ratings of any of these films."""
        return self.scores_shown_for is not None and not self.scores_shown_for.issuperset(film_ids)


def permission_required(view: V) -> V:
    """Call the view only for those to whom the table of permissions allows its action.

    The action has the view's name; a view that has no row in the table raises KeyError when it is
    defined. Visitors are redirected to the log-in page with `next`, members to `next` where a page
    is for visitors only; everybody else gets NotAllowed.
    """
    action = view.__name__.replace("_", "-")
    rule = PERMISSIONS[action]
    visitors_may = rule.allows(None)

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        member = request.member  # type: ignore[attr-defined]
        if rule.only_visitors and member is not None:
            return redirect(safe_next_url(request))
        if visitors_may if member is None else rule.allows(member):
            response = view(request, *args, **kwargs)
            is_accepted = request.method == "POST" and response.status_code == 302
            if is_accepted and KEPT_FORMS in request.session:
                drop_kept_form(request)
            return response
        if member is None:
            page = _keep_sent_form(request, guarded, kwargs)
            query = {"next": page or _return_path(request)}
            if request.method == "POST" and not page:
                query[FORM_LOST] = "1"
            return redirect(f"{reverse('log-in')}?{urlencode(query)}")
        raise NotAllowed.for_standing(member.current_standing)

    guarded.action = action  # type: ignore[attr-defined]
    guarded.only_visitors = rule.only_visitors  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def _keep_sent_form(request: HttpRequest, view: Any, arguments: dict[str, Any]) -> str:
    if request.method != "POST" or is_rate_limited("kept-form", client_ip(request)):
        return ""
    page = keep_form(request, view, request.COOKIES.get(LAST_MEMBER_COOKIE, ""), arguments)
    if page:
        check_rate_limit("kept-form", client_ip(request))
    referrer = _return_path(request)
    return referrer if page and urlsplit(referrer).path == page else page


def _return_path(request: HttpRequest) -> str:
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    referrer = request.headers.get("Referer", "")
    origin = f"{request.scheme}://{request.get_host()}"
    return referrer.removeprefix(origin) if referrer.startswith(origin + "/") else reverse("home")


def submitted_data(request: HttpRequest) -> QueryDict | None:
    """Return the submitted form, even if empty; None for a request that submits none."""
    return request.POST if request.method == "POST" else None


def client_ip(request: HttpRequest) -> str:
    """Return the client's IP address; of an IPv6 address its /64 network, which one client owns.

    Where TRUSTED_PROXY is set it is the last entry of X-Forwarded-For.
    """
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.TRUSTED_PROXY else ""
    address = forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address) or parsed.ipv4_mapped:
        return address
    return str(ip_network((parsed.packed, 64), strict=False))

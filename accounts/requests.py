"""Requests as views get them: typed, from which address, and only with permission."""

import functools
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from mflix_site.text import now

from .documents import Member
from .errors import NotAllowed
from .permissions import PERMISSIONS

V = TypeVar("V", bound=Callable[..., HttpResponse])


class SiteRequest(HttpRequest):
    """A request that has passed this app's middleware; for annotations only."""

    session: SessionBase
    member: Member | None


class MemberRequest(SiteRequest):
    """A request of a signed-in member; for annotations only."""

    member: Member


def permission_required(view: V) -> V:
    """Call the view only for those to whom the table of permissions allows its action.

    The action has the view's name; a view that has no row in the table raises KeyError when it is
    defined. Visitors are redirected to the log-in page with `next`, members to the home page where
    a page is for visitors only; everybody else gets NotAllowed.
    """
    action = view.__name__.replace("_", "-")
    rule = PERMISSIONS[action]

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        member = request.member  # type: ignore[attr-defined]
        if rule.only_visitors and member is not None:
            return redirect("home")
        if rule.allows(member):
            return view(request, *args, **kwargs)
        if member is None:
            return redirect(f"{reverse('log-in')}?{urlencode({'next': _return_path(request)})}")
        raise NotAllowed.for_standing(member.standing.at(now()))

    guarded.action = action  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def _return_path(request: HttpRequest) -> str:
    # A form cannot be sent again after logging in, so return to the page that contained it.
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    referrer = request.headers.get("Referer", "")
    origin = f"{request.scheme}://{request.get_host()}"
    return referrer.removeprefix(origin) if referrer.startswith(origin + "/") else "/"


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

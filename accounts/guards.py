"""The guard of every view: it reads in the table of permissions who may use it at all."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from mflix_site.clock import now

from .errors import NotAllowed
from .permissions import PERMISSIONS

V = TypeVar("V", bound=Callable[..., HttpResponse])


def permission_required(view: V) -> V:
    """Let through whoever the table admits to the action that the view is named after.

    A visitor is sent to log in, and back to where they were; a member where only visitors have
    business, home; anybody else gets NotAllowed. A view without a row in the table cannot be made.
    """
    action = view.__name__.replace("_", "-")
    rule = PERMISSIONS[action]

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        member = request.member  # type: ignore[attr-defined]
        if rule.only_visitors and member is not None:
            return redirect("home")
        if rule.admits(member):
            return view(request, *args, **kwargs)
        if member is None:
            return redirect(f"{reverse('log-in')}?{urlencode({'next': _here(request)})}")
        raise NotAllowed.because(member.standing.at(now()))

    guarded.action = action  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def _here(request: HttpRequest) -> str:
    """A form cannot be sent again after logging in: go back to the page that it stood on."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    referrer = request.headers.get("Referer", "")
    origin = f"{request.scheme}://{request.get_host()}"
    return referrer.removeprefix(origin) if referrer.startswith(origin + "/") else "/"

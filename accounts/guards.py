"""Guards: decorators that say who may use a view at all."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

V = TypeVar("V", bound=Callable[..., HttpResponse])


def members_only(view: V) -> V:
    """Send a visitor to log in, and back to where they were."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.member is None:  # type: ignore[attr-defined]
            is_visit = request.method in {"GET", "HEAD"}
            here = request.get_full_path() if is_visit else _page_of(request)
            return redirect(f"{reverse('log-in')}?{urlencode({'next': here})}")
        return view(request, *args, **kwargs)

    return guarded  # type: ignore[return-value]


def visitors_only(view: V) -> V:
    """Send a member who is signed in already to the home page."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.member is not None:  # type: ignore[attr-defined]
            return redirect("home")
        return view(request, *args, **kwargs)

    return guarded  # type: ignore[return-value]


def _page_of(request: HttpRequest) -> str:
    """A form cannot be sent again after logging in: go back to the page that it stood on."""
    referrer = request.headers.get("Referer", "")
    origin = f"{request.scheme}://{request.get_host()}"
    return referrer.removeprefix(origin) if referrer.startswith(origin + "/") else "/"

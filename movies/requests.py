"""Requests about a film that was merged into another go on with the one that stays."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from bson import ObjectId
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from .errors import MovieNotFound
from .history import find_merge_target

V = TypeVar("V", bound=Callable[..., HttpResponse])


def follow_merges(view: V) -> V:
    """Call a view of a film again with the film it was merged into; lead a GET to its address.

    Raise MovieNotFound where a film was deleted.
    """

    @functools.wraps(view)
    def following(request: HttpRequest, id: ObjectId, **kwargs: Any) -> HttpResponse:
        called: Callable[..., HttpResponse] = view
        try:
            return called(request, id=id, **kwargs)
        except MovieNotFound:
            target = find_merge_target(id)
            if target is None:
                raise
        if request.method == "POST":
            return called(request, id=target, **kwargs)
        name = str(request.resolver_match.view_name) if request.resolver_match else "movie"
        path = reverse(name, kwargs={**kwargs, "id": target})
        return HttpResponsePermanentRedirect(path)

    return following  # type: ignore[return-value]

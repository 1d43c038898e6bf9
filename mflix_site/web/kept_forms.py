"""Forms that were sent after the session had ended: kept until their writer has logged in again.

A form is kept in the visitor's session, which ends after an hour. It is bounded in size, and shown
to nobody but the member who was logged in in this browser before.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse

from mflix_site.text import now

KEPT_FORM = "kept_form"
MAX_LENGTH, SECONDS = 150_000, 3600
V = TypeVar("V", bound=Callable[..., HttpResponseBase])
F = TypeVar("F", bound=forms.BaseForm)


def keep_fields(*names: str, page: str = "", keys: tuple[str, ...] = ()) -> Callable[[V], V]:
    """Mark the fields of a view's form that outlast an error page and the end of a session.

    The first is the text that somebody wrote. `page` is the route that shows the form, with the
    same arguments, where it is not the view itself. `keys` are those fields whose values are names
    in the code, such as a reason's, although other forms have a text in a field called so.
    """

    def mark(view: V) -> V:
        view.kept_fields = names  # type: ignore[attr-defined]
        view.form_page = page  # type: ignore[attr-defined]
        view.key_fields = keys  # type: ignore[attr-defined]
        return view

    return mark


def chosen_fields(data: QueryDict, names: tuple[str, ...]) -> QueryDict:
    """Return those fields of a form that are kept."""
    chosen = QueryDict(mutable=True)
    for name in names:
        if name in data:
            chosen.setlist(name, data.getlist(name))
    return chosen


def keep_form(request: HttpRequest, view: Any, writer: str, arguments: dict[str, Any]) -> str:
    """Keep what a visitor sent in their session; return the path that shows it, or nothing.

    `writer` tells who was logged in in this browser before, and is empty if nobody was.
    """
    fields = chosen_fields(request.POST, getattr(view, "kept_fields", ()))
    encoded = fields.urlencode()
    if not any(value.strip() for _, values in fields.lists() for value in values):
        return ""
    page = reverse(view.form_page, kwargs=arguments) if view.form_page else request.path
    if len(encoded) <= MAX_LENGTH:
        request.session[KEPT_FORM] = {
            "action": request.path,
            "page": page,
            "names": view.kept_fields,
            "keys": view.key_fields,
            "fields": encoded,
            "writer": writer,
            "until": now().timestamp() + SECONDS,
        }
    return page


def kept_form(request: HttpRequest) -> dict[str, Any] | None:
    """Return the form that this session keeps, unless it is too old."""
    session = getattr(request, "session", None)
    kept: dict[str, Any] | None = session.get(KEPT_FORM) if session else None
    return kept if kept and kept["until"] > now().timestamp() else None


def kept_data(kept: dict[str, Any]) -> QueryDict:
    """Return the fields of a kept form."""
    return QueryDict(kept["fields"].encode("ascii"))


def restored(request: HttpRequest, form: F, action: str = "") -> F:
    """Return a form that nobody has filled in yet with what is kept of it.

    `action` is the path that the form is sent to, where it is not that of its page.
    """
    kept = kept_form(request)
    if kept and not form.is_bound and kept["action"] == (action or request.path):
        data = kept_data(kept)
        for name in set(kept["names"]) & set(form.fields):
            widget = form.fields[name].widget
            form.initial[name] = widget.value_from_datadict(data, {}, form.add_prefix(name))
    return form


def drop_kept_form(request: HttpRequest) -> None:
    """Delete a kept form when it has been sent."""
    kept = kept_form(request)
    if kept and kept["action"] == request.path:
        del request.session[KEPT_FORM]

"""Forms that were sent after the session had ended: kept until their writer has logged in again.

A few forms are kept in the visitor's session, one for each address they are sent to, which ends
after an hour. They are bounded in size, and shown to nobody but the member who was logged in in
this browser before.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse

from mflix_site.text import now

KEPT_FORMS = "kept_forms"
MAX_FORMS, MAX_LENGTH, SECONDS = 3, 150_000, 3600  # the length of all of them together
# In a form's initial values: the name of the field with the words that were kept.
RESTORED = "restored"
V = TypeVar("V", bound=Callable[..., HttpResponseBase])
F = TypeVar("F", bound=forms.BaseForm)


def keep_fields(*names: str, page: str = "", keys: tuple[str, ...] = ()) -> Callable[[V], V]:
    """Mark the fields of a view's form that outlast an error page and the end of a session.

    The first is the text that somebody wrote. `page` is the route that shows the form, with the
    same arguments, where it is not the view itself. `keys` are fields
    that hold a choice, although another form may have words in a field of that name.
    """

    def mark(view: V) -> V:
        vars(view).update(kept_fields=names, form_page=page, key_fields=keys)
        return view

    return mark


def chosen_fields(data: QueryDict, names: Sequence[str]) -> QueryDict:
    """Return those fields of a form that are kept."""
    chosen = QueryDict(mutable=True)
    for name in (name for name in names if name in data):
        chosen.setlist(name, data.getlist(name))
    return chosen


def keep_form(
    request: HttpRequest, view: Any, writer: str, arguments: dict[str, Any], action: str = ""
) -> str:
    """Keep what somebody sent in their session; return the path that shows it, or nothing.

    `writer` tells who was logged in in this browser before, and is empty if nobody was. `action` is
    the path to send it to, where that is another by now.
    """
    action = action or request.path
    fields = chosen_fields(request.POST, getattr(view, "kept_fields", ()))
    if not any(value.strip() for _, values in fields.lists() for value in values):
        return ""
    page = reverse(view.form_page, kwargs=arguments) if view.form_page else action
    if len(encoded := fields.urlencode()) <= MAX_LENGTH:
        form: dict[str, Any] = {"action": action, "page": page, "fields": encoded, "writer": writer}
        form |= {"names": view.kept_fields, "keys": view.key_fields}
        form["until"] = now().timestamp() + SECONDS
        others = [one for one in kept_forms(request) if one["action"] != action]
        request.session[KEPT_FORMS] = _newest([*others, form])
    return page


def _newest(forms: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the last of some forms, as many as may be kept."""
    newest, length = forms[-MAX_FORMS:], 0
    for number, form in enumerate(reversed(newest)):
        length += len(form["fields"])
        if length > MAX_LENGTH:
            return newest[-number:]
    return newest


def kept_forms(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the forms that this session keeps and that are not too old, the newest last."""
    session = getattr(request, "session", None)
    kept = session.get(KEPT_FORMS, ()) if session else ()
    return [form for form in kept if form["until"] > now().timestamp()]


def kept_form(request: HttpRequest, **values: str) -> dict[str, Any] | None:
    """Return the newest kept form with these values, such as its `page`."""
    fitting = (form for form in reversed(kept_forms(request)) if values.items() <= form.items())
    return next(fitting, None)


def kept_data(kept: dict[str, Any]) -> QueryDict:
    """Return the fields of a kept form."""
    return QueryDict(kept["fields"].encode("ascii"))


def restored(request: HttpRequest, form: F, action: str = "") -> F:
    """Return a form that nobody has filled in yet with what is kept of it, by where it is sent."""
    kept = None if form.is_bound else kept_form(request, action=action or request.path)
    if kept is None:
        return form
    data = kept_data(kept)
    for name in (name for name in kept["names"] if name in form.fields):
        widget = form.fields[name].widget
        value = widget.value_from_datadict(data, {}, form.add_prefix(name))
        shown, form.initial[name] = form.initial.get(name), value
        words = value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""
        if not widget.is_hidden and words not in ("", str(shown or "").strip()):
            form.initial.setdefault(RESTORED, name)
    return form


def drop_kept_form(request: HttpRequest) -> None:
    """Delete a kept form when it has been sent."""
    others = [form for form in kept_forms(request) if form["action"] != request.path]
    request.session[KEPT_FORMS] = others
    if not others:
        del request.session[KEPT_FORMS]

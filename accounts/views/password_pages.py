"""Pages of forms with a password: what went wrong is shown in the form, which is kept."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import Form, PasswordInput
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from accounts.passwords import HashingBusy
from accounts.requests import SiteRequest
from mflix_site.errors import Problem

BUSY, SECONDS_TO_RETRY = "busy", 5  # where passwords cannot be hashed at the moment


@contextmanager
def problems_shown(
    form: Form, fields: Mapping[type[Problem], str | None] | None = None
) -> Iterator[None]:
    """Show problems of these kinds beside their fields, and HashingBusy above the form."""
    fields = fields or {}
    try:
        yield
    except HashingBusy as error:
        form.add_error(None, ValidationError(error.sentence, BUSY))
    except tuple(fields) as error:
        form.add_error(fields[type(error)], error.sentence)


def password_form_page(request: SiteRequest, name: str, form: Form, **context: Any) -> HttpResponse:
    """Return the page of a form: 422 where it has errors, 503 where hashing is busy."""
    _keep_passwords(form)
    is_busy = form.has_error(NON_FIELD_ERRORS, BUSY)
    status = 503 if is_busy else 422 if form.errors else 200
    response = render(request, f"accounts/{name}.html", {"form": form, **context}, status=status)
    if is_busy:
        response["Retry-After"] = str(SECONDS_TO_RETRY)
    if request.method == "POST":  # it may hold a password
        patch_cache_control(response, no_store=True)
    return response


def _keep_passwords(form: Form) -> None:
    """Keep the passwords of a form that is shown again, unless they, or all of it, are wrong."""
    passwords = {n: f for n, f in form.fields.items() if isinstance(f.widget, PasswordInput)}
    for field in passwords.values():
        field.widget.render_value = not form.errors.keys() & {*passwords, NON_FIELD_ERRORS}

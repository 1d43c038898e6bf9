"""What any template may need for texts, forms, and links to the pages of a list."""

import html
from functools import lru_cache
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BoundField
from django.http import QueryDict
from markupsafe import Markup, escape

from .caching import fill, placeholder
from .paging import Page
from .web.kept_forms import RESTORED
from .web.templates import (
    markup_key,
    query_around,
    render_macro,
    template_filter,
    template_function,
)

BEFORE, AFTER = placeholder("before"), placeholder("after")  # the value of a parameter in a query


@template_filter
def paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]


@template_filter
def as_paragraphs(text: str) -> Markup:
    """Return the paragraphs of a text with the line breaks in them."""
    escaped = (html.escape(part).replace("\n", "<br>") for part in paragraphs(text))
    return Markup("".join(f"<p>{part}</p>" for part in escaped))  # noqa: S704


@template_function
def csrf_field(token: Any) -> Markup:
    """Return the hidden field that every form that writes needs."""
    value = escape(str(token))
    return Markup(f'<input type="hidden" name="csrfmiddlewaretoken" value="{value}">')  # noqa: S704


@template_function
def page_links(page: Any, query: QueryDict, label: str, anchor: str) -> Markup:
    """Return the links to the pages of a list; cached, as only the query differs."""
    links = _page_links(page.number, page.last, label, anchor, markup_key())
    return fill(links, (BEFORE, AFTER), query_around(query, "page"))


@lru_cache(512)
def _page_links(number: int, last: int, label: str, anchor: str, _key: Any) -> Markup:
    page: Page[Any] = Page((), number, 1, last)
    inputs = (page, label, anchor, BEFORE, AFTER)
    return render_macro("shared/_page_links.html", "render_page_links", *inputs)


@template_function
def is_restored(field: BoundField) -> bool:
    """Return whether a field has the words of a form that was kept, and is yet to be sent."""
    return not field.form.is_bound and field.form.initial.get(RESTORED) == field.name


@template_function
def is_first_wrong(field: BoundField) -> bool:
    """Return whether a field gets the focus: with restored words, or as the first wrong one."""
    if is_restored(field):
        return True
    errors = field.form.errors
    wrong = (name for name in field.form.fields if name in errors)
    return NON_FIELD_ERRORS not in errors and field.name == next(wrong, None)

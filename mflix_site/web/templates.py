"""The environment of the templates: Jinja2, with Django's filters and the functions of each app.

An app registers its functions and filters in `template_functions.py`, which is imported here.
"""

import os
import re
import secrets
from collections.abc import Callable, Iterable, MutableMapping, Sized
from contextlib import suppress
from functools import lru_cache
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BoundField
from django.http import HttpRequest, QueryDict
from django.template import defaultfilters, engines
from django.templatetags import static as staticfiles
from django.urls import get_script_prefix, reverse
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import ChainableUndefined, Environment, FileSystemBytecodeCache, Template
from markupsafe import Markup, escape

from mflix_site.paging import Page

FUNCTIONS: dict[str, Callable[..., Any]] = {}
FILTERS: dict[str, Callable[..., Any]] = {
    name: getattr(defaultfilters, name)
    for name in (
        *("capfirst", "date", "default", "default_if_none", "linebreaksbr", "pluralize", "slugify"),
        *("stringformat", "truncatechars", "truncatewords", "urlencode"),
    )
}
PAGE_FILTERS: list[Callable[[str, HttpRequest], str]] = []
HAS_LANGUAGES = len(settings.LANGUAGES) > 1
OBJECT_ID, ANY_ID = re.compile(r"[0-9a-f]{24}", re.ASCII), "0" * 24
SALT = secrets.token_hex(8)
F = TypeVar("F", bound=Callable[..., Any])


def placeholder(name: str) -> Markup:
    """Return what stands for a value in kept markup until it is filled in.

    Nobody can write it into a page: it differs each time that the site starts.
    """
    return Markup(f"{{{name}-{SALT}}}")  # noqa: S704 -- letters and digits


ANY_TOKEN = placeholder("token")
BEFORE, AFTER = placeholder("before"), placeholder("after")  # the value of a parameter in a query


def fill(markup: str, placeholders: Iterable[str], values: Iterable[str]) -> Markup:
    """Return kept markup with values, which are escaped already, in the places of these."""
    filled = str(markup)
    for one, value in zip(placeholders, values, strict=True):
        filled = filled.replace(one, value)
    return Markup(filled)  # noqa: S704 -- all of it is markup


def template_function(function: F) -> F:
    """Make a function known to all templates under its name."""
    FUNCTIONS[function.__name__] = function
    return function


def template_filter(function: F) -> F:
    """Make a function known to all templates as a filter under its name."""
    FILTERS[function.__name__] = function
    return function


def page_filter(function: F) -> F:
    """Pass every page that is rendered for a request through a function."""
    PAGE_FILTERS.append(function)
    return function


class PageTemplate(Template):
    """A template whose pages pass through `PAGE_FILTERS`."""

    def render(self, *args: Any, **context: Any) -> str:
        page = super().render(*args, **context)
        if request := dict(*args, **context).get("request"):
            for change in PAGE_FILTERS:
                page = change(page, request)
        return page


class SiteEnvironment(Environment):
    """An environment whose templates share one set of globals: comparing copies is slow."""

    template_class = PageTemplate

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **d} if d else self.globals


def environment(**options: Any) -> Environment:
    """Return the environment that Django's Jinja2 backend renders with."""
    autodiscover_modules("template_functions")
    options |= {"undefined": ChainableUndefined, "lstrip_blocks": True}
    extensions = ["jinja2.ext.i18n"]
    made = SiteEnvironment(extensions=extensions, **options)  # Django's backend: autoescape
    made.policies["ext.i18n.trimmed"] = True
    made.newstyle_gettext = True  # type: ignore[attr-defined] # the parser asks: values by name
    translators = (gettext, ngettext, pgettext, npgettext)
    made.globals.update({one.__name__: _text_function(one) for one in translators})
    made.globals["_"] = made.globals["gettext"]
    made.globals.update(FUNCTIONS)
    made.filters.update(FILTERS)
    return made


def _text_function(translate: Callable[..., str]) -> Callable[..., Markup]:
    """Return a translating function for templates: each text is looked up once a language.

    Jinja's own would put values even into texts that have none: five times as slow.
    """
    language = get_language if HAS_LANGUAGES else str

    @lru_cache(4096)
    def translated(_language: str, *texts: Any) -> str:
        return translate(*texts)

    @lru_cache(4096)
    def without_values(language: str, *texts: Any) -> Markup:
        return Markup(translated(language, *texts) % {})  # noqa: S704 -- a text of a template

    def text(*texts: Any, **values: Any) -> Markup:
        if not values:
            return without_values(language(), *texts)
        escaped = {name: escape(value) for name, value in values.items()}
        return Markup(translated(language(), *texts) % {"num": texts[-1], **escaped})  # noqa: S704

    return text


def load_all_templates() -> None:
    """Load every template, so that workers forked from this process share them.

    Compiled ones are kept under `var/`, if that can be written: the next start only reads them.
    """
    loaded, folder = cast(Any, engines["jinja2"]).env, settings.VAR_DIR / "templates"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    if os.access(folder, os.W_OK):
        loaded.bytecode_cache = FileSystemBytecodeCache(str(folder))
    for name in loaded.list_templates():
        loaded.get_template(name)


def markup_key() -> tuple[str, str | None]:
    """Return what markup depends on beside its inputs: where the site is, and its language."""
    return get_script_prefix(), get_language() if HAS_LANGUAGES else None


def render_macro(template: str, macro: str, *inputs: Any, **more: Any) -> Markup:
    """Return the markup of a macro, for a function that keeps it."""
    module = cast(Any, engines["jinja2"]).env.get_template(template).module
    markup: Markup = getattr(module, macro)(*inputs, **more).strip()
    return markup


@template_function
def language_code() -> str:
    """Return the language of the page's words, as HTML names it."""
    return get_language() or settings.LANGUAGE_CODE


@template_function
@lru_cache(64)
def static(path: str) -> str:
    """Return the address of a static file, with the hash that collectstatic gave it."""
    return staticfiles.static(path)


@template_function
def url(name: str, *arguments: Any, **keywords: Any) -> str:
    """Return the path of a view."""
    if keywords:
        return reverse(name, args=arguments, kwargs=keywords)
    if len(arguments) == 1 and OBJECT_ID.fullmatch(id := str(arguments[0])):
        return _path(get_script_prefix(), name, (ANY_ID,)).replace(ANY_ID, id)
    return _path(get_script_prefix(), name, arguments)


@lru_cache(8192)
def _path(_prefix: str, name: str, arguments: tuple[Any, ...]) -> str:
    return reverse(name, args=arguments)


@template_function
def absolute_url(path: str) -> str:
    """Return the public address of a path, for what leaves the site: feeds, mails, crawlers."""
    return f"{settings.SITE_URL.rstrip('/').removesuffix(settings.SCRIPT_NAME)}{path}"


@template_function
def site_path(path: str) -> str:
    """Return the path of a page as browsers know it, from one that is stored: with the prefix."""
    return f"{settings.SCRIPT_NAME}{path}"


@template_function
def csrf_field(token: Any) -> Markup:
    """Return the hidden field that every form that writes needs."""
    value = escape(str(token))
    return Markup(f'<input type="hidden" name="csrfmiddlewaretoken" value="{value}">')  # noqa: S704


@template_function
def querystring(query: QueryDict, **changes: Any) -> str:
    """Return a query with some parameters set, or left out where they are None."""
    pairs: dict[str, Any] = dict(query.lists())
    for name, value in changes.items():
        pairs[name] = () if value is None else str(value)
    return f"?{urlencode(pairs, doseq=True)}"


def query_around(query: QueryDict, name: str, *without: str) -> tuple[Markup, Markup]:
    """Return what stands before and after the value of a parameter in a query, escaped.

    For many links that differ in this value alone.
    """
    pairs = [pair for pair in query.lists() if pair[0] not in without]
    at = next((at for at, pair in enumerate(pairs) if pair[0] == name), len(pairs))
    before, after = (urlencode(part, doseq=True) for part in (pairs[:at], pairs[at + 1 :]))
    return escape(f"?{before}{'&' if before else ''}{name}="), escape(after and f"&{after}")


@template_function
def page_resources() -> Markup:
    """Return the links to icons, fonts, styles and scripts in the head of every page."""
    return _page_resources(markup_key())


@lru_cache(8)
def _page_resources(_key: Any) -> Markup:
    return render_macro("shared/_resources.html", "render_resources")


@template_function
def page_links(page: Any, query: QueryDict, label: str, anchor: str) -> Markup:
    """Return the links to the pages of a list; kept, as only the query is another each time."""
    links = _page_links(page.number, page.last, label, anchor, markup_key())
    return fill(links, (BEFORE, AFTER), query_around(query, "page"))


@lru_cache(512)
def _page_links(number: int, last: int, label: str, anchor: str, _key: Any) -> Markup:
    page: Page[Any] = Page((), number, 1, last)
    inputs = (page, label, anchor, BEFORE, AFTER)
    return render_macro("shared/_page_links.html", "render_page_links", *inputs)


@template_function
def is_first_wrong(field: BoundField) -> bool:
    """Return whether a field has the focus: it is the first wrong one, and its form is not."""
    errors = field.form.errors
    wrong = (name for name in field.form.fields if name in errors)
    return NON_FIELD_ERRORS not in errors and field.name == next(wrong, None)


@template_filter
def count_beyond(items: Sized, limit: int) -> int:
    """Return how many items come after the first `limit`."""
    return max(0, len(items) - limit)


@template_filter
def paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]


@template_filter
def grouped(number: int) -> str:
    """Return a whole number with thousands separators: 12,480."""
    return f"{number:,}"


@template_filter
def minutes(seconds: int) -> int:
    """Return seconds as whole minutes, rounded up so that nobody comes back too early."""
    return -(-seconds // 60)
